"""Two members become one, or two again; what is left on the accounts of who is gone is carried over."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import pairwise
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import text

from pos_app.kernel.ids import AccountId, EventId, LotId, MemberId
from pos_app.kernel.messages import Message
from pos_app.loyalty.accounts import TIER, account_id
from pos_app.loyalty.ledger import EntryDraft, EntryKind, LotChange
from pos_app.loyalty.lifecycle.merging import moved_lot_id
from pos_app.server.applying_facts import Fact
from pos_app.server.database import ServerDatabase, Tx, Values
from pos_app.server.member_rows import (
    ACTIVE,
    BLOCKED,
    ERASED,
    accounts_of,
    aliases_of,
    canonical_of,
    change,
    note_accounts,
)
from pos_app.server.members import move_identifiers
from pos_app.server.posting_rows import post_steps, read_results
from pos_app.server.posting_steps import VISITS, Account, Result, Step
from pos_app.server.reservation_rows import lock, make_sure_of, pack, unpack
from pos_app.wire.fact import FactKind

_LEFT = text(
    """SELECT lot_id, open, earned_at, expires_at, ends_by FROM lot
    WHERE bucket = :bucket AND account_id = :account AND open > 0 ORDER BY lot_id"""
)
_LOCK = text(
    """UPDATE account SET version = version WHERE bucket = :bucket AND account_id = :account
    RETURNING balance, debt"""
)
_MOVES = text(
    """SELECT DISTINCT event_id FROM ledger WHERE bucket = :bucket AND account_id = :account AND kind = 'TRANSFER'
    ORDER BY event_id"""
)
_LOT = text("SELECT 1 FROM lot WHERE bucket = :bucket AND account_id = :account AND lot_id = :lot")
_set = msgspec.structs.replace


def merge(database: ServerDatabase, fact: Fact) -> MemberId | None:
    """Close who is gone, hand over cards, numbers, whoever was merged before. Returns whose accounts are to be carried
    over once the entries are posted; None when the two are one already.
    """
    told = fact.merge
    assert told is not None
    gone, heir = MemberId(UUID(told.gone)), canonical_of(database, UUID(told.member))
    if fact.kind == FactKind.MEMBER_UNMERGE:
        _part(database, gone, heir, told.ids, told.was, told.also)
        return None
    if heir == gone:
        return None
    former, now = change(
        database,
        gone,
        lambda old: (
            old
            if old.canonical is not None or old.status == ERASED
            else _set(old, canonical=heir, status=BLOCKED)
        ),
    )
    if now.canonical is None:
        return None
    if canonical_of(database, gone) == heir:
        move_identifiers(database, gone, heir, former.ids)
        for alias in aliases_of(database, gone):
            change(database, alias, lambda old: _set(old, canonical=heir) if old.canonical == gone else old)
    return gone


def _part(
    database: ServerDatabase,
    gone: MemberId,
    heir: MemberId,
    digests: tuple[str, ...],
    was: str,
    also: tuple[str, ...],
) -> None:
    status = was if was in (ACTIVE, BLOCKED) else ACTIVE
    former, _ = change(database, gone, lambda old: old)
    if former.canonical != heir:
        return
    row, _ = change(database, heir, lambda old: old)
    move_identifiers(database, heir, gone, [each for each in row.ids if each.digest in digests])
    for alias in also:
        change(database, UUID(alias), lambda old: _set(old, canonical=gone) if old.canonical == heir else old)
    change(
        database,
        gone,
        lambda old: _set(old, canonical=None, status=status) if old.canonical == heir else old,
    )


def carry(database: ServerDatabase, fact: Fact, gone: MemberId, now_ms: int) -> None:
    """Move everything that is on the accounts of who is gone to who that member is now, on behalf of `fact`: two steps
    for each account, each in its own bucket; repeating them changes nothing.
    """
    heir = canonical_of(database, gone)
    if heir == gone:
        return
    accounts = [each for each in accounts_of(database, gone) if each[1] != TIER]
    note_accounts(database, heir, [(account_id(heir, key), key) for _, key in accounts])
    for account, key in accounts:
        source = Account(account, key, gone)
        _hand_over_reserved(database, source, Account(account_id(heir, key), key, heir))
        taken = database.write(partial(_emptied, source=source, fact=fact, now_ms=now_ms))
        if taken is None:
            continue
        target = Account(account_id(heir, key), key, heir)
        steps = [Step(fact, draft) for draft in _given(fact, gone, target, taken)]
        database.write(partial(post_steps, account=target, steps=steps, now_ms=now_ms))


def _hand_over_reserved(database: ServerDatabase, source: Account, target: Account) -> None:
    """What is reserved on one account is reserved on the other from now on: what captures it is posted there."""

    def taken(tx: Tx) -> Sequence[Any]:
        place = (source.bucket, source.account_id)
        return pack(tx, *place) if lock(tx, *place) is not None else ()

    def given(tx: Tx) -> None:
        place = (target.bucket, target.account_id)
        if lock(tx, *place) is None:
            make_sure_of(tx, *place)
        unpack(tx, *place, packed)

    packed = database.write(taken)
    if packed:
        database.write(given)


def moved_draft(database: ServerDatabase, draft: EntryDraft, path: tuple[MemberId, ...]) -> EntryDraft:
    """Return an entry of a member who is gone as one of the last on `path`; lots have the names they got on the way."""
    changes = draft.lots
    for former, heir in pairwise(path):
        source, target = account_id(former, draft.key), account_id(heir, draft.key)
        changes = tuple(_renamed(database, source, target, each) for each in changes)
    return _set(
        draft,
        account_id=account_id(path[-1], draft.key),
        owner=path[-1],
        leg=f"{draft.leg}~{path[0].hex[-8:]}",
        lots=changes,
    )


def _renamed(
    database: ServerDatabase, source: AccountId, target: AccountId, change_of_lot: LotChange
) -> LotChange:
    origin, place = Account(source, "", None), Account(target, "", None)
    events = database.read(lambda tx: tx.rows(_MOVES, bucket=origin.bucket, account=source.bytes))
    for row in events:
        lot = moved_lot_id(EventId(UUID(bytes=bytes(row.event_id))), change_of_lot.lot_id)
        key: Values = {"bucket": place.bucket, "account": target.bytes, "lot": lot.bytes}
        if database.read(partial(Tx.row, statement=_LOT, **key)) is not None:
            return _set(change_of_lot, lot_id=lot)
    return change_of_lot


def _emptied(tx: Tx, source: Account, fact: Fact, now_ms: int) -> Result | None:
    """Take everything off an account; None when there was nothing."""
    key = {"bucket": source.bucket, "account": source.account_id.bytes}
    state = tx.row(_LOCK, **key)
    if state is None or source.owner is None:
        return None
    draft = EntryDraft(
        source.account_id,
        _leg(source.owner),
        EntryKind.TRANSFER,
        -state.balance,
        "merge",
        Message("merge.moved"),
        tuple(
            LotChange(
                LotId(UUID(bytes=bytes(row.lot_id))), -row.open, row.earned_at, row.expires_at, row.ends_by
            )
            for row in tx.rows(_LEFT, **key)
        ),
        0,
        source.key,
        source.owner,
        -state.debt,
    )
    step = Step(fact, draft, is_quiet=True)
    before = read_results(tx, source, [step]).get((fact.event_id, draft.leg))
    if before is not None:
        return before
    if not draft.points and not draft.lots and not draft.debt_points:
        return None
    return post_steps(tx, source, [step], now_ms)[fact.event_id, draft.leg]


def _given(fact: Fact, gone: MemberId, target: Account, taken: Result) -> list[EntryDraft]:
    """The other side of what was taken; what was owed is taken from what there is."""
    event = EventId(fact.event_id)
    lots = tuple(
        _set(each, lot_id=moved_lot_id(event, each.lot_id), points=-each.points) for each in taken.posted.lots
    )
    points = sum(each.points for each in lots)
    draft = EntryDraft(
        target.account_id,
        _leg(gone),
        EntryKind.TRANSFER,
        points,
        "merge",
        Message("merge.moved"),
        lots,
        0,
        target.key,
        target.owner,
    )
    if target.key == VISITS:
        return [_set(draft, points=-taken.points)]
    owed = points + taken.points
    if not owed:
        return [draft]
    owing = LotChange(moved_lot_id(event, LotId(gone)), -owed, fact.at_ms, None)
    debt = _set(draft, leg=f"{_leg(gone)}:debt", points=-owed, lots=(owing,))
    return [draft, debt] if lots else [debt]


def _leg(gone: MemberId) -> str:
    return f"carry~{gone.hex[-8:]}"
