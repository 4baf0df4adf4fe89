/* Counts fsync and fdatasync of a process, each made to last as long as POS_SYNC_DELAY_US says. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <unistd.h>

static volatile long count;

static int synced(const char *name, int file) {
    int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);
    const char *delay = getenv("POS_SYNC_DELAY_US");
    __sync_fetch_and_add(&count, 1);
    if (delay) usleep((useconds_t)atol(delay));
    return real(file);
}

int fsync(int file) { return synced("fsync", file); }
int fdatasync(int file) { return synced("fdatasync", file); }
long pos_sync_count(void) { return count; }
