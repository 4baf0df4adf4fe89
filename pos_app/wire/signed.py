"""The texts that are signed: requests, chain heads, promises."""

from __future__ import annotations

import hashlib

from pos_app.wire.chain import PREFIX

DEVICE_HEADER = "x-pos-device"
TIME_HEADER = "x-pos-time"
SIGNATURE_HEADER = "x-pos-signature"
VERSION_HEADER = "x-pos-app"


def request_text(method: str, path: str, body: bytes, server_time_ms: int, device_id: str) -> bytes:
    """Return what a terminal signs of a request: `body` as it is sent, before any compression."""
    digest = hashlib.sha256(body).hexdigest()
    return f"{PREFIX}-request\n{method}\n{path}\n{digest}\n{server_time_ms}\n{device_id}".encode("ascii")


def head_text(stream_id: str, seq: int, chain_hash: str, ctl: int) -> bytes:
    """Return what a terminal signs of its stream with each push; the hash in hex."""
    return f"{PREFIX}-head\n{stream_id}\n{seq}\n{chain_hash}\n{ctl}".encode("ascii")


def promise_text(res_id: str, account_id: str, amount: int, lease_until_ms: int) -> bytes:
    """Return what the server signs of a reservation it granted."""
    return f"{PREFIX}-promise\n{res_id}\n{account_id}\n{amount}\n{lease_until_ms}".encode("ascii")
