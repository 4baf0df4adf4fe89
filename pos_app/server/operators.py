"""The people who run the server: names with passwords."""

from __future__ import annotations

import base64
import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import text

from pos_app.kernel.clock import Clock
from pos_app.kernel.errors import Refused
from pos_app.server.database import ServerDatabase

FIRST = "admin"
_PASSWORD_BYTES = 12
_ADD = text(
    """INSERT INTO operator (name, password_hash, made_at) VALUES (:name, :hash, :at)
    ON CONFLICT (name) DO NOTHING"""
)
_SET = text("UPDATE operator SET password_hash = :hash WHERE name = :name")
_ONE = text("SELECT password_hash FROM operator WHERE name = :name")
_ANY = text("SELECT count(*) AS people FROM operator")


def make_first(database: ServerDatabase, clock: Clock) -> str:
    """Make the first operator when there is nobody yet; return the password, empty when somebody was there."""
    if database.read(lambda tx: tx.rows(_ANY))[0].people:
        return ""
    password, at_ms = _new_password(), clock.now_ms()
    hashed = PasswordHasher().hash(password)
    made = database.write(lambda tx: tx.run(_ADD, name=FIRST, hash=hashed, at=at_ms))
    return password if made else ""


def new_password(database: ServerDatabase, name: str) -> str:
    """Give an operator a new password and return it. Raises Refused `server.no_operator` (name)."""
    password = _new_password()
    hashed = PasswordHasher().hash(password)
    if not database.write(lambda tx: tx.run(_SET, name=name, hash=hashed)):
        raise Refused("server.no_operator", name=name)
    return password


def is_operator(database: ServerDatabase, name: str, password: str) -> bool:
    """Say whether somebody is who they say (argon2id: 50-150 ms)."""
    row = database.read(lambda tx: tx.row(_ONE, name=name))
    if row is None:
        return False
    try:
        return PasswordHasher().verify(row.password_hash, password)
    except (VerificationError, InvalidHashError):
        return False


def _new_password() -> str:
    return base64.b32encode(secrets.token_bytes(_PASSWORD_BYTES)).decode("ascii").rstrip("=").lower()
