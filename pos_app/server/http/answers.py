"""Turns what a request came to into an answer: status, headers, JSON."""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from typing import Any

import msgspec
from starlette.responses import Response

from pos_app.kernel.errors import PosError, Unavailable
from pos_app.kernel.exchange_limits import SERVER_BUSY_RETRY_S, SERVER_GZIP_BYTES_MIN
from pos_app.kernel.messages import Parameter
from pos_app.wire.push import PushFork, PushGap, PushSuperseded

JSON = "application/json"
STATUS = {
    "server.bad_message": 422,
    "server.bad_encoding": 415,
    "server.bad_time": 401,
    "server.bad_signature": 401,
    "server.unknown_terminal": 401,
    "server.revoked": 403,
    "server.bad_code": 403,
    "server.code_used": 403,
    "server.not_found": 404,
    "server.bad_method": 405,
    "server.slow": 408,
    "server.gap": 409,
    "server.fork": 409,
    "server.superseded": 410,
    "server.too_large": 413,
    "server.upgrade": 426,
    "server.too_many": 429,
}
"""HTTP status of each code; another refusal is 409, whatever could not be reached 503."""
_REFUSED = 409
_UNAVAILABLE = 503
_LATER = (429, 503)


class Problem(msgspec.Struct, frozen=True):
    """What every answer other than 200 carries: a code with what its sentence needs."""

    code: str
    params: dict[str, Parameter]


def status_of(error: PosError) -> int:
    """Return the HTTP status of an error."""
    return STATUS.get(error.code, _UNAVAILABLE if isinstance(error, Unavailable) else _REFUSED)


def answer_of(value: Any) -> tuple[int, bytes]:
    """Return status with JSON of what the server says to a message."""
    if isinstance(value, PushGap | PushFork | PushSuperseded):
        name = {PushGap: "gap", PushFork: "fork", PushSuperseded: "superseded"}[type(value)]
        problem = Problem(f"server.{name}", msgspec.structs.asdict(value))
        return STATUS[problem.code], msgspec.json.encode(problem)
    return 200, msgspec.json.encode(value)


def refusal(error: PosError, **more: Parameter) -> Response:
    """Return the answer to a request that was refused; `more` are further parameters, such as the server's time."""
    status = status_of(error)
    problem = Problem(error.code, {**error.message.params, **more})
    headers = {"Retry-After": str(SERVER_BUSY_RETRY_S)} if status in _LATER else {}
    if error.code in ("server.slow", "server.too_large"):
        headers["Connection"] = "close"  # the rest of the body is not wanted
    return Response(msgspec.json.encode(problem), status, headers, JSON)


def packed(status: int, body: bytes, accepted: str) -> Response:
    """Return the answer, compressed when that is worth it and wanted (`Accept-Encoding`)."""
    headers: Mapping[str, str] = {"Vary": "Accept-Encoding"}
    if len(body) >= SERVER_GZIP_BYTES_MIN and "gzip" in accepted:
        return Response(
            gzip.compress(body, 1, mtime=0), status, {**headers, "Content-Encoding": "gzip"}, JSON
        )
    return Response(body, status, headers, JSON)
