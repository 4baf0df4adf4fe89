"""What a terminal sends when it hands its facts over, with the answers to that."""

from __future__ import annotations

import msgspec

PROTOCOL = 1
"""The version both halves speak; each understands two releases more and two fewer."""


class PushedFact(msgspec.Struct, frozen=True):
    """One fact: its place in the stream, content hash and chain hash in lower-case hex, its body verbatim (JSON)."""

    seq: int
    c: str
    h: str
    body: str


class OpenReservation(msgspec.Struct, frozen=True):
    """A reservation that the terminal still regards as alive.

    `kind` is hold or grant, `confirmed` whether the server's consent arrived, `ctl` the control number it was asked
    with, `amount` in units of the account.
    """

    res_id: str
    kind: str
    account_id: str
    amount: int
    confirmed: bool
    ctl: int


class MemberSecret(msgspec.Struct, frozen=True):
    """The key (base64) that opens what is sealed of a member; travels beside the facts, never in them."""

    member: str
    key: str


class PushRequest(msgspec.Struct, frozen=True, kw_only=True):
    """POST /v1/push. `prev_hash` is the chain hash (hex) before the first of `facts`; `head_sig` (base64) signs the
    chain hash after the last. `archived` says that a stream of an earlier incarnation is sent again: such a push has
    no control number (`ctl` -1), no open list, and makes no stream current.
    """

    v: int = PROTOCOL
    stream_id: str
    ctl: int
    from_seq: int
    prev_hash: str
    facts: tuple[PushedFact, ...]
    open: tuple[OpenReservation, ...] = ()
    head_sig: str = ""
    keys: tuple[MemberSecret, ...] = ()
    archived: bool = False


class Quarantined(msgspec.Struct, frozen=True):
    """A fact that the server keeps and cannot apply, with the reason's code."""

    seq: int
    reason: str


class PushReply(msgspec.Struct, frozen=True, kw_only=True):
    """200: everything up to `verified_seq` is durable and was compared by this request."""

    verified_seq: int
    head_seq: int
    head_hash: str
    applied_seq: int
    seen_ctl: int
    server_epoch: str
    quarantined: tuple[Quarantined, ...] = ()
    retry_after_ms: int = 0


class PushGap(msgspec.Struct, frozen=True):
    """409: facts between the server's head and `from_seq` are missing at the server; send from `head_seq` + 1."""

    head_seq: int
    head_hash: str
    server_epoch: str


class PushFork(msgspec.Struct, frozen=True):
    """409: the server has another fact at `first_bad_seq`; this terminal's disk was rolled back or cloned."""

    first_bad_seq: int


class PushSuperseded(msgspec.Struct, frozen=True):
    """410: kept up to `verified_seq`; another incarnation of this terminal is current."""

    verified_seq: int


PushAnswer = PushReply | PushGap | PushFork | PushSuperseded
