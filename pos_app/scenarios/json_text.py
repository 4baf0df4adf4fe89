"""A JSON text as values, with the places of its keys."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from typing import Any

import msgspec

from pos_app.kernel.messages import Message
from pos_app.loyalty.problems import Finding, KeyPath, ProgramProblem, key_text
from pos_app.loyalty.toml_text import exact_number

_TOKEN = re.compile(r'"(?:\\.|[^"\\])*"|[{}\[\],:]|[^\s{}\[\],:"]+')
_AT = re.compile(r"\(byte (\d+)\)")
_DECODER: msgspec.json.Decoder[Any] = msgspec.json.Decoder(float_hook=exact_number)


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
    return _twice(text.removeprefix("\ufeff")) or found


def _twice(text: str) -> tuple[ProgramProblem, ...]:
    """Keys that one table has twice: TOML refuses them, JSON would keep the last."""
    doubled: list[str] = []

    def seen(pairs: list[tuple[str, Any]]) -> None:
        if len({key for key, _ in pairs}) < len(pairs):
            doubled.append("")

    json.loads(text, object_pairs_hook=seen)
    if not doubled:
        return ()
    _, again = _scan(text)
    return tuple(
        ProgramProblem(*place, key_text(path), Message("scenario.twice", {"value": str(path[-1])}))
        for path, place in again
    )


def json_placed(data: bytes | str, found: list[Finding]) -> tuple[ProgramProblem, ...]:
    """Return what was found in a JSON file with the line of each key, in order of the lines."""
    places = places_of(data if isinstance(data, str) else data.decode("utf-8-sig"))
    problems = [
        ProgramProblem(*_nearest(places, each.path), key_text(each.path), each.message) for each in found
    ]
    return tuple(sorted(problems, key=lambda each: (each.line, each.column)))


def places_of(text: str) -> dict[KeyPath, tuple[int, int]]:
    """Return line and column (from 1) of every key and every item of a list."""
    return _scan(text)[0]


def _scan(text: str) -> tuple[dict[KeyPath, tuple[int, int]], list[tuple[KeyPath, tuple[int, int]]]]:
    """Return the places of keys and items, with those of keys that stand there a second time."""
    begins = [0, *(match.end() for match in re.finditer("\n", text))]
    places: dict[KeyPath, tuple[int, int]] = {}
    again: list[tuple[KeyPath, tuple[int, int]]] = []
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
            place = _place(begins, token.start())
            if tuple(path) in places:
                again.append((tuple(path), place))
            places[tuple(path)] = place
            expects_key = False
            continue
        if inside and inside[-1] == "[":
            places.setdefault(tuple(path), _place(begins, token.start()))
        if word in "{[":
            inside.append(word)
            expects_key = word == "{"
            if word == "[":
                path.append(0)
    return places, again


def _nearest(places: dict[KeyPath, tuple[int, int]], path: KeyPath) -> tuple[int, int]:
    while path:
        if path in places:
            return places[path]
        path = path[:-1]
    return 1, 1


def _place(begins: list[int], at: int) -> tuple[int, int]:
    """Line and column of a place, by where lines begin."""
    line = bisect_right(begins, at)
    return line, at - begins[line - 1] + 1


def _damaged(data: bytes | str, said: str) -> ProgramProblem:
    found = _AT.search(said)
    raw = data.encode("utf-8") if isinstance(data, str) else data
    before = raw[: int(found[1])].decode("utf-8", "replace") if found else ""
    detail = said.split(":", 1)[-1].strip()
    place = before.count("\n") + 1, len(before) - before.rfind("\n")
    return ProgramProblem(*place, "", Message("scenario.not_json", {"detail": detail}))
