"""A real PostgreSQL server that tests start, kill, start again."""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
import psycopg
from psycopg import sql

from tests.support.ports import HOST, free_port
from tests.support.postgres_place import OTHER_USER, binaries, is_root, new_folder, other_user

PATIENCE_S = 30
POLL_S = 0.02
STARTS = 5
USER = "pos"
SETTINGS = {
    "listen_addresses": HOST,
    "unix_socket_directories": "",
    "shared_buffers": "64MB",
    "dynamic_shared_memory_type": "mmap",
    "timezone": "UTC",
}
NO_FSYNC = {"fsync": "off", "full_page_writes": "off"}
"""Fast. A killed server loses nothing by these, only a machine without power does."""
WATCH = ("sh", "-c", 'read -r word || { kill -QUIT "$0"; rm -rf "$1"; }')
"""Stands beside a server: when the tests die without a word its input ends, then the server goes too."""


class Cluster:
    """One PostgreSQL server with its data below `folder`.

    `settings` are parameters as in postgresql.conf. With `fsync` each commit reaches the disk before it is answered.
    """

    def __init__(
        self, folder: Path, *, fsync: bool = False, settings: Mapping[str, str] | None = None
    ) -> None:
        self.folder = folder
        self.port = 0
        self._settings = {**SETTINGS, **({} if fsync else NO_FSYNC), **(settings or {})}
        self._process: subprocess.Popen[bytes] | None = None
        self._watch: subprocess.Popen[bytes] | None = None

    @property
    def running(self) -> bool:
        """Whether the server was started and has neither been stopped nor died."""
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Start the server; come back when it takes connections. Later starts keep the data, the port too."""
        assert not self.running, "it runs already"
        if not self._data.exists():
            self._make()
        port = self.port
        for _ in range(STARTS):
            if self._ready(self._spawn(port or free_port())):
                return
            self.stop()
        raise AssertionError(f"PostgreSQL did not start:\n{self.log()}")

    def stop(self) -> None:
        """End it in good order: clients are cut off, data reaches its files. Fine when it does not run."""
        self._end(signal.SIGINT)

    def kill(self) -> None:
        """SIGKILL for the server with all its processes, as when a machine runs out of memory."""
        assert self._process is not None, "it was not started"
        children: list[psutil.Process] = []
        with suppress(psutil.NoSuchProcess):
            server = psutil.Process(self._process.pid)
            server.suspend()
            children = server.children(recursive=True)
        for child in children:
            with suppress(psutil.NoSuchProcess):
                child.kill()
        self._end(signal.SIGKILL)
        until = time.monotonic() + PATIENCE_S
        while any(alive(child) for child in children):
            assert time.monotonic() < until, "a process outlives SIGKILL"
            threading.Event().wait(POLL_S)

    def dsn(self, database: str = "postgres") -> str:
        """The address of a database: `postgresql://user@127.0.0.1:port/database`."""
        return f"postgresql://{USER}@{HOST}:{self.port}/{database}"

    def create_database(self, template: str = "template0") -> str:
        """Make a database, a copy of `template`, to which nobody may be connected. Returns its name."""
        name = f"t{secrets.token_hex(6)}"
        words = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        self._run(words.format(sql.Identifier(name), sql.Identifier(template)))
        return name

    def drop_database(self, name: str) -> None:
        """Remove a database, cutting off who is connected to it. Fine when it is gone."""
        self._run(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def log(self) -> str:
        """What the server wrote so far."""
        path = self.folder / "log"
        return path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""

    @property
    def _data(self) -> Path:
        return self.folder / "data"

    def _run(self, statement: sql.Composed) -> None:
        with psycopg.connect(self.dsn(), autocommit=True) as connection:
            connection.execute(statement)

    def _make(self) -> None:
        if is_root():
            shutil.chown(self.folder, OTHER_USER)
        words = ("--no-sync", "--auth=trust", "--encoding=UTF8", "--locale=C", "--username", USER)
        made = subprocess.run(
            [program("initdb"), *words, "-D", self._data],
            check=False,
            cwd=self.folder,
            env={"PATH": os.defpath},
            capture_output=True,
            text=True,
            **other_user(),
        )
        assert made.returncode == 0, f"initdb failed:\n{made.stdout}\n{made.stderr}"

    def _spawn(self, port: int) -> subprocess.Popen[bytes]:
        self.port = port
        words = [word for name, value in self._settings.items() for word in ("-c", f"{name}={value}")]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [program("postgres"), "-D", self._data, "-p", str(port), *words],
                cwd=self.folder,
                env={"PATH": os.defpath},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                **other_user(),
            )
        watch = [*WATCH, str(self._process.pid), str(self.folder)]
        self._watch = subprocess.Popen(watch, stdin=subprocess.PIPE, start_new_session=True)
        return self._process

    def _ready(self, process: subprocess.Popen[bytes]) -> bool:
        """Whether it came up; False when it ended, as when its port was taken meanwhile."""
        until = time.monotonic() + PATIENCE_S
        told = self._data / "postmaster.pid"
        while time.monotonic() < until:
            lines = told.read_text(encoding="utf-8").split() if told.exists() else []
            if lines and lines[0] == str(process.pid) and lines[-1] == "ready":
                return True
            with suppress(subprocess.TimeoutExpired):
                process.wait(POLL_S)
                return False
        return False

    def _end(self, asked: signal.Signals) -> None:
        if self._watch is not None:
            self._watch.kill()
            self._watch.communicate()
            self._watch = None
        if self._process is None:
            return
        for each in (asked, signal.SIGQUIT, signal.SIGKILL):
            self._process.send_signal(each)
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(PATIENCE_S)
                break
        self._process = None


def program(name: str) -> Path:
    """The path of one of PostgreSQL's programs."""
    folder = binaries()
    assert folder is not None, "no PostgreSQL on this machine"
    return folder / name


def alive(process: psutil.Process) -> bool:
    """Whether a process still holds memory or files: one that waits to be buried does not."""
    try:
        status: str = process.status()
    except psutil.NoSuchProcess:
        return False
    return bool(status != psutil.STATUS_ZOMBIE)


@contextmanager
def cluster(*, fsync: bool = False, settings: Mapping[str, str] | None = None) -> Iterator[Cluster]:
    """A running server of the test's own; afterwards nothing is left of it."""
    folder = new_folder("pos-postgres-")
    one = Cluster(folder, fsync=fsync, settings=settings)
    try:
        one.start()
        yield one
    finally:
        one.stop()
        shutil.rmtree(folder, ignore_errors=True)
