"""One table of a program file, read key by key with every error kept."""

from __future__ import annotations

import difflib
import math
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar

from pos_app.kernel.limits import NAME_LENGTH_MAX, PROGRAM_LIST_MAX
from pos_app.kernel.messages import Parameter
from pos_app.kernel.money import Rate
from pos_app.loyalty.problems import Finding, KeyPath, finding

Choice = TypeVar("Choice", bound=StrEnum)

_SHOWN_LENGTH = 40
_FIGURES_MAX = 28
_BITS_MAX = 256
_TURNS_TEXT = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Marks that write the text around them backwards: a name with one could pass for another."""


class Table:
    """Reads values with their type and bounds; whatever is wrong becomes a finding, the default takes its
    place.

    `later` names keys that the format knows but this version does not offer: they are refused, never
    ignored.
    """

    def __init__(
        self, values: dict[str, Any], path: KeyPath, found: list[Finding], later: Iterable[str] = ()
    ) -> None:
        self.values = values
        self.path = path
        self._found = found
        self._later = tuple(later)
        self._asked: set[str] = set()

    def problem(self, key: str, code: str, **params: Parameter) -> None:
        """Keep an error at `key`."""
        path = (*self.path, key) if key else self.path
        self._found.append(finding(path, code, **params))

    def has(self, key: str) -> bool:
        """True when the key is given."""
        return key in self.values

    def lacks(self, keys: frozenset[str]) -> bool:
        """True when none of these keys is given; counts them as asked for."""
        self._asked |= keys
        return keys.isdisjoint(self.values)

    def take(self, key: str) -> Any:
        """Return the raw value, None when it is not given."""
        self._asked.add(key)
        return self.values.get(key)

    def text(self, key: str, default: str | None = None, most: int = NAME_LENGTH_MAX) -> str:
        """Return a text without control characters, in NFC; with no `default` it must be given."""
        value = self.take(key)
        if value is None:
            if default is None:
                self.problem(key, "program.missing")
            return default or ""
        return self._text(key, value, most) or default or ""

    def _text(self, key: str, value: object, most: int) -> str:
        if not isinstance(value, str):
            self.problem(key, "program.wrong_text", value=shown(value))
            return ""
        if value.isascii() and value.isprintable() and len(value) <= most and not value.isspace() and value:
            return value.strip()
        value = unicodedata.normalize("NFC", value)
        if all(letter.isspace() or unicodedata.category(letter) == "Cf" for letter in value):
            self.problem(key, "program.empty_text")
        elif len(value) > most:
            self.problem(key, "program.text_long", most=most)
        elif any(
            unicodedata.category(letter) in ("Cc", "Cs", "Co", "Cn") or letter in _TURNS_TEXT
            for letter in value
        ):
            self.problem(key, "program.control_characters")
        else:
            return value.strip()
        return ""

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts; a single text counts as a list of one."""
        self._asked.add(key)
        value = self.values.get(key)
        if value is None:
            return ()
        if isinstance(value, str):
            value = [value]
        if not isinstance(value, list):
            self.problem(key, "program.wrong_list", value=shown(value))
            return ()
        if not value:
            self.problem(key, "program.empty_list")
        elif len(value) > PROGRAM_LIST_MAX:
            self.problem(key, "program.list_long", most=PROGRAM_LIST_MAX)
            return ()
        return tuple(dict.fromkeys(self._text(key, each, NAME_LENGTH_MAX) for each in value))

    def flag(self, key: str, default: bool) -> bool:
        """Return true or false."""
        value = self.take(key)
        if value is None:
            return default
        if not isinstance(value, bool):
            self.problem(key, "program.wrong_flag", value=shown(value))
            return default
        return value

    def whole(self, key: str, default: int | None, least: int, most: int) -> int:
        """Return a whole number within bounds; with no `default` it must be given."""
        value = self.take(key)
        if value is None:
            if default is None:
                self.problem(key, "program.missing")
            return least if default is None else default
        if isinstance(value, bool) or not isinstance(value, int):
            self.problem(key, "program.wrong_whole", value=shown(value))
        elif not least <= value <= most:
            self.problem(key, "program.out_of_range", least=least, most=most)
        else:
            return value
        return least if default is None else default

    def number(self, key: str, digits: int, least: Decimal, most: Decimal) -> Decimal | None:
        """Return an exact number with at most `digits` behind the point, as a number or in quotes."""
        value = self.take(key)
        if value is None:
            return None
        if isinstance(value, str):
            value = self._number_from(key, value)
            if value is None:
                return None
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            self.problem(key, "program.wrong_number", value=shown(value))
            return None
        if not _is_within(value, least, most):
            self.problem(key, "program.out_of_range", least=_plain(least), most=_plain(most))
            return None
        if isinstance(value, int):
            return Decimal(value)
        exact = _in_lowest_terms(value, digits)
        if exact is None:
            self.problem(key, "program.too_precise", digits=digits)
        return exact

    def _number_from(self, key: str, text: str) -> Decimal | None:
        stripped = text.strip()
        plain = stripped.replace(".", "", 1).removeprefix("-")
        if plain.isascii() and plain.isdigit():
            return Decimal(stripped)
        if "," in stripped and stripped.replace(",", "").replace(".", "").isdigit():
            hint = stripped.replace(",", ".") if stripped.count(",") == 1 and "." not in stripped else ""
            self.problem(key, "program.comma", value=stripped[:_SHOWN_LENGTH], hint=hint or "1234.50")
        else:
            self.problem(key, "program.wrong_number", value=stripped[:_SHOWN_LENGTH])
        return None

    def choice(self, key: str, default: Choice, not_yet: tuple[str, ...] = ()) -> Choice:
        """Return one of the words of `default`'s enum; `not_yet` are words this version does not offer."""
        value = self.take(key)
        if value is None:
            return default
        words = [str(each) for each in type(default)]
        if isinstance(value, str):
            if value in words:
                return type(default)(value)
            if value in not_yet:
                self.problem(key, "program.value_not_yet", value=value, choices=", ".join(words))
                return default
        self.problem(key, "program.one_of", value=shown(value), choices=", ".join(words))
        return default

    def day(self, key: str) -> str:
        """Return a date as ISO text, empty when it is not given."""
        value = self.take(key)
        if value is None:
            return ""
        if isinstance(value, date) and not isinstance(value, datetime):
            return value.isoformat()
        if isinstance(value, str) and len(value) == len("2026-01-31"):
            try:
                return date.fromisoformat(value).isoformat()
            except ValueError:
                pass  # told below, like everything else that is no date
        self.problem(key, "program.wrong_date", value=shown(value))
        return ""

    def table(self, key: str, later: Iterable[str] = ()) -> Table:
        """Return a table below this one, empty when it is not given."""
        value = self.take(key)
        if value is not None and not isinstance(value, dict):
            self.problem(key, "program.wrong_table", value=shown(value))
            value = None
        return Table(value or {}, (*self.path, key), self._found, later)

    def tables(self, key: str, most: int) -> list[Table]:
        """Return the tables of an array of tables, empty when there is none."""
        value = self.take(key)
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
            self.problem(key, "program.wrong_tables", value=shown(value))
            return []
        if len(value) > most:
            self.problem(key, "program.too_many", most=most, count=len(value))
            return []
        return [Table(each, (*self.path, key, number), self._found) for number, each in enumerate(value)]

    def close(self) -> None:
        """Report every key that nobody asked for, with the nearest known one."""
        for key in self.values:
            if key in self._asked:
                continue
            if key in self._later:
                self.problem(key, "program.not_yet")
                continue
            near = difflib.get_close_matches(key, sorted(self._asked), 1)
            if near:
                self.problem(key, "program.unknown_key_near", near=near[0])
            else:
                self.problem(key, "program.unknown_key", known=", ".join(sorted(self._asked)))


def _is_within(number: int | Decimal, least: Decimal, most: Decimal) -> bool:
    """A number of millions of digits is out of range before anything is counted with it."""
    if isinstance(number, int):
        return abs(number).bit_length() <= _BITS_MAX and least <= number <= most
    return number.is_finite() and least <= number <= most


def _in_lowest_terms(number: Decimal, digits: int) -> Decimal | None:
    """Return the number without zeros behind, None when more than `digits` stand behind the point.

    Counted on what is written: decimals round to 28 figures, underflow to 0, take forever with huge exponents.
    """
    _, figures, exponent = number.as_tuple()
    if not isinstance(exponent, int) or len(figures) > _FIGURES_MAX or exponent < -_FIGURES_MAX:
        return None
    plain = number.normalize()
    behind = plain.as_tuple().exponent
    return None if isinstance(behind, int) and behind < -digits else plain


def exact_rate(number: Decimal) -> Rate:
    """Return a decimal number as a fraction in lowest terms: 1.50 and 1.5 are the same rate."""
    numerator, denominator = number.as_integer_ratio()
    shared = math.gcd(numerator, denominator)
    return Rate(numerator // shared, denominator // shared)


def _plain(number: Decimal) -> str:
    return format(number.normalize(), "f")


def shown(value: object) -> str:
    """Return a value of a file as a message shows it: its first letters."""
    try:
        text = str(value).lower() if isinstance(value, bool) else str(value)
    except (ValueError, RecursionError):  # a number of thousands of digits, brackets in brackets
        return "…"
    return text[:_SHOWN_LENGTH]
