"""Who sent a request: Ed25519 signatures of terminals."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from uuid import UUID

from pos_app.kernel.clock import Clock
from pos_app.kernel.errors import Refused
from pos_app.kernel.exchange_limits import SIGNED_REQUEST_WINDOW_MS
from pos_app.server.database import ServerDatabase
from pos_app.server.devices import find_device
from pos_app.wire.signed import DEVICE_HEADER, SIGNATURE_HEADER, TIME_HEADER, request_text

_TIME_DIGITS_MAX = 16


def is_signed(pubkey: bytes, signature: bytes, message: bytes) -> bool:
    """Say whether `signature` (64 bytes) over `message` is of the key (32 bytes)."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(pubkey).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def unbase64(value: str) -> bytes:
    """Return what a base64 text of a message stands for. Raises Refused `server.bad_message` (detail)."""
    try:
        return base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        raise Refused("server.bad_message", detail="base64") from None


def authenticate(
    database: ServerDatabase, clock: Clock, method: str, path: str, body: bytes, headers: Mapping[str, str]
) -> UUID:
    """Return the terminal that signed a request; `headers` by lower-case name, `body` before any compression.

    A revoked terminal is told by the message itself, since its facts are kept all the same. Raises Refused
    `server.unknown_terminal`, `server.bad_signature`, `server.bad_time` (its clock is too far from the server's).
    """
    try:
        device_id = UUID(headers.get(DEVICE_HEADER, ""))
    except ValueError:
        raise Refused("server.unknown_terminal") from None
    told = headers.get(TIME_HEADER, "")
    if not told.isascii() or not told.removeprefix("-").isdigit() or len(told) > _TIME_DIGITS_MAX:
        raise Refused("server.bad_time")
    device = find_device(database, device_id)
    if device is None:
        raise Refused("server.unknown_terminal")
    try:
        signature = base64.b64decode(headers.get(SIGNATURE_HEADER, ""), validate=True)
    except (binascii.Error, ValueError):
        raise Refused("server.bad_signature") from None
    if not is_signed(device.pubkey, signature, request_text(method, path, body, int(told), str(device_id))):
        raise Refused("server.bad_signature")
    if abs(clock.now_ms() - int(told)) > SIGNED_REQUEST_WINDOW_MS:
        raise Refused("server.bad_time")
    return device_id
