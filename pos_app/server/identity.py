"""Who this server is: its keys, its epoch, its name, kept in its database for all its processes."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Mapping

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import text

from pos_app.kernel.errors import Refused
from pos_app.kernel.ids import IdSource
from pos_app.server.database import ServerDatabase

_ALL = text("SELECT name, value FROM meta")
_FIRST = text("INSERT INTO meta (name, value) VALUES (:name, :value) ON CONFLICT (name) DO NOTHING")
_SET = text("UPDATE meta SET value = :value WHERE name = :name")
_KEY_BYTES = 32
RESTORING = "restoring"
"""Stands in `meta` while a database is being filled; only then."""


class Identity(msgspec.Struct, frozen=True):
    """`epoch` is renewed by every restore; `signing_key` is the Ed25519 seed that promises are signed with, `secret`
    the root of every other key of this server (32 bytes each).
    """

    epoch: str
    name: str
    signing_key: bytes
    secret: bytes

    def signer(self) -> Ed25519PrivateKey:
        """Return the key that signs."""
        return Ed25519PrivateKey.from_private_bytes(self.signing_key)

    def public_key(self) -> bytes:
        """Return the 32 bytes that terminals verify with."""
        return self.signer().public_key().public_bytes_raw()


def make_identity(database: ServerDatabase, ids: IdSource, name: str) -> Identity:
    """Return the identity; the first process of all makes it. `name` counts only then.

    Raises Refused `server.restore_unfinished`.
    """
    _check_whole(database)
    values = {
        "epoch": str(ids()),
        "name": name,
        "signing_key": _text(secrets.token_bytes(_KEY_BYTES)),
        "secret": _text(secrets.token_bytes(_KEY_BYTES)),
    }
    rows = [{"name": each, "value": value} for each, value in values.items()]
    database.write(lambda tx: tx.many(_FIRST, rows))
    return read_identity(database)


def read_identity(database: ServerDatabase) -> Identity:
    """Return the identity as it stands. Raises KeyError without one, Refused `server.restore_unfinished`."""
    _check_whole(database)
    found: Mapping[str, str] = database.read(lambda tx: {row.name: row.value for row in tx.rows(_ALL)})
    return Identity(
        epoch=found["epoch"],
        name=found["name"],
        signing_key=base64.b64decode(found["signing_key"]),
        secret=base64.b64decode(found["secret"]),
    )


def renew_epoch(database: ServerDatabase, ids: IdSource) -> str:
    """Give the server a new epoch: every terminal then compares what it has with what the server has."""
    epoch = str(ids())
    database.write(lambda tx: tx.run(_SET, name="epoch", value=epoch))
    return epoch


def _check_whole(database: ServerDatabase) -> None:
    if any(row.name == RESTORING for row in database.read(lambda tx: tx.rows(_ALL))):
        raise Refused("server.restore_unfinished")


def _text(value: bytes) -> str:
    return base64.b64encode(value).decode("ascii")
