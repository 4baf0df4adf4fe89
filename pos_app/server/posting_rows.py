"""Posts entries to one account: one transaction in the account's bucket."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import bindparam, text

from pos_app.kernel.ids import LotId
from pos_app.loyalty.ledger import EntryDraft, EntryKind
from pos_app.loyalty.ledger_fold import lot_order
from pos_app.loyalty.posting.booking import OpenBook
from pos_app.loyalty.posting.books import AccountBook, BookedLot, Effect
from pos_app.server.database import Tx, Values
from pos_app.server.posting_steps import (
    VISIT,
    VISITS,
    Account,
    Posted,
    Result,
    Step,
    flag_of,
    reserved_for,
)
from pos_app.server.reservation_rows import capture

_LOCK = text(
    """INSERT INTO account (bucket, account_id, owner, account_key, balance, debt, held, granted, active_at, version,
        feed_pos) VALUES (:bucket, :account, :owner, :key, 0, 0, 0, 0, 0, 0, 0)
    ON CONFLICT (bucket, account_id) DO UPDATE SET owner = excluded.owner, account_key = excluded.account_key
    RETURNING balance, debt, held, granted, active_at, version"""
)
# Event ids begin with their time: those of one batch lie close together.
_POSTED = text(
    """SELECT event_id, leg, points, flag, lots FROM ledger WHERE bucket = :bucket AND account_id = :account
    AND device_id = :device AND event_id BETWEEN :first AND :last"""
)
_LOTS = text(
    """SELECT lot_id, earned_at, expires_at, earned, open, ends_by, expired FROM lot
    WHERE bucket = :bucket AND account_id = :account AND (open > 0 OR expired > 0)
    UNION SELECT lot_id, earned_at, expires_at, earned, open, ends_by, expired FROM lot
    WHERE bucket = :bucket AND account_id = :account AND lot_id IN :named"""
).bindparams(bindparam("named", expanding=True))
_PUT_LOT = text(
    """INSERT INTO lot (bucket, account_id, lot_id, earned_at, expires_at, earned, open, ends_by, expired)
    VALUES (:bucket, :account, :lot, :earned_at, :expires_at, :earned, :open, :ends_by, :expired)
    ON CONFLICT (bucket, account_id, lot_id) DO UPDATE SET earned = excluded.earned, open = excluded.open,
        ends_by = excluded.ends_by, expired = excluded.expired"""
)
_ENTRY = text(
    """INSERT INTO ledger (bucket, account_id, device_id, event_id, leg, kind, points, drafted, debt, contra, rule, why,
        lots, occurred_at, posted_at, stream_id, seq, flag)
    VALUES (:bucket, :account, :device, :event, :leg, :kind, :points, :drafted, :debt, :contra, :rule, :why, :lots,
        :occurred_at, :posted_at, :stream, :seq, :flag)"""
)
_MARK = text(
    """INSERT INTO account_mark (bucket, account_id, stream_id, seq) VALUES (:bucket, :account, :stream, :seq)
    ON CONFLICT (bucket, account_id, stream_id) DO UPDATE SET
        seq = CASE WHEN excluded.seq > account_mark.seq THEN excluded.seq ELSE account_mark.seq END"""
)
_MARKED = text(
    "SELECT seq FROM account_mark WHERE bucket = :bucket AND account_id = :account AND stream_id = :stream"
)
LANE = text(
    """INSERT INTO lane (bucket, head) VALUES (:bucket, 1)
    ON CONFLICT (bucket) DO UPDATE SET head = lane.head + 1 RETURNING head"""
)
"""Moves the feed of a bucket: the last lock that a transaction takes."""
_WRITE = text(
    """UPDATE account SET balance = :balance, debt = :debt, held = :held, granted = :granted, active_at = :active_at,
        version = :version, feed_pos = :head WHERE bucket = :bucket AND account_id = :account"""
)
_CONTRA = {
    EntryKind.EARN: "earned",
    EntryKind.REDEEM: "redeemed",
    EntryKind.MATURE: "maturing",
    EntryKind.EXPIRE: "expired",
    EntryKind.ADJUST: "adjusted",
    EntryKind.REVERSE: "reversed",
    EntryKind.TRANSFER: "moved",
    EntryKind.ISSUE: "issued",
    EntryKind.USE: "used",
}
"""Where points come from, where they go."""
_ACTIVE = frozenset({EntryKind.EARN, EntryKind.REDEEM})
_SPENDING = frozenset({EntryKind.REDEEM, EntryKind.USE})

_encode = msgspec.json.Encoder().encode


Results = dict[tuple[UUID, str], Result]
"""By event and leg, of one account."""
_POSTED_ROW = msgspec.json.Decoder(Posted)


def post_steps(tx: Tx, account: Account, steps: Sequence[Step], now_ms: int) -> Results:
    """Post entries of facts of one stream to one account and return what they did; an entry that is in the ledger
    already does nothing. The steps must be in the order of their facts.
    """
    owner = account.owner.bytes if account.owner is not None else None
    key = {"bucket": account.bucket, "account": account.account_id.bytes}
    state = tx.row(_LOCK, **key, owner=owner, key=account.key)
    results = read_results(tx, account, steps)
    fresh = [step for step in steps if (step.fact.event_id, step.draft.leg) not in results]
    if state is None or not (fresh or _is_behind(tx, key, steps[-1])):
        return results
    posting = _Posting(tx, account, state, now_ms)
    posting.open(fresh)
    for step in fresh:
        results[step.fact.event_id, step.draft.leg] = posting.post(step)
    posting.write(steps)
    return results


def _is_behind(tx: Tx, key: Values, last: Step) -> bool:
    """Say whether nobody has noted yet that the account counts a step: its fact came in another stream before."""
    mark = tx.row(_MARKED, **key, stream=last.fact.stream_id.bytes)
    return mark is None or mark.seq < last.fact.seq


def read_results(tx: Tx, account: Account, steps: Sequence[Step]) -> Results:
    """Return what is in the ledger of these steps."""
    found: Results = {}
    for device in {step.fact.device_id for step in steps}:
        events = [step.fact.event_id.bytes for step in steps if step.fact.device_id == device]
        for row in tx.rows(
            _POSTED,
            bucket=account.bucket,
            account=account.account_id.bytes,
            device=device.bytes,
            first=min(events),
            last=max(events),
        ):
            event = UUID(bytes=bytes(row.event_id))
            found[event, row.leg] = Result(row.points, row.flag, _POSTED_ROW.decode(row.lots))
    return found


class _Posting:
    """One account while it is changed."""

    def __init__(self, tx: Tx, account: Account, state: Any, now_ms: int) -> None:
        self._tx = tx
        self._account = account
        self._key: Values = {"bucket": account.bucket, "account": account.account_id.bytes}
        self._now_ms = now_ms
        self._balance, self._held, self._granted = state.balance, state.held, state.granted
        self._active_at, self._version, self._debt = state.active_at, state.version, state.debt
        self._book = OpenBook(AccountBook(account.key, (), state.debt))
        self._rows: list[Values] = []
        self._spent: dict[UUID, int] = {}
        self._odd: dict[UUID, str] = {}

    def open(self, steps: Sequence[Step]) -> None:
        """Read the lots that these steps can touch."""
        for step in steps:
            if _spends(step.draft):
                event_id = step.fact.event_id
                self._spent[event_id] = self._spent.get(event_id, 0) - step.draft.points
        if self._account.key == VISITS:
            return
        named = list({change.lot_id.bytes for step in steps for change in step.draft.lots}) or [b""]
        lots = [
            BookedLot(LotId(UUID(bytes=bytes(row[0]))), *row[1:])
            for row in self._tx.rows(_LOTS, **self._key, named=named)
        ]
        self._book = OpenBook(AccountBook(self._account.key, tuple(sorted(lots, key=lot_order)), self._debt))

    def post(self, step: Step) -> Result:
        """Post one entry, keep its row."""
        fact, draft = step.fact, step.draft
        if self._account.key == VISITS:
            effect = Effect(draft.points, (), 0)
        else:
            effect = self._book.post(draft, fact.at_ms, step.most)
        self._balance += effect.points
        if draft.kind in _ACTIVE:
            self._active_at = max(self._active_at, fact.at_ms)
        cause = self._captured(step)
        flag = "" if step.is_quiet else flag_of(step, effect, cause)
        posted = Posted(effect.lots, effect.follow, effect.revived)
        self._rows.append(self._row(step, effect, posted, flag))
        return Result(effect.points, flag, posted)

    def write(self, steps: Sequence[Step]) -> None:
        """Write everything; the feed's lane comes last."""
        changed = self._book.changed_lots()
        self._tx.many(_PUT_LOT, [{**self._key, **_lot(lot)} for lot in changed])
        self._tx.many(_ENTRY, self._rows)
        marks = {step.fact.stream_id: step.fact.seq for step in steps}
        for stream_id, seq in marks.items():
            self._tx.run(_MARK, **self._key, stream=stream_id.bytes, seq=seq)
        lane = self._tx.row(LANE, bucket=self._account.bucket)
        self._tx.run(
            _WRITE,
            **self._key,
            balance=self._balance,
            debt=self._book.debt_points,
            held=self._held,
            granted=self._granted,
            active_at=self._active_at,
            version=self._version + 1,
            head=lane.head if lane is not None else 0,
        )

    def _captured(self, step: Step) -> str:
        """Let the reservations that the fact names be used, once for all its entries; return what is odd about it."""
        if not _spends(step.draft):
            return ""
        event_id = step.fact.event_id
        if event_id not in self._odd:
            named, due = reserved_for(step.fact, self._account.key)
            place = (self._account.bucket, self._account.account_id)
            done = capture(self._tx, *place, named, due, self._spent[event_id])
            self._held -= done.held
            self._granted -= done.granted
            self._odd[event_id] = done.odd
        return self._odd[event_id]

    def _row(self, step: Step, effect: Effect, posted: Posted, flag: str) -> Values:
        fact, draft = step.fact, step.draft
        is_visit = self._account.key == VISITS
        return {
            **self._key,
            "device": fact.device_id.bytes,
            "event": fact.event_id.bytes,
            "leg": draft.leg,
            "kind": VISIT if is_visit else draft.kind.value,
            "points": effect.points,
            "drafted": draft.points,
            "debt": effect.debt_points,
            "contra": VISITS if is_visit else _CONTRA.get(draft.kind, ""),
            "rule": draft.rule,
            "why": _encode((draft.reason.code, draft.reason.params)),
            "lots": _encode(posted),
            "occurred_at": draft.since_ms or fact.at_ms,
            "posted_at": self._now_ms,
            "stream": fact.stream_id.bytes,
            "seq": fact.seq,
            "flag": flag,
        }


def _spends(draft: EntryDraft) -> bool:
    return draft.points < 0 and draft.kind in _SPENDING


def _lot(lot: BookedLot) -> Values:
    return {
        "lot": lot.lot_id.bytes,
        "earned_at": lot.earned_at_ms,
        "expires_at": lot.expires_at_ms,
        "earned": lot.earned_points,
        "open": lot.open_points,
        "ends_by": lot.ends_by,
        "expired": lot.expired_points,
    }
