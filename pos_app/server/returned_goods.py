"""Counts what came back of each sale; what came back twice is seen, its points are put right."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import text

from pos_app.loyalty.accounts import TIER
from pos_app.loyalty.ledger import EntryDraft, EntryKind
from pos_app.server.applying_facts import Fact, NotUnderstood, read_fact
from pos_app.server.applying_steps import drafted_steps
from pos_app.server.database import ServerDatabase, Tx
from pos_app.server.posting_rows import post_steps, read_results
from pos_app.server.posting_steps import UNDO, Account, Result, Step
from pos_app.server.sales import body_of, sold_in
from pos_app.wire.bucket import bucket_of
from pos_app.wire.fact import read_head
from pos_app.wire.sale_fact import SaleFact

DUPLICATE = "duplicate_refund"

# The lock by which returns of one sale are judged one after another.
_LOCK = text("UPDATE lane SET head = head WHERE bucket = :bucket")
_ADD = text(
    """INSERT INTO returned (bucket, sale_id, line_no, event_id, device_id, stream_id, seq, quantity_milli, sold_milli,
        flag) VALUES (:bucket, :sale, :line, :event, :device, :stream, :seq, :quantity, NULL, '')
    ON CONFLICT (bucket, sale_id, line_no, event_id) DO NOTHING"""
)
_ALL = text(
    """SELECT line_no, event_id, device_id, stream_id, seq, quantity_milli, sold_milli, flag FROM returned
    WHERE bucket = :bucket AND sale_id = :sale ORDER BY line_no, event_id"""
)
_JUDGED = text(
    """UPDATE returned SET sold_milli = :sold, flag = :flag
    WHERE bucket = :bucket AND sale_id = :sale AND line_no = :line AND event_id = :event"""
)


def count(database: ServerDatabase, fact: Fact, now_ms: int) -> None:
    """Count what a fact took back, in whatever order sale and returns come; a return of goods that were all back
    before is flagged, what it did to points is undone. Doing it again changes nothing.
    """
    sale = fact.sale
    if sale is None:
        return
    for sale_id, lines in _came_back(sale).items():
        rows = [
            {
                **_key(sale_id),
                "line": line,
                "event": fact.event_id.bytes,
                "device": fact.device_id.bytes,
                "stream": fact.stream_id.bytes,
                "seq": fact.seq,
                "quantity": quantity,
            }
            for line, quantity in lines.items()
        ]
        database.write(partial(Tx.many, statement=_ADD, rows=rows))
        receipt = next(each.receipt for each in sale.ret if each.sale == str(sale_id))
        found = sold_in(database, receipt, str(sale_id))
        if found is not None:
            _judge(database, sale_id, found)
    if sale.ret and _is_duplicate(database, fact):
        _undo(database, fact, now_ms)
    if sale.lines:
        _judge_earlier(database, sale, now_ms)


def _judge_earlier(database: ServerDatabase, sale: SaleFact, now_ms: int) -> None:
    """A sale comes after what took its goods back."""
    sale_id = UUID(sale.sale)
    rows = _rows(database, sale_id)
    if not rows:
        return
    _judge(database, sale_id, sale)
    for row in {bytes(row.event_id): row for row in rows}.values():
        other = _fact_of(database, row)
        if other is not None and _is_duplicate(database, other):
            _undo(database, other, now_ms)


def _came_back(sale: SaleFact) -> dict[UUID, dict[int, int]]:
    """Return quantities (thousandths) by line, by the sale they were bought in."""
    found: dict[UUID, dict[int, int]] = {}
    for each in sale.ret:
        for line in each.lines:
            if each.sale is not None and line.of and not line.swap:
                lines = found.setdefault(UUID(each.sale), {})
                lines[line.of] = lines.get(line.of, 0) + line.qty
    return found


def _judge(database: ServerDatabase, sale_id: UUID, sale: SaleFact) -> None:
    sold = {line.no: line.qty for line in sale.lines}
    database.write(lambda tx: _judged(tx, sale_id, sold))


def _judged(tx: Tx, sale_id: UUID, sold: Mapping[int, int]) -> None:
    """Whoever was judged before stays as it is; the others have their turn by the time in their ids."""
    tx.run(_LOCK, bucket=bucket_of(sale_id))
    back: dict[int, int] = {}
    rows = tx.rows(_ALL, **_key(sale_id))
    for row in rows:
        if row.sold_milli is not None and not row.flag:
            back[row.line_no] = back.get(row.line_no, 0) + row.quantity_milli
    for row in rows:
        if row.sold_milli is not None:
            continue
        quantity, most = back.get(row.line_no, 0) + row.quantity_milli, sold.get(row.line_no, 0)
        flag = DUPLICATE if quantity > most else ""
        if not flag:
            back[row.line_no] = quantity
        values = {"line": row.line_no, "event": bytes(row.event_id), "sold": most, "flag": flag}
        tx.run(_JUDGED, **_key(sale_id), **values)


def _is_duplicate(database: ServerDatabase, fact: Fact) -> bool:
    """Whether everything a fact took back was back before. Where it is only a part, people have to look at it."""
    assert fact.sale is not None
    flags = [
        row.flag
        for sale_id in _came_back(fact.sale)
        for row in _rows(database, sale_id)
        if bytes(row.event_id) == fact.event_id.bytes
    ]
    return bool(flags) and all(flag == DUPLICATE for flag in flags)


def _undo(database: ServerDatabase, fact: Fact, now_ms: int) -> None:
    """Post the opposite of what the return did to points; the entries themselves stay."""
    assert fact.sale is not None
    back = {(entry.account_id, entry.leg) for entry in fact.entries[len(fact.entries) - fact.sale.back :]}
    for entry, step in drafted_steps(database, fact):
        if (entry.account_id, entry.leg) in back and entry.key != TIER:
            draft = step.draft
            account = Account(draft.account_id, draft.key, draft.owner)
            database.write(partial(_undo_one, account=account, step=step, now_ms=now_ms))


def _undo_one(tx: Tx, account: Account, step: Step, now_ms: int) -> None:
    done = read_results(tx, account, [step]).get((step.fact.event_id, step.draft.leg))
    if done is not None:
        post_steps(tx, account, [Step(step.fact, _opposite(step.draft, done))], now_ms)


def _opposite(draft: EntryDraft, done: Result) -> EntryDraft:
    lots = tuple(msgspec.structs.replace(each, points=-each.points) for each in done.posted.lots)
    debt = sum(each.points for each in lots) + done.points
    return msgspec.structs.replace(
        draft,
        leg=f"{UNDO}{draft.leg}",
        kind=EntryKind.REVERSE,
        points=-done.points,
        lots=lots,
        debt_points=debt,
        since_ms=0,
    )


def _fact_of(database: ServerDatabase, row: Any) -> Fact | None:
    body = body_of(database, row)
    head = read_head(body)
    ids = [UUID(bytes=bytes(each)) for each in (row.stream_id, row.device_id, row.event_id)]
    try:
        return read_fact(ids[0], ids[1], row.seq, ids[2], head.t, head.at, body)
    except NotUnderstood:
        return None


def _rows(database: ServerDatabase, sale_id: UUID) -> list[Any]:
    return list(database.read(lambda tx: tx.rows(_ALL, **_key(sale_id))))


def _key(sale_id: UUID) -> dict[str, Any]:
    return {"bucket": bucket_of(sale_id), "sale": sale_id.bytes}
