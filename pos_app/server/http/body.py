"""Reads what a request carries, within every bound."""

from __future__ import annotations

import asyncio
import zlib

from starlette.requests import ClientDisconnect, Request

from pos_app.kernel.errors import Refused
from pos_app.kernel.exchange_limits import MESSAGE_BYTES_MAX, MESSAGE_DRAINED_MAX, SERVER_BODY_TIMEOUT_S

_GZIP = 16 + zlib.MAX_WBITS


async def read_body(request: Request) -> bytes:
    """Return the body as it was sent, at most MESSAGE_BYTES_MAX bytes.

    Raises Refused `server.too_large` (most_bytes), `server.slow`, `server.bad_message`.
    """
    try:
        async with asyncio.timeout(SERVER_BODY_TIMEOUT_S):
            return await _all_of(request)
    except TimeoutError:
        raise Refused("server.slow", seconds=SERVER_BODY_TIMEOUT_S) from None
    except ClientDisconnect:
        raise Refused("server.bad_message", detail="cut off") from None


async def _all_of(request: Request) -> bytes:
    """What is too much is read on for a while, thrown away: who sends it would miss the answer otherwise."""
    parts = bytearray()
    length = 0
    async for part in request.stream():
        length += len(part)
        if length <= MESSAGE_BYTES_MAX:
            parts += part
        elif length > MESSAGE_DRAINED_MAX:
            break
    if length > MESSAGE_BYTES_MAX:
        raise Refused("server.too_large", most_bytes=MESSAGE_BYTES_MAX)
    return bytes(parts)


def unpacked(body: bytes, encoding: str) -> bytes:
    """Return the body without its compression; a small one that would unpack to a giant is cut off at the bound.

    Raises Refused `server.too_large` (most_bytes), `server.bad_encoding`, `server.bad_message` (detail).
    """
    if encoding in ("", "identity"):
        return body
    if encoding != "gzip":
        raise Refused("server.bad_encoding")
    unpacker = zlib.decompressobj(_GZIP)
    try:
        plain = unpacker.decompress(body, MESSAGE_BYTES_MAX + 1)
    except zlib.error:
        raise Refused("server.bad_message", detail="gzip") from None
    if len(plain) > MESSAGE_BYTES_MAX:
        raise Refused("server.too_large", most_bytes=MESSAGE_BYTES_MAX)
    if not unpacker.eof or unpacker.unused_data:
        raise Refused("server.bad_message", detail="gzip")
    return plain
