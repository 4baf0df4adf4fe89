"""Answers one message: read, unpack, check who signed, decode, ask the node, encode."""

from __future__ import annotations

import functools
import re
import time
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from pos_app.kernel.errors import PosError, Refused
from pos_app.server.http.answers import answer_of, packed, refusal
from pos_app.server.http.body import read_body, unpacked
from pos_app.server.http.bounds import check_values
from pos_app.server.http.messages import MessageKind
from pos_app.server.http.service import Service, log
from pos_app.wire.push import PROTOCOL, PushReply, PushRequest, PushSuperseded
from pos_app.wire.signed import VERSION_HEADER

_VERSIONS = range(PROTOCOL - 2, PROTOCOL + 3)
_PROTOCOL = re.compile(r" p([0-9]{1,6})$")
Endpoint = Callable[[Request], Awaitable[Response]]


def message_endpoint(kind: MessageKind, service: Service) -> Endpoint:
    """Return what answers `kind`."""
    decoder = msgspec.json.Decoder(kind.request)

    async def answer(request: Request) -> Response:
        began = time.perf_counter()
        try:
            with service.places.one():
                body = await read_body(request)
                work = functools.partial(_work, kind, service, decoder, request, body)
                response = await service.in_thread(work)
        except PosError as error:
            response = _refused(error, service)
        service.figures.answered(kind.call, response.status_code, time.perf_counter() - began)
        return response

    return answer


def _work(
    kind: MessageKind,
    service: Service,
    decoder: msgspec.json.Decoder[Any],
    request: Request,
    body: bytes,
) -> Response:
    """One request, in one of the threads."""
    headers = request.headers
    accepted = headers.get("accept-encoding", "")
    plain = unpacked(body, headers.get("content-encoding", ""))
    if VERSION_HEADER in headers:
        _check_version(headers[VERSION_HEADER])
    if not kind.is_signed:
        return packed(*answer_of(service.calls[kind.call](_decoded(decoder, plain))), accepted)
    device_id = service.proven(request.method, request.url.path, plain, headers)
    with service.places.of_device(device_id):
        message = _decoded(decoder, plain)
        said = service.calls[kind.call](device_id, message)
        if isinstance(message, PushRequest):
            _pushed(service, message, said)
        return packed(*answer_of(said), accepted)


def _decoded(decoder: msgspec.json.Decoder[Any], plain: bytes) -> msgspec.Struct:
    """The message; fields that nobody here knows are passed over. Raises Refused `server.bad_message` (detail)."""
    try:
        message: msgspec.Struct = decoder.decode(plain)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, ValueError) as error:
        raise Refused("server.bad_message", detail=type(error).__name__) from None
    version = getattr(message, "v", PROTOCOL)
    if version not in _VERSIONS:
        raise Refused("server.upgrade", least=_VERSIONS[0], most=_VERSIONS[-1])
    check_values(message)
    return message


def _check_version(told: str) -> None:
    """A terminal may say `<its release> p<its protocol>`. Raises Refused `server.upgrade` (least, most)."""
    found = _PROTOCOL.search(told)
    if found is not None and int(found[1]) not in _VERSIONS:
        raise Refused("server.upgrade", least=_VERSIONS[0], most=_VERSIONS[-1])


def _pushed(service: Service, message: PushRequest, said: object) -> None:
    service.figures.pushed(len(message.facts))
    if isinstance(said, PushReply | PushSuperseded):
        service.pushed(UUID(message.stream_id))


def _refused(error: PosError, service: Service) -> Response:
    """Who was not believed hears the server's time: a wrong clock is the usual reason."""
    answer = refusal(error)
    if answer.status_code == 401:
        return refusal(error, server_time=service.clock.now_ms())
    if answer.status_code >= 500:
        log.warning("a request was put off: %s", error.code)
    return answer
