"""Opens the server's place: folder, database, tables, identity; the first start makes whatever is missing."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from pos_app.kernel.clock import Clock
from pos_app.kernel.errors import Refused, Unavailable
from pos_app.kernel.ids import IdSource
from pos_app.server.codes import Codes
from pos_app.server.database import ServerDatabase, open_database
from pos_app.server.identity import Identity, make_identity, read_identity
from pos_app.server.migrations.versions import CURRENT
from pos_app.server.operators import make_first
from pos_app.server.schema import make_schema, schema_of

DATABASE_FILE = "server.db"
FIRST_STORE = "0001"
FIRST_TERMINAL = "01"
_ANY_DEVICE = text("SELECT count(*) AS devices FROM device")


@dataclass(frozen=True)
class Opened:
    """A database that is ready with who it belongs to."""

    database: ServerDatabase
    identity: Identity

    def codes(self, clock: Clock) -> Codes:
        """Return what makes enrolment codes."""
        return Codes(self.database, clock, self.identity.secret, secrets.token_bytes)


@dataclass(frozen=True)
class FirstWords:
    """What is told once: the first operator's password, an enrolment code; empty when there is nothing to tell."""

    password: str
    code: str


def make_folder(folder: Path) -> None:
    """Make the data folder, for its owner alone. Raises Unavailable `server.folder` (file, detail)."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise Unavailable("server.folder", file=str(folder), detail=error.strerror or "") from error


def reach(folder: Path, url: str = "") -> ServerDatabase:
    """Return the database chosen: the address, or the file in the folder. Raises Refused `server.bad_url`."""
    if not url:
        return open_database(folder / DATABASE_FILE)
    try:
        kind = make_url(url).drivername
    except (ArgumentError, ValueError):
        kind = ""
    if kind not in ("postgresql", "postgres"):
        raise Refused("server.bad_url")
    return open_database(url)


def open_first(database: ServerDatabase, clock: Clock, ids: IdSource, name: str) -> tuple[Opened, FirstWords]:
    """Make what is missing, whichever process comes first. `name` counts at the first start only.

    Raises Refused `server.schema_newer`, Unavailable `server.database_gone`.
    """
    make_schema(database)
    opened = Opened(database, make_identity(database, ids, name))
    password = make_first(database, clock)
    code = ""
    if password and not database.read(lambda tx: tx.rows(_ANY_DEVICE))[0].devices:
        code = opened.codes(clock).make(FIRST_STORE, FIRST_TERMINAL)
    return opened, FirstWords(password, code)


def open_made(database: ServerDatabase) -> Opened:
    """Open a database that a server made before. Raises Refused `server.no_server`, `server.schema_other`."""
    found = schema_of(database)
    if not found:
        raise Refused("server.no_server")
    if found != CURRENT:
        raise Refused("server.schema_other", found=found, known=CURRENT)
    return Opened(database, read_identity(database))
