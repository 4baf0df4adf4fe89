"""What a scenario expects, compared with what a step answered."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

import msgspec

from pos_app.loyalty.problems import KeyPath
from pos_app.scenarios.answer import LISTS, Answer
from pos_app.scenarios.scenario import Expected


class Difference(msgspec.Struct, frozen=True):
    """One expectation that was not met; `path` is its place below the step's `expect`."""

    path: KeyPath
    expected: str
    found: str


def differences(expected: Expected, answer: Answer) -> tuple[Difference, ...]:
    """Return every place where an answer is not as expected.

    A table is expected to be part of the answer. A list is expected whole, entry by entry. A table against a list asks
    for entries by what they are known by (`lines = {coffee = "8.00"}`); a single value against an entry is its main
    figure. Numbers are compared as numbers: "8.00" is 8.
    """
    return tuple(_below((), "", expected, answer))


def _below(path: KeyPath, name: str, expected: Any, found: Any) -> Iterator[Difference]:
    if isinstance(found, list):
        yield from _in_list(path, name, expected, found)
    elif isinstance(found, dict):
        yield from _in_table(path, name, expected, found)
    elif isinstance(expected, dict | list) or not _same(expected, found):
        yield Difference(path, _shown(expected), _shown(found))


def _in_table(path: KeyPath, name: str, expected: Any, found: dict[str, Any]) -> Iterator[Difference]:
    if not isinstance(expected, dict):
        main = LISTS[name][1] if name in LISTS else ""
        yield from _below(path, "", expected, found.get(main))
        return
    for key, value in expected.items():
        if key in found:
            yield from _below((*path, key), key, value, found[key])
        elif not _nothing(value):
            yield Difference((*path, key), _shown(value), "-")


def _in_list(path: KeyPath, name: str, expected: Any, found: list[Any]) -> Iterator[Difference]:
    if isinstance(expected, dict):
        key = LISTS[name][0] if name in LISTS else ""
        for wanted, value in expected.items():
            entries = [each for each in found if isinstance(each, dict) and str(each.get(key)) == wanted]
            yield from _one_of((*path, wanted), name, value, entries)
        return
    wanted_list = expected if isinstance(expected, list) else [expected]
    if len(wanted_list) != len(found):
        yield Difference(path, _shown(expected), _shown([_short(name, each) for each in found]))
        return
    for place, value in enumerate(wanted_list):
        yield from _below((*path, place), name, value, found[place])


def _one_of(path: KeyPath, name: str, expected: Any, entries: list[Any]) -> Iterator[Difference]:
    """One entry that fits is enough; nothing but a zero fits an entry that is not there."""
    if not entries:
        if not _nothing(expected):
            yield Difference(path, _shown(expected), "-")
        return
    wrong = [list(_below(path, name, expected, each)) for each in entries]
    if all(wrong):
        yield from wrong[0]


def _short(name: str, entry: Any) -> Any:
    """An entry as its key with its main figure."""
    if not isinstance(entry, dict) or name not in LISTS:
        return entry
    key, main = LISTS[name]
    return {entry.get(key): entry.get(main)}


def _same(expected: Any, found: Any) -> bool:
    if isinstance(expected, bool) or isinstance(found, bool) or found is None:
        return expected is found or (found is None and expected == "")
    if isinstance(expected, date):
        return str(found).startswith(expected.isoformat()[: len(str(found))])
    left, right = _number(expected), _number(found)
    if left is not None and right is not None:
        return left == right
    return str(expected) == str(found)


def _number(value: Any) -> Decimal | None:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _nothing(value: Any) -> bool:
    return value in (0, "", [], {}) or value is False


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(_shown(each) for each in value) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key} = {_shown(each)}" for key, each in value.items()) + "}"
    if isinstance(value, bool):
        return str(value).lower()
    return "-" if value is None else str(value)
