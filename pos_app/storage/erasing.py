"""Forgets a person for ever; the books stay."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import Connection
from sqlcipher3 import dbapi2

from pos_app.kernel.errors import Refused
from pos_app.kernel.ids import EventId, MemberId
from pos_app.storage.database import driver_of
from pos_app.storage.engine import connect
from pos_app.storage.failures import translated
from pos_app.storage.journal import Journal
from pos_app.wire.fact import FactKind
from pos_app.wire.note import note_body

COPIES = "*.version-*.db"
"""Files that migrations left beside the database."""
_KNOWN = "SELECT 1 FROM member WHERE member_id = ?"
_MERGED = "SELECT member_id FROM member WHERE merged_into = ?"
# What is deleted is overwritten with zeros, so that nothing is left in a page for whoever has the key.
_OVERWRITE = "PRAGMA secure_delete = ON"
_USUAL = "PRAGMA secure_delete = OFF"
_PERSON = (
    "DELETE FROM member_key WHERE member_id = ?",
    "DELETE FROM identifier WHERE member_id = ?",
    "UPDATE member SET masked_name = '', sealed = x'', status = 'blocked' WHERE member_id = ?",
)
_DETAILS = (
    "DELETE FROM member_segment WHERE member_id = ?",
    "UPDATE member SET birthday = '', referrer = NULL WHERE member_id = ?",
)


def erase(
    connection: Connection, journal: Journal, event_id: EventId, member_id: MemberId, at_ms: int
) -> None:
    """Delete what names the member, and whoever was merged into it, inside the caller's transaction; without the key
    the sealed data in old facts can never be read again. Raises Refused `member.gone`.
    """
    if connection.exec_driver_sql(_KNOWN, (member_id.bytes,)).first() is None:
        raise Refused("member.gone")
    forget(driver_of(connection), member_id.bytes)
    kind = FactKind.MEMBER_ERASE.value
    body = note_body(event_id, kind, at_ms, {"member": str(member_id)})
    journal.append(connection, event_id, kind, at_ms, body)


def forget(connection: Any, member: bytes) -> None:
    """Delete what names a member, and whoever was merged into it, inside the caller's transaction on a driver's
    connection.
    """
    merged = [row[0] for row in connection.execute(_MERGED, (member,)).fetchall()]
    connection.execute(_OVERWRITE).fetchall()
    try:
        for each in (member, *merged):
            for statement in (*_PERSON, *_DETAILS):
                connection.execute(statement, (each,))
    finally:
        connection.execute(_USUAL).fetchall()


def erase_in_copies(folder: Path, key: bytes, member_id: MemberId) -> None:
    """Delete the person from the copies that migrations left too. Raises Unavailable when one cannot be written."""
    for path in sorted(folder.glob(COPIES)):
        with translated():
            copy = connect(path, key)
            try:
                copy.execute(_OVERWRITE).fetchall()
                for statement in _PERSON:
                    copy.execute(statement, (member_id.bytes,))
                copy.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            except dbapi2.Error:
                copy.rollback()
                raise
            finally:
                copy.close()
