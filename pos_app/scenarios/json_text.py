"""A JSON text as values, with the places of its keys."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import msgspec

from pos_app.kernel.messages import Message
from pos_app.loyalty.problems import Finding, KeyPath, ProgramProblem, key_text

_TOKEN = re.compile(r'"(?:\\.|[^"\\])*"|[{}\[\],:]|[^\s{}\[\],:"]+')
_AT = re.compile(r"\(byte (\d+)\)")
_DECODER: msgspec.json.Decoder[Any] = msgspec.json.Decoder(float_hook=Decimal)


def is_json(data: bytes | str) -> bool:
    """True when a text is meant to be JSON: it begins with a brace, as no TOML file does."""
    head = data[:64] if isinstance(data, str) else data[:64].decode("utf-8", "replace")
    return head.lstrip("\ufeff \t\r\n").startswith("{")


def read_json(data: bytes | str) -> dict[str, Any] | tuple[ProgramProblem, ...]:
    """Return what a JSON file says, numbers exact, or the place that is not JSON. Never raises."""
    try:
        text = data if isinstance(data, str) else data.decode("utf-8-sig")
        values = _DECODER.decode(text.removeprefix("\ufeff").encode("utf-8"))
    except UnicodeError:
        return (ProgramProblem(1, 1, "", Message("program.not_text")),)
    except RecursionError:
        return (ProgramProblem(1, 1, "", Message("program.too_deep")),)
    except msgspec.DecodeError as error:
        return (_damaged(data, str(error)),)
    found: dict[str, Any] = values
    return found


def json_placed(data: bytes | str, found: list[Finding]) -> tuple[ProgramProblem, ...]:
    """Return what was found in a JSON file with the line of each key, in order of the lines."""
    places = places_of(data if isinstance(data, str) else data.decode("utf-8-sig"))
    problems = [
        ProgramProblem(*_nearest(places, each.path), key_text(each.path), each.message) for each in found
    ]
    return tuple(sorted(problems, key=lambda each: (each.line, each.column)))


def places_of(text: str) -> dict[KeyPath, tuple[int, int]]:
    """Return line and column (from 1) of every key and every item of a list."""
    places: dict[KeyPath, tuple[int, int]] = {}
    path: list[str | int] = []
    inside: list[str] = []
    expects_key = False
    for token in _TOKEN.finditer(text):
        word = token.group()
        if word in "}]" or word == ",":
            if inside and inside[-1] == "{" and path:
                path.pop()
            if word == ",":
                expects_key = bool(inside) and inside[-1] == "{"
                if not expects_key and path and isinstance(path[-1], int):
                    path[-1] += 1
                continue
            if inside and inside.pop() == "[" and path:
                path.pop()
            expects_key = False
            continue
        if expects_key and word.startswith('"'):
            path.append(word[1:-1])
            places[tuple(path)] = _place(text, token.start())
            expects_key = False
            continue
        if inside and inside[-1] == "[":
            places.setdefault(tuple(path), _place(text, token.start()))
        if word in "{[":
            inside.append(word)
            expects_key = word == "{"
            if word == "[":
                path.append(0)
    return places


def _nearest(places: dict[KeyPath, tuple[int, int]], path: KeyPath) -> tuple[int, int]:
    while path:
        if path in places:
            return places[path]
        path = path[:-1]
    return 1, 1


def _place(text: str, at: int) -> tuple[int, int]:
    return text.count("\n", 0, at) + 1, at - (text.rfind("\n", 0, at) + 1) + 1


def _damaged(data: bytes | str, said: str) -> ProgramProblem:
    found = _AT.search(said)
    raw = data.encode("utf-8") if isinstance(data, str) else data
    before = raw[: int(found[1])].decode("utf-8", "replace") if found else ""
    detail = said.split(":", 1)[-1].strip()
    return ProgramProblem(*_place(before, len(before)), "", Message("scenario.not_json", {"detail": detail}))
