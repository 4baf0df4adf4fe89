"""Where the sales of all terminals are found: by receipt, or by card with the day."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import text

from pos_app.kernel.limits import RECENT_SALES_MAX
from pos_app.server.applying_facts import Fact
from pos_app.server.database import ServerDatabase
from pos_app.wire.bucket import bucket_of
from pos_app.wire.finding_sales import FindSaleReply, FindSaleRequest, FoundFact
from pos_app.wire.sale_fact import SaleFact, read_sale

_RECEIPT = text(
    """INSERT INTO receipt (bucket, receipt_number, device_id, event_id, stream_id, seq, occurred_at)
    VALUES (:bucket, :number, :device, :event, :stream, :seq, :at)
    ON CONFLICT (bucket, receipt_number, device_id) DO NOTHING"""
)
_CARD = text(
    """INSERT INTO card_sale (bucket, card, occurred_at, event_id, device_id, stream_id, seq)
    VALUES (:bucket, :card, :at, :event, :device, :stream, :seq)
    ON CONFLICT (bucket, card, occurred_at, event_id) DO NOTHING"""
)
_BY_RECEIPT = text(
    """SELECT device_id, stream_id, seq, occurred_at FROM receipt
    WHERE bucket = :bucket AND receipt_number = :number ORDER BY occurred_at DESC, device_id LIMIT :most"""
)
_BY_CARD = text(
    """SELECT device_id, stream_id, seq, occurred_at FROM card_sale
    WHERE bucket = :bucket AND card = :card AND occurred_at BETWEEN :first AND :last
    ORDER BY occurred_at DESC, event_id LIMIT :most"""
)
_RETURNED = text(
    """SELECT DISTINCT device_id, stream_id, seq FROM returned WHERE bucket = :bucket AND sale_id = :sale
    ORDER BY device_id, stream_id, seq LIMIT :most"""
)
_BODY = text("SELECT body FROM fact WHERE bucket = :bucket AND stream_id = :stream AND seq = :seq")


def index(database: ServerDatabase, fact: Fact) -> None:
    """Make a sale that is applied findable; doing it again changes nothing."""
    sale = fact.sale
    if sale is None:
        return
    place = {
        "device": fact.device_id.bytes,
        "event": fact.event_id.bytes,
        "stream": fact.stream_id.bytes,
        "seq": fact.seq,
        "at": fact.at_ms,
    }
    number = {"bucket": _receipt_bucket(sale.receipt), "number": sale.receipt}
    database.write(lambda tx: tx.run(_RECEIPT, **place, **number))
    if sale.card:
        card = {"bucket": _card_bucket(sale.card), "card": sale.card}
        database.write(lambda tx: tx.run(_CARD, **place, **card))


def find(database: ServerDatabase, request: FindSaleRequest) -> FindSaleReply:
    """Return the sales with a receipt number, or of a card between two instants (ms), newest first, each with the
    facts that took goods of it back.
    """
    if request.receipt:
        values = {"bucket": _receipt_bucket(request.receipt), "number": request.receipt}
        rows = database.read(lambda tx: tx.rows(_BY_RECEIPT, **values, most=RECENT_SALES_MAX))
    elif request.card:
        key = {"bucket": _card_bucket(request.card), "card": request.card}
        days = {"first": request.from_ms, "last": request.until_ms}
        rows = database.read(lambda tx: tx.rows(_BY_CARD, **key, **days, most=RECENT_SALES_MAX))
    else:
        return FindSaleReply(())
    return FindSaleReply(tuple(_found(database, row) for row in rows))


def sold_in(database: ServerDatabase, receipt: str, sale_id: str) -> SaleFact | None:
    """Return the sale that a receipt was printed for, None when its fact has not come yet."""
    values = {"bucket": _receipt_bucket(receipt), "number": receipt}
    for row in database.read(lambda tx: tx.rows(_BY_RECEIPT, **values, most=RECENT_SALES_MAX)):
        sale = read_sale(body_of(database, row))
        if sale.sale == sale_id:
            return sale
    return None


def body_of(database: ServerDatabase, place: Any) -> bytes:
    """Return the body of the fact at a row's `device_id`, `stream_id`, `seq`."""
    device_id = UUID(bytes=bytes(place.device_id))
    row = database.read(
        lambda tx: tx.row(_BODY, bucket=bucket_of(device_id), stream=bytes(place.stream_id), seq=place.seq)
    )
    return bytes(row.body) if row is not None else b"{}"


def _found(database: ServerDatabase, row: Any) -> FoundFact:
    body = body_of(database, row)
    return FoundFact(
        device_id=str(UUID(bytes=bytes(row.device_id))),
        stream_id=str(UUID(bytes=bytes(row.stream_id))),
        seq=row.seq,
        body=body.decode(),
        returns=tuple(body_of(database, each).decode() for each in _returns_of(database, body)),
    )


def _returns_of(database: ServerDatabase, body: bytes) -> Sequence[Any]:
    try:
        sale = UUID(read_sale(body).sale)
    except (msgspec.DecodeError, ValueError):
        return ()
    values = {"bucket": bucket_of(sale), "sale": sale.bytes}
    return database.read(lambda tx: tx.rows(_RETURNED, **values, most=RECENT_SALES_MAX))


def _receipt_bucket(number: str) -> int:
    return bucket_of(f"receipt:{number}")


def _card_bucket(card: str) -> int:
    return bucket_of(f"card:{card}")
