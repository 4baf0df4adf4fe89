"""Small values that a database keeps by name."""

from __future__ import annotations

from sqlalchemy import Connection

_READ = "SELECT value FROM kv WHERE name = ?"
_KEEP = "INSERT INTO kv VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value"
_DROP = "DELETE FROM kv WHERE name = ?"

DEVICE_ID = "device_id"
DEVICE_KEY = "device_key"
CTL = "ctl"
SERVER_EPOCH = "server_epoch"
EPOCH_NO = "epoch_no"
"""Counts the epochs of servers, so that what an earlier one told is known as such without touching it."""
CLOCK_OFFSET = "clock_offset_ms"
LINK = "link"
SHOP_KEYS = "shop_keys"
TILL = "till"


def read(connection: Connection, name: str, otherwise: str = "") -> str:
    """Return a value."""
    found = connection.exec_driver_sql(_READ, (name,)).scalar()
    return str(found) if found is not None else otherwise


def keep(connection: Connection, name: str, value: str) -> None:
    """Keep a value, inside the caller's transaction."""
    connection.exec_driver_sql(_KEEP, (name, value))


def drop(connection: Connection, name: str) -> None:
    """Forget a value, inside the caller's transaction."""
    connection.exec_driver_sql(_DROP, (name,))
