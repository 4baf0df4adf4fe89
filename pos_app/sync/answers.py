"""What an answer other than a plain yes means."""

from __future__ import annotations

import re
import threading
from typing import Any, TypeVar

import msgspec

from pos_app.kernel.errors import PosError, Refused, Unavailable
from pos_app.kernel.exchange_limits import SYNC_RETRY_AFTER_MAX_MS, SYNC_RETRY_MS_MIN
from pos_app.kernel.messages import Parameter
from pos_app.sync.carrier import Answer
from pos_app.wire.push import PushAnswer, PushFork, PushGap, PushReply, PushSuperseded

T = TypeVar("T")
JSON = "application/json"
_CODE = re.compile(r"server\.[a-z_]{1,60}")
_PARAMS_MAX = 12
_OK, _UNSIGNED, _CONFLICT, _GONE = 200, 401, 409, 410
_LATER = (429, 503)
_NOT_NOW = 408
_BROKEN = 500
_SERVER_TIME = "server_time"
_meeting = threading.Lock()
_decoders: dict[Any, msgspec.json.Decoder[Any]] = {}


class Problem(msgspec.Struct, frozen=True):
    """The JSON of every answer other than 200."""

    code: str
    params: dict[str, Parameter] = {}


def reply_of(answer: Answer, kind: type[T], host: str) -> T:
    """Return what the server said. Raises Refused, Unavailable as `ports.hub` says."""
    if answer.status != _OK:
        raise error_of(answer, host)
    if answer.kind != JSON:
        raise Unavailable("server.bad_answer", host=host, detail=answer.kind[:80])
    return _decoded(answer.body, kind, host)


def push_answer_of(answer: Answer, host: str) -> PushAnswer:
    """Return what the server said to a push. Raises as `reply_of`."""
    if answer.status == _CONFLICT:
        params = _problem(answer, host).params
        if "first_bad_seq" in params:
            return _filled(params, PushFork, answer, host)
        return _filled(params, PushGap, answer, host)
    if answer.status == _GONE:
        return _filled(_problem(answer, host).params, PushSuperseded, answer, host)
    return reply_of(answer, PushReply, host)


def told_time(answer: Answer, host: str) -> int | None:
    """Return the server's time (ms UTC) of an answer that judged a request's time or signature, None otherwise."""
    if answer.status != _UNSIGNED or answer.kind != JSON:
        return None
    told = _problem(answer, host).params.get(_SERVER_TIME)
    return told if isinstance(told, int) and told > 0 else None


def error_of(answer: Answer, host: str) -> PosError:
    """Return what to raise for an answer other than 200."""
    if answer.status in _LATER:
        return Unavailable("server.busy", retry_ms=_patience_ms(answer))
    if answer.kind != JSON or answer.status == _NOT_NOW:
        return Unavailable("server.bad_answer", host=host, detail=f"HTTP {answer.status}")
    try:
        problem = _problem(answer, host)
    except Unavailable as error:
        return error
    kind = Unavailable if answer.status >= _BROKEN else Refused
    return kind(problem.code, **problem.params)


def _filled(params: dict[str, Parameter], kind: type[T], answer: Answer, host: str) -> T:
    try:
        return msgspec.convert(params, kind)
    except msgspec.ValidationError:
        raise error_of(answer, host) from None


def _problem(answer: Answer, host: str) -> Problem:
    problem = _decoded(answer.body, Problem, host)
    if not _CODE.fullmatch(problem.code) or len(problem.params) > _PARAMS_MAX:
        raise Unavailable("server.bad_answer", host=host, detail=f"HTTP {answer.status}")
    return problem


def _decoder(kind: type[T]) -> msgspec.json.Decoder[T]:
    """One thread at a time: msgspec crashes when two of them meet a type for the first time at once."""
    with _meeting:
        held = _decoders.get(kind)
        if held is None:
            held = _decoders[kind] = msgspec.json.Decoder(kind)
        return held


def _decoded(body: bytes, kind: type[T], host: str) -> T:
    try:
        found: T = _decoder(kind).decode(body)
        return found
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Unavailable("server.bad_answer", host=host, detail=type(error).__name__) from error


def _patience_ms(answer: Answer) -> int:
    text = answer.retry_after.strip()
    wished = int(text) * 1000 if text.isascii() and text.isdigit() and len(text) <= len("999999") else 0
    return min(max(wished, SYNC_RETRY_MS_MIN), SYNC_RETRY_AFTER_MAX_MS)
