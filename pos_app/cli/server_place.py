"""Where a server keeps its things: the options, the way in for commands."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pos_app.runtime.paths import data_folder
from pos_app.server.database import ServerDatabase
from pos_app.server.folder_lock import FolderLock
from pos_app.server.opening import Opened, make_folder, open_made, reach

DATABASE_VARIABLE = "POS_APP_SERVER_DATABASE"
"""So that a password need not stand where every user of the machine sees it."""
_FOLDER = "server"


def add_place(parser: argparse.ArgumentParser, default: Any = None) -> None:
    """Add `--data DIR`, `--database URL`."""
    parser.add_argument(
        "--data",
        metavar="DIR",
        default=default,
        help="the server's folder (default: `server` in your own data folder)",
    )
    parser.add_argument(
        "--database",
        metavar="URL",
        default=default,
        help=f"postgresql://user@host/name instead of the file in the folder (or ${DATABASE_VARIABLE})",
    )


def folder_of(chosen: argparse.Namespace) -> Path:
    """Return the server's folder; it need not exist yet."""
    return data_folder(chosen.data) if chosen.data else data_folder() / _FOLDER


def url_of(chosen: argparse.Namespace) -> str:
    """Return the address of the database, empty for the file in the folder."""
    return chosen.database or os.environ.get(DATABASE_VARIABLE, "")


@contextmanager
def reached(chosen: argparse.Namespace) -> Iterator[ServerDatabase]:
    """Give the database as it is, made or not."""
    make_folder(folder_of(chosen))
    database = reach(folder_of(chosen), url_of(chosen))
    try:
        yield database
    finally:
        database.close()


@contextmanager
def opened_server(chosen: argparse.Namespace) -> Iterator[Opened]:
    """Give the server's database; the server may run meanwhile. Raises Refused `server.no_server`."""
    with reached(chosen) as database:
        yield open_made(database)


@contextmanager
def alone(folder: Path, url: str) -> Iterator[None]:
    """Keep a server off the file meanwhile; PostgreSQL takes several. Raises Unavailable `server.in_use`."""
    if url:
        yield
        return
    lock = FolderLock(folder)
    try:
        yield
    finally:
        lock.release()
