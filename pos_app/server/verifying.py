"""Checks a server's books row by row: chains of facts, sums of accounts, lanes of the feed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import text

from pos_app.kernel.exchange_limits import BACKUP_FRAME_ROWS, VERIFY_WRONG_MAX
from pos_app.kernel.ids import StreamId, TerminalId
from pos_app.kernel.messages import Message
from pos_app.server.database import ServerDatabase, Tx
from pos_app.server.incoming import DAMAGED
from pos_app.server.signatures import is_signed
from pos_app.wire.chain import chain_hash, chain_start, content_hash
from pos_app.wire.signed import head_text

# Over all buckets, for a person who asks.
_STREAMS = text(
    """SELECT s.stream_id, s.device_id, s.head_seq, s.head_hash, s.applied_seq, s.head_sig, s.head_ctl, d.pubkey
    FROM stream s LEFT JOIN device d ON d.bucket = s.bucket AND d.device_id = s.device_id"""
)
_FACTS = text(
    """SELECT stream_id, seq, content_hash, chain_hash, body, reason FROM fact
    ORDER BY bucket, stream_id, seq"""
)
_ACCOUNTS = text(
    """SELECT a.account_id, a.account_key, a.balance, a.debt, a.held, a.granted,
    coalesce((SELECT sum(l.points) FROM ledger l WHERE l.bucket = a.bucket AND l.account_id = a.account_id), 0)
        AS booked,
    coalesce((SELECT sum(o.open) FROM lot o WHERE o.bucket = a.bucket AND o.account_id = a.account_id), 0)
        AS open,
    coalesce((SELECT sum(r.amount - r.used) FROM reservation r WHERE r.bucket = a.bucket
        AND r.account_id = a.account_id AND r.state = 'active'), 0) AS reserved
    FROM account a ORDER BY a.bucket, a.account_id"""
)
_LANES = text(
    """SELECT l.bucket, l.head,
    coalesce((SELECT max(a.feed_pos) FROM account a WHERE a.bucket = l.bucket), 0) AS account,
    coalesce((SELECT max(m.feed_pos) FROM member m WHERE m.bucket = l.bucket), 0) AS member,
    coalesce((SELECT max(d.feed_pos) FROM document d WHERE d.bucket = l.bucket), 0) AS document
    FROM lane l ORDER BY l.bucket"""
)
_WITHOUT_LOTS = "visits"


class WrongRow(msgspec.Struct, frozen=True):
    """A row that cannot be as it is; `where` names it."""

    where: str
    what: Message


class Verification(msgspec.Struct, frozen=True):
    """What was looked at, the first rows that are wrong."""

    facts: int
    streams: int
    accounts: int
    wrong: tuple[WrongRow, ...]


class _Count:
    facts = streams = accounts = 0


def verify(database: ServerDatabase) -> Verification:
    """Check everything at one instant; a server may work meanwhile. Raises Unavailable `server.database_gone`."""
    return database.read(_verification)


def _verification(tx: Tx) -> Verification:
    count = _Count()
    wrong: list[WrongRow] = []
    for each in (_chains(tx, count), _accounts(tx, count), _lanes(tx)):
        for found in each:
            wrong.append(found)
            if len(wrong) >= VERIFY_WRONG_MAX:
                break
    return Verification(count.facts, count.streams, count.accounts, tuple(wrong[:VERIFY_WRONG_MAX]))


def _chains(tx: Tx, count: _Count) -> Iterator[WrongRow]:
    """Facts are gap-free, each is what its hash says, they chain up to the head that its terminal signed."""
    streams = {bytes(row.stream_id): row for row in tx.rows(_STREAMS)}
    count.streams = len(streams)
    ends: dict[bytes, tuple[int, bytes]] = {}
    for rows in tx.stream(_FACTS, BACKUP_FRAME_ROWS):
        for row in rows:
            count.facts += 1
            key = bytes(row.stream_id)
            stream = streams.get(key)
            if stream is None:
                yield _wrong(f"fact {_id(key)}/{row.seq}", "serving.wrong_stream")
                continue
            seq, before = ends.get(key) or (0, _start(key, stream))
            yield from _fact(row, key, seq, before)
            ends[key] = (row.seq, bytes(row.chain_hash))
    for key, stream in streams.items():
        seq, head = ends.get(key) or (0, _start(key, stream))
        if (seq, head) != (stream.head_seq, bytes(stream.head_hash)) or stream.applied_seq > stream.head_seq:
            yield _wrong(f"stream {_id(key)}", "serving.wrong_head", found=stream.head_seq, wanted=seq)
        elif seq and not _is_signed(key, stream):
            yield _wrong(f"stream {_id(key)}", "serving.wrong_signature")


def _is_signed(key: bytes, stream: Any) -> bool:
    """Say whether the head is what its terminal signed last."""
    if stream.pubkey is None or stream.head_sig is None or stream.head_ctl is None:
        return False
    head = head_text(_id(key), stream.head_seq, bytes(stream.head_hash).hex(), stream.head_ctl)
    return is_signed(bytes(stream.pubkey), bytes(stream.head_sig), head)


def _fact(row: Any, key: bytes, seq: int, before: bytes) -> Iterator[WrongRow]:
    where = f"fact {_id(key)}/{row.seq}"
    content = bytes(row.content_hash)
    if row.seq != seq + 1:
        yield _wrong(where, "serving.wrong_gap", wanted=seq + 1)
    elif chain_hash(StreamId(UUID(bytes=key)), row.seq, before, content) != bytes(row.chain_hash):
        yield _wrong(where, "serving.wrong_chain")
    if content_hash(bytes(row.body)) != content and row.reason != DAMAGED:
        yield _wrong(where, "serving.wrong_body")


def _accounts(tx: Tx, count: _Count) -> Iterator[WrongRow]:
    """A balance is the sum of its ledger, its open lots less its debt; what is reserved is what reservations say."""
    for rows in tx.stream(_ACCOUNTS, BACKUP_FRAME_ROWS):
        for row in rows:
            count.accounts += 1
            where = f"account {_id(bytes(row.account_id))}"
            if row.balance != row.booked:
                yield _wrong(where, "serving.wrong_balance", found=row.balance, wanted=int(row.booked))
            lots = int(row.open) - row.debt
            if row.account_key != _WITHOUT_LOTS and row.balance != lots:
                yield _wrong(where, "serving.wrong_lots", found=row.balance, wanted=lots)
            if row.held + row.granted != row.reserved:
                found = row.held + row.granted
                yield _wrong(where, "serving.wrong_reserved", found=found, wanted=int(row.reserved))


def _lanes(tx: Tx) -> Iterator[WrongRow]:
    """No row is further than its lane: a till that heard the lane's head has heard the row."""
    for row in tx.rows(_LANES):
        newest = max(row.account, row.member, row.document)
        if row.head < newest:
            yield _wrong(f"lane {row.bucket}", "serving.wrong_lane", found=row.head, wanted=newest)


def _start(key: bytes, stream: Any) -> bytes:
    return chain_start(StreamId(UUID(bytes=key)), TerminalId(UUID(bytes=bytes(stream.device_id))))


def _id(value: bytes) -> str:
    return str(UUID(bytes=value))


def _wrong(where: str, code: str, **params: int) -> WrongRow:
    return WrongRow(where, Message(code, dict(params)))
