/* Notes every write, cut and sync of files in the folder POS_FOLDER, in their order, in the file POS_NOTES. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static pthread_mutex_t one = PTHREAD_MUTEX_INITIALIZER;
static int notes = -1;

static ssize_t really_write(int file, const void *data, size_t size) {
    static ssize_t (*real)(int, const void *, size_t);
    if (!real) real = dlsym(RTLD_NEXT, "write");
    return real(file, data, size);
}

static void note(char kind, int file, const void *data, uint64_t size, uint64_t offset) {
    char link[64], path[4096];
    const char *folder = getenv("POS_FOLDER");
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, sizeof path);
    if (!folder || length <= 0 || strncmp(path, folder, strlen(folder))) return;
    uint32_t name = (uint32_t)length;
    if (notes < 0) notes = open(getenv("POS_NOTES"), O_WRONLY | O_CREAT | O_APPEND, 0600);
    really_write(notes, &kind, 1);
    really_write(notes, &name, sizeof name);
    really_write(notes, &offset, sizeof offset);
    really_write(notes, &size, sizeof size);
    really_write(notes, path, name);
    if (data) really_write(notes, data, size);
}

static ssize_t placed(const char *which, int file, const void *data, size_t size, off_t offset) {
    ssize_t (*real)(int, const void *, size_t, off_t) = dlsym(RTLD_NEXT, which);
    pthread_mutex_lock(&one);
    ssize_t done = real(file, data, size, offset);
    if (done > 0) note('W', file, data, (uint64_t)done, (uint64_t)offset);
    pthread_mutex_unlock(&one);
    return done;
}

ssize_t pwrite(int file, const void *data, size_t size, off_t at) { return placed("pwrite", file, data, size, at); }
ssize_t pwrite64(int file, const void *data, size_t size, off64_t at) {
    return placed("pwrite64", file, data, size, at);
}

ssize_t write(int file, const void *data, size_t size) {
    pthread_mutex_lock(&one);
    off_t at = lseek(file, 0, SEEK_CUR);
    ssize_t done = really_write(file, data, size);
    if (done > 0 && at >= 0) note('W', file, data, (uint64_t)done, (uint64_t)at);
    pthread_mutex_unlock(&one);
    return done;
}

static int cut(const char *which, int file, off_t size) {
    int (*real)(int, off_t) = dlsym(RTLD_NEXT, which);
    pthread_mutex_lock(&one);
    int done = real(file, size);
    if (!done) note('T', file, NULL, 0, (uint64_t)size);
    pthread_mutex_unlock(&one);
    return done;
}

int ftruncate(int file, off_t size) { return cut("ftruncate", file, size); }
int ftruncate64(int file, off64_t size) { return cut("ftruncate64", file, size); }

static int synced(const char *which, int file) {
    int (*real)(int) = dlsym(RTLD_NEXT, which);
    pthread_mutex_lock(&one);
    int done = real(file);
    note('S', file, NULL, 0, 0);
    pthread_mutex_unlock(&one);
    return done;
}

int fsync(int file) { return synced("fsync", file); }
int fdatasync(int file) { return synced("fdatasync", file); }
