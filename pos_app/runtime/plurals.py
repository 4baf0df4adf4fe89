"""Words that follow a number: `{count|line|lines}` becomes the form that the number asks for."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache

_CHOICE = re.compile(r"\{(\w+)\|([^{}]*)\}")
_ORDER = ("zero", "one", "two", "few", "many", "other")
"""The plural categories of CLDR; a sentence gives those that its language has, in this order."""


def with_forms(sentence: str, language: str, number_of: Callable[[str], Decimal | None]) -> str:
    """Return `sentence` with one form chosen for each `{name|...}`.

    `number_of` gives the number behind a name; None, or a sentence that lacks the form, takes the last one.
    """

    def chosen(found: re.Match[str]) -> str:
        forms = found.group(2).split("|")
        number = number_of(found.group(1))
        at = len(forms) - 1 if number is None else _place(language, number)
        return forms[min(at, len(forms) - 1)]

    return _CHOICE.sub(chosen, sentence)


@lru_cache(maxsize=256)
def _place(language: str, number: Decimal) -> int:
    from babel import Locale  # slow to import: not before the first counted word

    rule = Locale.parse(language).plural_form
    has = [tag for tag in _ORDER if tag in rule.tags or tag == "other"]
    return has.index(rule(number))
