"""The codes that paper carries: coupons, claims, each with what proves that this shop printed it.

A code is `PC1` with the payload and its signature in 32 letters that every keyboard layout types alike (no Y, Z,
I, O): scanners type it, QR keeps it in its compact alphabet, people can read it out. Payload, big-endian: kind (1
byte), subject (16), rule mark (4), start and end in seconds UTC (4 each), for a claim its points (8).
"""

from __future__ import annotations

import hashlib
from enum import IntEnum
from uuid import UUID

import msgspec

from pos_app.kernel.limits import CODE_LENGTH_MAX

PREFIX = "PC1"
LETTERS = "0123456789ABCDEFGHJKLMNPQRSTUVWX"
_VALUES = {letter: value for value, letter in enumerate(LETTERS)}
_COUPON_BYTES = 29
_CLAIM_BYTES = 37
_SIGNATURE_BYTES_MIN = 10


class PaperKind(IntEnum):
    """What a paper is good for."""

    COUPON = 1
    CLAIM = 2


class Paper(msgspec.Struct, frozen=True):
    """What a code says. `subject` is the coupon or the sale, `rule` the mark of the coupon's rule (0 for a claim),
    `points` those of a claim. Good from `starts_at_ms` to the end of the second of `ends_at_ms`.
    """

    kind: PaperKind
    subject: UUID
    starts_at_ms: int
    ends_at_ms: int
    rule: int = 0
    points: int = 0


def rule_mark(rule_id: str) -> int:
    """Return the four bytes that stand for a rule on paper."""
    return int.from_bytes(hashlib.sha256(rule_id.encode()).digest()[:4], "big")


def payload_of(paper: Paper) -> bytes:
    """Return the bytes to sign. Raises OverflowError for an instant before 1970 or after 2106."""
    payload = bytes([paper.kind]) + paper.subject.bytes + paper.rule.to_bytes(4, "big")
    for at_ms in (paper.starts_at_ms, paper.ends_at_ms):
        payload += (at_ms // 1000).to_bytes(4, "big")
    return payload + paper.points.to_bytes(8, "big") if paper.kind is PaperKind.CLAIM else payload


def paper_code(payload: bytes, signature: bytes) -> str:
    """Return the code to print."""
    return PREFIX + _spelt(payload + signature)


def is_paper(text: str) -> bool:
    """True when a scanned text looks like such a code, genuine or not."""
    bare = _bare(text)
    return bare.startswith(PREFIX) and len(bare) > len(PREFIX) + _COUPON_BYTES


def read_paper(text: str) -> tuple[Paper, bytes, bytes]:
    """Return what a code says with its payload and signature, not yet proven. Raises ValueError for a damaged one."""
    raw = _unspelt(_bare(text).removeprefix(PREFIX)) if is_paper(text) else b""
    kind = PaperKind(raw[0]) if raw else PaperKind(0)
    size = _CLAIM_BYTES if kind is PaperKind.CLAIM else _COUPON_BYTES
    payload, signature = raw[:size], raw[size:]
    if len(signature) < _SIGNATURE_BYTES_MIN:
        raise ValueError("the code is too short")
    starts, ends = (int.from_bytes(payload[at : at + 4], "big") for at in (21, 25))
    paper = Paper(
        kind=kind,
        subject=UUID(bytes=payload[1:17]),
        starts_at_ms=starts * 1000,
        ends_at_ms=ends * 1000 + 999,
        rule=int.from_bytes(payload[17:21], "big"),
        points=int.from_bytes(payload[29:], "big"),
    )
    return paper, payload, signature


def _bare(text: str) -> str:
    return "".join(text.split()).upper()


def _spelt(data: bytes) -> str:
    """Five bits a letter, the last one filled with zeros."""
    count = -(-len(data) * 8 // 5)
    bits = int.from_bytes(data, "big") << (count * 5 - len(data) * 8)
    return "".join(LETTERS[bits >> 5 * place & 31] for place in range(count - 1, -1, -1))


def _unspelt(text: str) -> bytes:
    if len(text) > CODE_LENGTH_MAX or any(letter not in _VALUES for letter in text):
        raise ValueError("the code has a letter that none of ours has")
    bits = 0
    for letter in text:
        bits = bits << 5 | _VALUES[letter]
    spare = len(text) * 5 % 8
    if spare >= 5 or bits & (1 << spare) - 1:
        raise ValueError("the code is cut off")
    return (bits >> spare).to_bytes(len(text) * 5 // 8, "big")
