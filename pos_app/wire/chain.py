"""The hashes that tie the facts of one stream together (protocol version 1)."""

from __future__ import annotations

import hashlib

from pos_app.kernel.ids import StreamId, TerminalId

PREFIX = "LP1"
FINGERPRINT_DIGITS = 8
"""Hex digits of the chain hash that a receipt prints."""


def content_hash(body: bytes) -> bytes:
    """Return the 32 bytes that stand for a fact's body, whatever stream it is in."""
    return hashlib.sha256(body).digest()


def chain_start(stream_id: StreamId, device_id: TerminalId) -> bytes:
    """Return the 32 bytes that the first fact of a stream is chained to."""
    return hashlib.sha256(f"{PREFIX}\n{stream_id}\n{device_id}".encode("ascii")).digest()


def chain_hash(stream_id: StreamId, seq: int, previous: bytes, content: bytes) -> bytes:
    """Return the 32 bytes of fact `seq` (1, 2, ...) from those of the fact before it and its content hash."""
    text = f"{PREFIX}\n{stream_id}\n{seq}\n{previous.hex()}\n{content.hex()}"
    return hashlib.sha256(text.encode("ascii")).digest()


def fingerprint(chain: bytes) -> str:
    """Return the first 8 hex digits of a chain hash, as receipts print it."""
    return chain.hex()[:FINGERPRINT_DIGITS]
