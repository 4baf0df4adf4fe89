"""The kinds of facts, with the one way to make their bytes."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from pos_app.kernel.errors import Refused
from pos_app.kernel.limits import FACT_BYTES_MAX

VERSION = 1


class FactKind(StrEnum):
    """What can have happened at a till; servers keep kinds they do not know."""

    SALE = "sale"
    REFUND = "refund"
    SALE_VOID = "sale.void"
    SALE_CANCEL = "sale.cancel"
    MEMBER_ENROL = "member.enrol"
    MEMBER_UPDATE = "member.update"
    MEMBER_ACTIVITY = "member.activity"
    MEMBER_ATTACH_LATE = "member.attach_late"
    MEMBER_MERGE = "member.merge"
    MEMBER_UNMERGE = "member.unmerge"
    MEMBER_EXPORT = "member.export"
    MEMBER_ERASE = "member.erase"
    MEMBER_REVIEW = "member.review"
    POINTS_ADJUST = "points.adjust"
    PROGRAM_APPLIED = "program.applied"
    TILL_OPEN = "till.open"
    TILL_CLOSE = "till.close"
    DRAWER_NO_SALE = "drawer.nosale"
    OP_LOGIN = "op.login"
    OP_LOGOUT = "op.logout"
    OP_LOCKOUT = "op.lockout"
    OVERRIDE = "override"
    RECEIPT_COPY = "receipt.copy"
    CLOCK_JUMP = "clock.jump"
    CONFIG_APPLIED = "config.applied"
    ROLLBACK_DETECTED = "journal.rollback_detected"


SOLD = frozenset({FactKind.SALE.value, FactKind.REFUND.value, FactKind.SALE_VOID.value})
"""Kinds whose body is a sale's."""


class FactHead(msgspec.Struct, frozen=True):
    """What every body begins with, for readers that do not care about the rest."""

    v: int
    id: str
    t: str
    at: int


_ENCODER = msgspec.json.Encoder()
_HEAD = msgspec.json.Decoder(FactHead)


def encode(fact: msgspec.Struct | dict[str, object]) -> bytes:
    """Return the body of a fact: UTF-8 JSON, to be stored and sent verbatim.

    Raises Refused `fact.too_large` beyond FACT_BYTES_MAX.
    """
    body = _ENCODER.encode(fact)
    if len(body) > FACT_BYTES_MAX:
        raise Refused("fact.too_large", size=len(body), limit=FACT_BYTES_MAX)
    return body


def read_head(body: bytes) -> FactHead:
    """Return version, id, kind and instant of a body; raises msgspec.DecodeError for anything that is no
    fact.
    """
    return _HEAD.decode(body)
