"""Holds, allowances: granted, brought back after a restore, released, given up."""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import text

from pos_app.kernel.clock import Clock
from pos_app.kernel.errors import Refused
from pos_app.kernel.exchange_limits import FACT_NUMBER_MAX, HOLD_ABANDONED_MS
from pos_app.kernel.ids import AccountId, MemberId
from pos_app.loyalty.accounts import account_id
from pos_app.server import reservation_rows as rows
from pos_app.server.database import ServerDatabase, Tx, Values
from pos_app.server.member_rows import canonical_of
from pos_app.wire.bucket import bucket_of
from pos_app.wire.push import OpenReservation
from pos_app.wire.reserve import ReservationKind, ReserveReply, ReserveRequest
from pos_app.wire.signed import promise_text

_SEEN = text(
    """UPDATE stream SET seen_ctl = CASE WHEN seen_ctl < :ctl THEN :ctl ELSE seen_ctl END
    WHERE bucket = :bucket AND stream_id = :stream AND device_id = :device RETURNING sync_ctl, superseded_by"""
)
_OWNER = text("SELECT owner, account_key FROM account WHERE bucket = :bucket AND account_id = :account")
# Over all buckets, by an index: what one terminal has reserved lies in the buckets of the accounts.
_OF_DEVICE = text(
    """SELECT account_id, res_id, stream_id, ctl FROM reservation
    WHERE device_id = :device AND state = 'active' ORDER BY created_at, res_id"""
)
_DEVICES = text("SELECT DISTINCT device_id FROM reservation WHERE state = 'active'")
_LAST_SEEN = text("SELECT seen_at FROM device WHERE bucket = :bucket AND device_id = :device")


def reserve(
    database: ServerDatabase,
    clock: Clock,
    device_id: UUID,
    request: ReserveRequest,
    sign: Callable[[bytes], bytes],
) -> ReserveReply:
    """Grant a hold or an allowance out of what an account has left, once for each id (SYNC.md R7). A late duplicate of
    a question, one of a stream that is not current, gets nothing. Raises Refused `server.bad_message` (detail).
    """
    account, res_id, stream_id = _ids(request)
    if request.kind not in tuple(ReservationKind) or not 0 < request.amount <= FACT_NUMBER_MAX:
        raise Refused("server.bad_message", detail="amount")
    stream = database.write(
        lambda tx: tx.row(
            _SEEN,
            bucket=bucket_of(device_id),
            stream=stream_id.bytes,
            device=device_id.bytes,
            ctl=request.ctl,
        )
    )
    is_late = stream is None or request.ctl <= stream.sync_ctl or stream.superseded_by is not None
    target = place_of(database, account)
    now_ms = clock.now_ms()
    lease_until = now_ms + max(0, request.lease_ms) if request.kind == ReservationKind.GRANT else 0

    def ask(tx: Tx) -> ReserveReply:
        bucket = bucket_of(target)
        state = rows.lock(tx, bucket, target)
        if state is None:
            return ReserveReply(granted=False, amount=0, available=0)
        available = state.balance - state.held - state.granted
        known = rows.find(tx, bucket, target, res_id)
        if known is not None:
            is_alive = known.state == rows.ACTIVE and bytes(known.device_id) == device_id.bytes
            amount = known.amount if is_alive else 0
            return _reply(is_alive, amount, available, known.lease_until, state.version)
        if is_late or available < request.amount:
            return _reply(False, 0, available, 0, state.version)
        place = (device_id, stream_id, request.ctl, request.amount, now_ms, lease_until)
        rows.add(tx, bucket, target, res_id, request.kind, *place)
        return _reply(True, request.amount, available, lease_until, state.version + 1)

    reply = database.write(ask)
    return _signed(reply, request, sign) if reply.granted else reply


def reinstate(
    database: ServerDatabase, device_id: UUID, stream_id: UUID, told: OpenReservation, now_ms: int
) -> None:
    """Bring a reservation back that the server promised before it was restored; a known one stays as it is (R10)."""
    try:
        account, res_id = AccountId(UUID(told.account_id)), UUID(told.res_id)
    except ValueError:
        return
    if told.kind not in tuple(ReservationKind) or not 0 < told.amount <= FACT_NUMBER_MAX:
        return
    target = place_of(database, account)
    bucket = bucket_of(target)

    def work(tx: Tx) -> None:
        state = rows.lock(tx, bucket, target)
        if state is None:
            rows.make_sure_of(tx, bucket, target)
        elif state.held + state.granted + told.amount > FACT_NUMBER_MAX:
            return  # nobody promised that: sums must stay within 64 bits, whatever a terminal says
        if rows.find(tx, bucket, target, res_id) is None:
            free = state.balance - state.held - state.granted if state is not None else 0
            flag = rows.REINSTATED if told.amount <= free else rows.OVER_COMMITTED
            place = (device_id, stream_id, told.ctl, told.amount, now_ms, 0, flag)
            rows.add(tx, bucket, target, res_id, told.kind, *place)

    database.write(work)


def release_forgotten(
    database: ServerDatabase, device_id: UUID, current: UUID | None, ctl: int, alive: frozenset[str]
) -> int:
    """Release what a terminal no longer lists with control number `ctl` of its `current` stream: what it asked before,
    be it in streams that are over (R8). Returns how many; nothing for a stream that is not current.
    """
    if current is None:
        return 0
    released = 0
    for row in _of_device(database, device_id):
        is_older = bytes(row.stream_id) != current.bytes or row.ctl < ctl
        if is_older and str(UUID(bytes=bytes(row.res_id))) not in alive:
            released += _end(database, row, rows.RELEASED)
    return released


def give_up(database: ServerDatabase, device_id: UUID) -> int:
    """Free everything that a lost or silent terminal has reserved; what it tells later is posted all the same."""
    return sum(_end(database, row, rows.ABANDONED) for row in _of_device(database, device_id))


def give_up_silent(database: ServerDatabase, clock: Clock) -> int:
    """Free what terminals have reserved that were silent for HOLD_ABANDONED_MS; return how many reservations."""
    since = clock.now_ms() - HOLD_ABANDONED_MS
    found = 0
    for each in database.read(lambda tx: tx.rows(_DEVICES)):
        device_id = UUID(bytes=bytes(each.device_id))
        key: Values = {"bucket": bucket_of(device_id), "device": device_id.bytes}
        seen = database.read(partial(Tx.row, statement=_LAST_SEEN, **key))
        if seen is None or seen.seen_at < since:
            found += give_up(database, device_id)
    return found


def place_of(database: ServerDatabase, account: AccountId) -> AccountId:
    """Return the account itself, or that of who its owner is since a merge."""
    bucket = bucket_of(account)
    row = database.read(lambda tx: tx.row(_OWNER, bucket=bucket, account=account.bytes))
    if row is None or row.owner is None:
        return account
    owner = MemberId(UUID(bytes=bytes(row.owner)))
    heir = canonical_of(database, owner)
    return account if heir == owner else account_id(heir, row.account_key)


def _of_device(database: ServerDatabase, device_id: UUID) -> Sequence[Any]:
    return database.read(lambda tx: tx.rows(_OF_DEVICE, device=device_id.bytes))


def _end(database: ServerDatabase, row: Any, state: str) -> bool:
    account = AccountId(UUID(bytes=bytes(row.account_id)))
    res_id = UUID(bytes=bytes(row.res_id))
    return database.write(lambda tx: rows.end(tx, bucket_of(account), account, res_id, state))


def _ids(request: ReserveRequest) -> tuple[AccountId, UUID, UUID]:
    try:
        return AccountId(UUID(request.account_id)), UUID(request.res_id), UUID(request.stream_id)
    except ValueError as error:
        raise Refused("server.bad_message", detail="id") from error


def _reply(granted: bool, amount: int, available: int, lease_until: int, version: int) -> ReserveReply:
    return ReserveReply(
        granted=granted, amount=amount, available=available, lease_until_ms=lease_until, version=version
    )


def _signed(reply: ReserveReply, request: ReserveRequest, sign: Callable[[bytes], bytes]) -> ReserveReply:
    text_of = promise_text(request.res_id, request.account_id, reply.amount, reply.lease_until_ms)
    return ReserveReply(
        granted=True,
        amount=reply.amount,
        available=reply.available,
        lease_until_ms=reply.lease_until_ms,
        version=reply.version,
        sig=base64.b64encode(sign(text_of)).decode("ascii"),
    )
