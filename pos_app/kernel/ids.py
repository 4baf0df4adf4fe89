"""Typed identifiers: UUIDv7 made where the thing is made, or derived from another id."""

from __future__ import annotations

import hashlib
from typing import NewType, Protocol
from uuid import UUID

SaleId = NewType("SaleId", UUID)
EventId = NewType("EventId", UUID)
MemberId = NewType("MemberId", UUID)
AccountId = NewType("AccountId", UUID)
LotId = NewType("LotId", UUID)
ProductId = NewType("ProductId", UUID)
CashierId = NewType("CashierId", UUID)
TerminalId = NewType("TerminalId", UUID)
StreamId = NewType("StreamId", UUID)
JobId = NewType("JobId", UUID)

RANDOM_BYTES = 10
"""Random bytes that one UUIDv7 takes."""


class IdSource(Protocol):
    """Makes new ids; the real one reads the clock and the system's randomness, the demo's is seeded."""

    def __call__(self) -> UUID:
        """Return a fresh UUIDv7."""
        ...


def compose_uuid7(at_ms: int, random: bytes) -> UUID:
    """Return the UUIDv7 (RFC 9562) of instant `at_ms` (ms UTC) with 10 bytes of randomness (74 bits of them used)."""
    if len(random) != RANDOM_BYTES:
        raise ValueError("a UUIDv7 takes 10 random bytes")
    bits = int.from_bytes(random, "big")
    value = (at_ms & 0xFFFF_FFFF_FFFF) << 80
    value |= 0x7 << 76 | (bits >> 68 & 0xFFF) << 64
    value |= 0b10 << 62 | bits & 0x3FFF_FFFF_FFFF_FFFF
    return UUID(int=value)


def derived_id(parent: UUID, label: str) -> UUID:
    """Return the UUIDv8 that follows from `parent` and `label`: the same pair gives the same id on every machine."""
    digest = bytearray(hashlib.sha256(parent.bytes + label.encode()).digest()[:16])
    digest[6] = digest[6] & 0x0F | 0x80
    digest[8] = digest[8] & 0x3F | 0x80
    return UUID(bytes=bytes(digest))


def id_text(value: UUID) -> str:
    """Return the lower-case text used on the wire and in hashes."""
    return str(value)
