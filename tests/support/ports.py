"""Ports for servers that have to be told theirs."""

from __future__ import annotations

import itertools
import os
import socket

HOST = "127.0.0.1"
FIRST, COUNT = 20_000, 12_000
"""Below what a system gives to clients, so that nobody's connection takes a port between the look and the use."""
STEP = 97
_tries = itertools.count(os.getpid() * STEP)


def free_port() -> int:
    """A TCP port of this machine that nobody listens at; another one with each call, other ones in each process."""
    for number in itertools.islice(_tries, COUNT):
        port = FIRST + number % COUNT
        try:
            socket.create_server((HOST, port)).close()
        except OSError:
            continue
        return port
    raise AssertionError("no port is free")
