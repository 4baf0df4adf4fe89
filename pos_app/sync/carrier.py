"""Carries messages to the server, answers back, within bounds."""

from __future__ import annotations

import socket
import threading
import time
import weakref
import zlib
from collections.abc import Mapping
from typing import Any

import httpx
import msgspec

from pos_app.kernel.errors import Unavailable
from pos_app.kernel.exchange_limits import (
    REPLY_BYTES_MAX,
    SYNC_CONNECT_MS,
    SYNC_CONNECTIONS_MAX,
    SYNC_KEEP_CONNECTION_S,
    SYNC_PAGE_READ,
)
from pos_app.sync.address import ServerPlace
from pos_app.sync.pinned import distrust, trusting_context

_LEAST_S = 0.05


class Answer(msgspec.Struct, frozen=True):
    """What came back: `kind` is the content type, `retry_after` the header of that name, `body` unpacked."""

    status: int
    kind: str
    retry_after: str
    body: bytes


class Carrier:
    """A few connections that are kept; each call is bounded in time, in bytes. Used from several threads."""

    def __init__(self, place: ServerPlace, fingerprint: str = "") -> None:
        self.place = place
        self._fingerprint = fingerprint
        self._client: httpx.Client | None = None
        self._making = threading.Lock()
        self._wires: weakref.WeakSet[socket.socket] = weakref.WeakSet()
        self._is_over = False

    def carry(
        self, method: str, path: str, body: bytes, headers: Mapping[str, str], timeout_ms: int
    ) -> Answer:
        """Return the answer. A connection that the server had given up meanwhile is replaced once.

        Raises Unavailable `server.unreachable` (nothing is known about the outcome), `server.bad_answer`,
        `server.certificate_other`, `server.certificate_expired`.
        """
        call = _Call(timeout_ms, self._wires)
        try:
            return self._once(method, path, body, headers, call)
        except (httpx.RemoteProtocolError, httpx.ReadError, httpx.WriteError) as error:
            if call.is_new or self._is_over:
                raise self._failure(error) from error
        except httpx.HTTPError as error:
            raise self._failure(error) from error
        try:
            return self._once(method, path, body, headers, call)
        except httpx.HTTPError as error:
            raise self._failure(error) from error

    def end(self) -> None:
        """Break off what is under way, from whatever thread; every later call fails at once."""
        self._is_over = True
        for wire in list(self._wires):
            try:
                socket.socket.shutdown(wire, socket.SHUT_RDWR)
            except OSError:
                continue  # closed already

    def close(self) -> None:
        """Close the connections, once no call is under way."""
        self.end()
        if self._client is not None:
            self._client.close()

    def _once(self, method: str, path: str, body: bytes, headers: Mapping[str, str], call: _Call) -> Answer:
        client = self._ready(call)
        extensions = {"timeout": call.bounds, "trace": call.heard}
        request = client.build_request(
            method, self.place.address + path, content=body, headers=dict(headers), extensions=extensions
        )
        if self._is_over:
            raise Unavailable("server.unreachable", host=self.place.host)
        reply = client.send(request, stream=True)
        try:
            unpacked = _read(reply, call, self.place.host)
        finally:
            reply.close()
        kind = reply.headers.get("content-type", "").partition(";")[0].strip().lower()
        return Answer(reply.status_code, kind, reply.headers.get("retry-after", ""), unpacked)

    def _ready(self, call: _Call) -> httpx.Client:
        with self._making:
            if self._client is None:
                verify: Any = True
                if self.place.is_secret:
                    verify = trusting_context(self.place, self._fingerprint, call.connect_ms())
                limits = httpx.Limits(
                    max_connections=SYNC_CONNECTIONS_MAX, keepalive_expiry=SYNC_KEEP_CONNECTION_S
                )
                self._client = httpx.Client(
                    verify=verify, limits=limits, trust_env=False, follow_redirects=False, timeout=None
                )
            return self._client

    def _failure(self, error: Exception) -> Unavailable:
        told = distrust(error, self.place.host)
        return told or Unavailable("server.unreachable", host=self.place.host)


class _Call:
    """One call's time: the bounds that the connection reads are brought up to date with each step it makes."""

    def __init__(self, timeout_ms: int, wires: weakref.WeakSet[socket.socket]) -> None:
        self._ends_at_s = time.monotonic() + timeout_ms / 1000
        self._wires = wires
        self.is_new = False
        self.bounds: dict[str, float] = {}
        self._bound()

    def left_s(self) -> float:
        """Return how many seconds are left, at least a blink."""
        return max(self._ends_at_s - time.monotonic(), _LEAST_S)

    def is_late(self) -> bool:
        """Say whether the time is over."""
        return time.monotonic() >= self._ends_at_s

    def connect_ms(self) -> int:
        """Return how long each of the two steps to a connection may take: reaching the server, agreeing on a secret."""
        return min(int(self.left_s() * 1000) // 2, SYNC_CONNECT_MS)

    def heard(self, event: str, told: Mapping[str, Any]) -> None:
        """Hear of a step of the connection."""
        self._bound()
        if event in ("connection.connect_tcp.complete", "connection.start_tls.complete"):
            self.is_new = True
            wire = told["return_value"].get_extra_info("socket")
            if isinstance(wire, socket.socket):
                self._wires.add(wire)

    def _bound(self) -> None:
        left = self.left_s()
        self.bounds.update(read=left, write=left, pool=left, connect=self.connect_ms() / 1000)


def _read(reply: httpx.Response, call: _Call, host: str) -> bytes:
    """Return the body unpacked; a bound stands for the bytes on the wire, too."""
    packing = reply.headers.get("content-encoding", "").strip().lower()
    if packing not in ("", "identity", "gzip"):
        raise Unavailable("server.bad_answer", host=host, detail="content-encoding")
    unpack = zlib.decompressobj(16 + zlib.MAX_WBITS) if packing == "gzip" else None
    pieces: list[bytes] = []
    raw = size = 0
    for chunk in reply.iter_raw(SYNC_PAGE_READ):
        raw += len(chunk)
        piece = _unpacked(unpack, chunk, REPLY_BYTES_MAX + 1 - size, host) if unpack else chunk
        size += len(piece)
        pieces.append(piece)
        if size > REPLY_BYTES_MAX or raw > REPLY_BYTES_MAX:
            raise Unavailable("server.bad_answer", host=host, detail="too long")
        if call.is_late():
            raise httpx.ReadTimeout("the answer took too long", request=reply.request)
    if unpack is not None and not unpack.eof:
        raise Unavailable("server.unreachable", host=host)
    return b"".join(pieces)


def _unpacked(unpack: Any, chunk: bytes, most: int, host: str) -> bytes:
    try:
        piece: bytes = unpack.decompress(chunk, most)
    except zlib.error as error:
        raise Unavailable("server.bad_answer", host=host, detail="gzip") from error
    return piece
