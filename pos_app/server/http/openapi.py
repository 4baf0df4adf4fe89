"""The protocol as an OpenAPI 3.1 description, made from the very types that are decoded."""

from __future__ import annotations

from typing import Any

import msgspec

from pos_app import __version__
from pos_app.server.http.answers import JSON, STATUS, Problem
from pos_app.server.http.messages import MESSAGES, MessageKind
from pos_app.wire.enrolling import TimeReply
from pos_app.wire.signed import DEVICE_HEADER, SIGNATURE_HEADER, TIME_HEADER

PATH = "/v1/openapi.json"
_ANY = ("server.bad_message", "server.bad_encoding", "server.slow", "server.too_large", "server.upgrade")
_SIGNED = ("server.bad_signature", "server.revoked", "server.too_many")
_CONFLICT = 409
_LATER = 503
_BROKEN = 500
_SECURITY = (
    ("device", DEVICE_HEADER, "The terminal's id."),
    ("time", TIME_HEADER, "The server's time as the terminal believes it, ms UTC."),
    ("signature", SIGNATURE_HEADER, "Ed25519 over the text of wire/signed.py, base64."),
)


def description() -> dict[str, Any]:
    """Return the description as JSON-ready values."""
    kinds = [*(kind.request for kind in MESSAGES), *(kind.reply for kind in MESSAGES), TimeReply, Problem]
    _schemas, components = msgspec.json.schema_components(kinds, ref_template="#/components/schemas/{name}")
    paths: dict[str, Any] = {kind.path: {"post": _message(kind)} for kind in MESSAGES}
    paths["/v1/time"] = {"get": _reading("time", "What time it is at the server.", _of("TimeReply"))}
    paths[PATH] = {"get": _reading("openapi", "This description.", {"type": "object"})}
    for name, meaning in (("healthz", "The process answers."), ("readyz", "The database answers, too.")):
        paths[f"/{name}"] = {"get": _reading(name, meaning, _state())}
    return {
        "openapi": "3.1.0",
        "info": {"title": "pos_app server", "version": __version__},
        "paths": paths,
        "components": {
            "schemas": dict(components),
            "securitySchemes": {
                name: {"type": "apiKey", "in": "header", "name": header, "description": meaning}
                for name, header, meaning in _SECURITY
            },
        },
    }


def _message(kind: MessageKind) -> dict[str, Any]:
    statuses = {STATUS[code] for code in (*_ANY, *kind.codes, *(_SIGNED if kind.is_signed else ()))}
    answers = {str(status): _answer("Refused; the code says why.", _of("Problem")) for status in statuses}
    answers[str(_CONFLICT)] = _answer("Refused by a rule; the code says why.", _of("Problem"))
    answers[str(_LATER)] = _answer("Come back later, see Retry-After.", _of("Problem"))
    told: dict[str, Any] = {
        "operationId": kind.call,
        "requestBody": {"required": True, "content": {JSON: {"schema": _of(kind.request.__name__)}}},
        "responses": {"200": _answer("Done.", _of(kind.reply.__name__)), **dict(sorted(answers.items()))},
    }
    if kind.is_signed:
        told["security"] = [{name: [] for name, _header, _meaning in _SECURITY}]
    return told


def _reading(name: str, meaning: str, schema: dict[str, Any]) -> dict[str, Any]:
    answers = {"200": _answer(meaning, schema), str(_LATER): _answer("Come back later.", _of("Problem"))}
    return {"operationId": name, "responses": answers}


def _answer(meaning: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"description": meaning, "content": {JSON: {"schema": schema}}}


def _state() -> dict[str, Any]:
    return {"type": "object", "properties": {"status": {"type": "string"}}, "required": ["status"]}


def _of(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}"}
