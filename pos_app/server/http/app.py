"""Every address the server answers."""

from __future__ import annotations

import functools
import hmac
import ipaddress

import msgspec
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from pos_app.kernel.errors import PosError, Refused, Unavailable
from pos_app.server.http.answers import JSON, Problem, refusal
from pos_app.server.http.endpoint import Endpoint, message_endpoint
from pos_app.server.http.messages import MESSAGES
from pos_app.server.http.openapi import description
from pos_app.server.http.service import Service, log
from pos_app.server.migrations.versions import CURRENT
from pos_app.server.schema import schema_of

_PLAIN = "text/plain; version=0.0.4; charset=utf-8"


def make_app(service: Service) -> Starlette:
    """Return the application of one process."""
    routes = [Route(kind.path, message_endpoint(kind, service), methods=["POST"]) for kind in MESSAGES]
    routes += [
        Route("/v1/time", _time(service), methods=["GET"]),
        Route("/v1/openapi.json", _described(), methods=["GET"]),
        Route("/healthz", _alive, methods=["GET"]),
        Route("/readyz", _ready(service), methods=["GET"]),
        Route("/metrics", _metrics(service), methods=["GET"]),
    ]
    app = Starlette(routes=routes, exception_handlers={HTTPException: _no_such_thing, Exception: _bug})
    app.router.redirect_slashes = False
    return app


async def _alive(request: Request) -> Response:
    return Response(b'{"status":"alive"}', 200, media_type=JSON)


def _time(service: Service) -> Endpoint:
    async def answer(request: Request) -> Response:
        try:
            told = await service.in_thread(service.time)
        except PosError as error:
            return refusal(error)
        return Response(msgspec.json.encode(told), 200, media_type=JSON)

    return answer


def _ready(service: Service) -> Endpoint:
    """Ready is: the database answers, its tables are those this program knows."""

    async def answer(request: Request) -> Response:
        try:
            found = await service.in_thread(functools.partial(schema_of, service.database))
            if found != CURRENT:
                raise Unavailable("server.schema_other", found=found, known=CURRENT)
        except PosError as error:
            return refusal(error)
        return Response(b'{"status":"ready"}', 200, media_type=JSON)

    return answer


def _metrics(service: Service) -> Endpoint:
    async def answer(request: Request) -> Response:
        if not _may_watch(request, service):
            return refusal(Refused("server.not_found"))
        try:
            page = await service.in_thread(service.figures.page)
        except PosError as error:
            return refusal(error)
        return Response(page, 200, {"Content-Type": _PLAIN})

    return answer


def _may_watch(request: Request, service: Service) -> bool:
    """From this machine, or with the token; behind a proxy everybody seems to be on this machine."""
    told = request.headers.get("authorization", "").encode("utf-8", "surrogateescape")
    if hmac.compare_digest(told, f"Bearer {service.metrics_token}".encode()):
        return True
    host = request.client.host if request.client else ""
    return not service.behind_proxy and _is_here(host)


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _described() -> Endpoint:
    page = msgspec.json.encode(description())

    async def answer(request: Request) -> Response:
        return Response(page, 200, media_type=JSON)

    return answer


async def _no_such_thing(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 404
    headers = dict(error.headers or {}) if isinstance(error, HTTPException) else {}
    code = "server.bad_method" if status == 405 else "server.not_found"
    return Response(msgspec.json.encode(Problem(code, {})), status, headers, JSON)


async def _bug(request: Request, error: Exception) -> Response:
    log.error("a request met a bug", exc_info=error)
    return Response(msgspec.json.encode(Problem("server.broken", {})), 500, media_type=JSON)
