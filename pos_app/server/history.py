"""The newest entries of a member, of all accounts, from all terminals."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import text

from pos_app.kernel.errors import Refused
from pos_app.kernel.exchange_limits import HISTORY_ROWS_MAX
from pos_app.server.database import ServerDatabase
from pos_app.server.devices import find_device
from pos_app.server.member_rows import accounts_of, canonical_of
from pos_app.wire.bucket import bucket_of
from pos_app.wire.pull import HistoryReply, HistoryRequest, HistoryRow

_ENTRIES = text(
    """SELECT l.occurred_at, l.leg, l.kind, l.points, l.rule, l.why, l.device_id, l.stream_id, l.seq, l.flag,
    a.account_key FROM ledger l JOIN account a ON a.bucket = l.bucket AND a.account_id = l.account_id
    WHERE l.bucket = :bucket AND l.account_id = :account AND a.bucket = :bucket AND a.account_id = :account
    ORDER BY l.occurred_at DESC, l.event_id DESC, l.leg LIMIT :most"""
)
_BODY = text("SELECT body FROM fact WHERE bucket = :bucket AND stream_id = :stream AND seq = :seq")


class _Origin(msgspec.Struct, frozen=True):
    """What is told of the fact an entry came with."""

    receipt: str = ""
    rules: str = ""


_ORIGIN = msgspec.json.Decoder(_Origin)
_WHY = msgspec.json.Decoder(tuple[str, dict[str, str | int]])


def read_history(database: ServerDatabase, request: HistoryRequest) -> HistoryReply:
    """Return the newest entries, at most HISTORY_ROWS_MAX; of a merged member those of the one they became.

    Raises Refused `server.bad_message` (detail).
    """
    try:
        member_id = UUID(request.member)
    except ValueError:
        raise Refused("server.bad_message", detail="member") from None
    most = max(1, min(request.most, HISTORY_ROWS_MAX))
    reader = _Reader(database)
    entries = []
    for account_id, _ in accounts_of(database, canonical_of(database, member_id)):
        entries += reader.entries(account_id, most)
    entries.sort(key=lambda entry: entry.occurred_at, reverse=True)
    return HistoryReply(tuple(reader.row(entry) for entry in entries[:most]))


class _Reader:
    """Reads entries with where they came from, each fact and terminal once."""

    def __init__(self, database: ServerDatabase) -> None:
        self._database = database
        self._origins: dict[tuple[bytes, int], _Origin] = {}
        self._labels: dict[bytes, str] = {}

    def entries(self, account_id: UUID, most: int) -> list[Any]:
        """Return the newest entries of one account."""
        values = {"bucket": bucket_of(account_id), "account": account_id.bytes, "most": most}
        return list(self._database.read(lambda tx: tx.rows(_ENTRIES, **values)))

    def row(self, entry: Any) -> HistoryRow:
        """Return an entry as it is told."""
        origin = self._origin(bytes(entry.device_id), bytes(entry.stream_id), entry.seq)
        return HistoryRow(
            at=entry.occurred_at,
            key=entry.account_key,
            kind=entry.kind,
            points=entry.points,
            rule=entry.rule,
            why=_why(bytes(entry.why)),
            receipt=origin.receipt,
            device=self._label(bytes(entry.device_id)),
            rules=origin.rules,
            flag=entry.flag,
        )

    def _origin(self, device: bytes, stream: bytes, seq: int) -> _Origin:
        if (stream, seq) not in self._origins:
            values = {"bucket": bucket_of(UUID(bytes=device)), "stream": stream, "seq": seq}
            found = self._database.read(lambda tx: tx.row(_BODY, **values))
            self._origins[stream, seq] = _origin(bytes(found.body)) if found is not None else _Origin()
        return self._origins[stream, seq]

    def _label(self, device: bytes) -> str:
        if device not in self._labels:
            found = find_device(self._database, UUID(bytes=device))
            self._labels[device] = found.label if found is not None else ""
        return self._labels[device]


def _origin(body: bytes) -> _Origin:
    try:
        return _ORIGIN.decode(body)
    except msgspec.DecodeError:
        return _Origin()


def _why(kept: bytes) -> tuple[str, dict[str, str | int]]:
    try:
        return _WHY.decode(kept)
    except msgspec.DecodeError:
        return "", {}
