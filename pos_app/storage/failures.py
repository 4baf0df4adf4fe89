"""What the database's own errors mean to a shop."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError
from sqlcipher3 import dbapi2

from pos_app.kernel.errors import Unavailable

_CODES = {
    3: "storage.read_only",
    5: "storage.in_use",
    6: "storage.in_use",
    8: "storage.read_only",
    10: "storage.failed",
    11: "storage.damaged",
    13: "storage.full",
    14: "storage.read_only",
    26: "storage.damaged",
}
"""SQLite's primary result codes that the world is to blame for."""


def unavailable(error: BaseException) -> Unavailable | None:
    """Return what a driver's error means, or None when it is a bug of ours."""
    original = error.orig if isinstance(error, DBAPIError) else error
    if not isinstance(original, dbapi2.Error):
        return None
    code = _CODES.get(getattr(original, "sqlite_errorcode", 0) & 0xFF)
    return Unavailable(code, detail=str(original)) if code else None


@contextmanager
def translated() -> Iterator[None]:
    """Turn driver errors that the world is to blame for into Unavailable; bugs pass as they are."""
    try:
        yield
    except (DBAPIError, dbapi2.Error) as error:
        meant = unavailable(error)
        if meant is None:
            raise
        raise meant from error
