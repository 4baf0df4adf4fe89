"""Finds one member, or one account, for a terminal that asks."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import text

from pos_app.kernel.clock import Clock
from pos_app.kernel.errors import Refused, Unavailable
from pos_app.kernel.exchange_limits import (
    LOOKUP_DIGESTS_MAX,
    LOOKUP_MISSES_A_DAY,
    LOOKUP_MISSES_AN_HOUR,
    LOOKUPS_A_MINUTE,
)
from pos_app.server.database import ServerDatabase
from pos_app.server.fed_rows import one_account, one_member
from pos_app.server.feed import stream_keys
from pos_app.server.member_keys import Wrapping
from pos_app.server.member_rows import accounts_of, path_of
from pos_app.server.members import identifier_bucket
from pos_app.wire.bucket import bucket_of
from pos_app.wire.pull import Fed, FedMember, LookupReply, LookupRequest

_IDENTIFIER = text(
    """SELECT member_id FROM identifier WHERE bucket = :bucket AND kind = :kind AND digest = :digest"""
)
_MINUTE_MS = 60_000
_HOUR_MS = 60 * _MINUTE_MS
_DAY_MS = 24 * _HOUR_MS


class Lookup:
    """Answers lookups, within the bounds for each terminal.

    Hits cost little; who asks for cards that nobody has is guessing. The counts live in this process: several
    processes allow as many times more.
    """

    def __init__(self, database: ServerDatabase, clock: Clock, wrapping: Wrapping) -> None:
        self._database = database
        self._wrapping = wrapping
        self._pace = Pace(clock)

    def find(self, device_id: UUID, request: LookupRequest) -> LookupReply:
        """Return the member with every account of theirs, or the account; nothing when there is none.

        A merged member comes with the one they became. Raises Refused `server.bad_message` (detail), Unavailable
        `server.busy` (retry_ms).
        """
        streams = stream_keys(request.streams)
        if not 0 < len(request.digests) <= LOOKUP_DIGESTS_MAX:
            raise Refused("server.bad_message", detail="digests")
        self._pace.ask(device_id)
        if request.kind == "account":
            return LookupReply(self._account(_uuid(request.digests[0]), streams))
        if request.kind == "member":
            return LookupReply(self.member(_uuid(request.digests[0]), streams))
        if request.kind not in ("card", "phone"):
            raise Refused("server.bad_message", detail="kind")
        member_id = self._identified(request.kind, request.digests)
        if member_id is None:
            self._pace.missed(device_id)
            return LookupReply(())
        return LookupReply(self.member(member_id, streams))

    def member(self, member_id: UUID, streams: Sequence[bytes]) -> tuple[Fed, ...]:
        """Return the rows of a member, of those they became, with the accounts of the last."""
        path = path_of(self._database, member_id)
        members = [row for each in path if (row := self._member(each)) is not None]
        if not members:
            return ()
        accounts = accounts_of(self._database, path[-1])
        found = [row for account, _ in accounts for row in self._account(account, streams)]
        return (*members, *found)

    def _account(self, account_id: UUID, streams: Sequence[bytes]) -> tuple[Fed, ...]:
        bucket = bucket_of(account_id)
        row = self._database.read(lambda tx: one_account(tx, bucket, account_id, streams))
        return (row,) if row is not None else ()

    def _member(self, member_id: UUID) -> FedMember | None:
        bucket = bucket_of(member_id)
        return self._database.read(lambda tx: one_member(tx, bucket, member_id, self._wrapping))

    def _identified(self, kind: str, digests: Sequence[str]) -> UUID | None:
        for digest in digests:
            try:
                key = bytes.fromhex(digest)
            except ValueError:
                raise Refused("server.bad_message", detail="digests") from None
            found = self._one_identifier(kind, key)
            if found is not None:
                return found
        return None

    def _one_identifier(self, kind: str, digest: bytes) -> UUID | None:
        values = {"bucket": identifier_bucket(kind, digest.hex()), "kind": kind, "digest": digest}
        row = self._database.read(lambda tx: tx.row(_IDENTIFIER, **values))
        return UUID(bytes=bytes(row.member_id)) if row is not None else None


class Pace:
    """Bounds how often each terminal may ask, how often for what is not there (SYNC.md 9.3)."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._asked: dict[UUID, deque[int]] = {}
        self._missed: dict[UUID, deque[int]] = {}

    def ask(self, device_id: UUID) -> None:
        """Count a question. Raises Unavailable `server.busy` (retry_ms) for one too many."""
        now = self._clock.now_ms()
        with self._lock:
            missed = self._missed.get(device_id, deque())
            waits = [
                _wait(self._asked.setdefault(device_id, deque()), now, _MINUTE_MS, LOOKUPS_A_MINUTE),
                _wait(missed, now, _DAY_MS, LOOKUP_MISSES_A_DAY),
                _wait(
                    deque(each for each in missed if each > now - _HOUR_MS),
                    now,
                    _HOUR_MS,
                    LOOKUP_MISSES_AN_HOUR,
                ),
            ]
            if max(waits) > 0:
                raise Unavailable("server.busy", retry_ms=max(waits))
            self._asked[device_id].append(now)

    def missed(self, device_id: UUID) -> None:
        """Count a question for what is not there."""
        with self._lock:
            self._missed.setdefault(device_id, deque()).append(self._clock.now_ms())


def _wait(times: deque[int], now_ms: int, span_ms: int, most: int) -> int:
    """Forget what is older than the span; return ms until one more fits, 0 when one does."""
    while times and times[0] <= now_ms - span_ms:
        times.popleft()
    return times[-most] + span_ms - now_ms if len(times) >= most else 0


def _uuid(value: str) -> UUID:
    try:
        return UUID(value)
    except ValueError:
        raise Refused("server.bad_message", detail="id") from None
