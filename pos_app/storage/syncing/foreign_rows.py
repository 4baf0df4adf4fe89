"""Facts of other tills, kept so that their goods can be taken back here."""

from __future__ import annotations

from uuid import UUID

import msgspec
from sqlalchemy import Connection

from pos_app.kernel.clock import DAY_MS
from pos_app.kernel.exchange_limits import FOREIGN_SALES_DAYS
from pos_app.storage.journal import known_entry
from pos_app.wire.fact import SOLD
from pos_app.wire.finding_sales import FoundFact
from pos_app.wire.sale_fact import read_sale

_KEEP = """INSERT INTO foreign_fact VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (event_id) DO UPDATE SET kept_at_ms = excluded.kept_at_ms"""
_KEEP_RETURN = "INSERT INTO foreign_return VALUES (?, ?, ?) ON CONFLICT DO NOTHING"
_OLD = "DELETE FROM foreign_fact WHERE kept_at_ms < ?"


def keep_sale(connection: Connection, found: FoundFact, now_ms: int) -> None:
    """Keep a sale of another till with what came back of it; an own one, or what is no sale, changes nothing."""
    body = found.body.encode()
    try:
        told = read_sale(body)
    except msgspec.MsgspecError:
        return
    event_id = UUID(told.id)
    if told.t not in SOLD or known_entry(connection, event_id) is not None:
        return
    values = (
        event_id.bytes,
        UUID(found.device_id).bytes,
        UUID(found.stream_id).bytes,
        found.seq,
        told.t,
        now_ms,
        told.receipt,
        told.card or "",
        body,
    )
    connection.exec_driver_sql(_KEEP, values)
    for each in found.returns:
        later = UUID(read_sale(each.encode()).id)
        connection.exec_driver_sql(_KEEP_RETURN, (event_id.bytes, later.bytes, each.encode()))


def drop_old(connection: Connection, now_ms: int) -> None:
    """Forget sales that were kept FOREIGN_SALES_DAYS ago."""
    connection.exec_driver_sql(_OLD, (now_ms - FOREIGN_SALES_DAYS * DAY_MS,))
