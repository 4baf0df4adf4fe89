"""The parts that many sections of a program file share: which lines, when, for whom, how often."""

from __future__ import annotations

import re
from typing import Any

from msgspec.structs import replace

from pos_app.kernel.limits import (
    CATEGORY_DEPTH_MAX,
    PROGRAM_DAYS_MAX,
    PROGRAM_ID_LENGTH_MAX,
    PROGRAM_USES_MAX,
    PROGRAM_VISITS_MAX,
)
from pos_app.loyalty.rules import Period, Purchase, Selector, UseLimit, When, Whose
from pos_app.loyalty.table import Table

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
TENDERS = ("cash", "card", "gift_card", "points", "coupon")
"""What a tender is called in a program file: the kinds of the till."""
_HOURS = re.compile(r"([01]\d|2[0-3]):([0-5]\d)\s*-\s*([01]\d|2[0-4]):([0-5]\d)")
_DAY_MINUTES = 24 * 60
_BIRTHDAY_DAYS_MAX = 182
_EXCEPTIONS = frozenset(("except_products", "except_categories", "except_brands", "except_tags"))
_SELECTING = _EXCEPTIONS | {"products", "categories", "brands", "tags"}
_RARE = frozenset(
    (
        "stores",
        "channels",
        "segments",
        "plans",
        "tenders",
        "code",
        "members",
        "referred",
        "visit",
        "first_purchase",
    )
) | {"every_visit", "birthday_days", "bought", "never_bought"}
_OFTEN = frozenset(("from", "until", "tiers", "weekdays", "hours"))
_EVERYTHING = Selector()
_ALWAYS = When()
"""Most rules of a long file say nothing about most keys: those are not asked one by one."""


def selector(table: Table, prefix: str = "") -> Selector:
    """Read the lists that limit a rule to lines; with a `prefix` (`get_`) the plain four alone."""
    if not prefix and table.lacks(_SELECTING):
        return _EVERYTHING
    limited = Selector(
        products=table.texts(f"{prefix}products"),
        categories=_paths(table, f"{prefix}categories"),
        brands=table.texts(f"{prefix}brands"),
        tags=table.texts(f"{prefix}tags"),
    )
    if prefix or table.lacks(_EXCEPTIONS):
        return limited
    return replace(
        limited,
        except_products=table.texts("except_products"),
        except_categories=_paths(table, "except_categories"),
        except_brands=table.texts("except_brands"),
        except_tags=table.texts("except_tags"),
    )


def _paths(table: Table, key: str) -> tuple[tuple[str, ...], ...]:
    """Read category paths such as "Grocery > Dairy > Milk"."""
    paths: list[tuple[str, ...]] = []
    for text in table.texts(key):
        path = tuple(part.strip() for part in text.split(">"))
        if text and not all(path):
            table.problem(key, "program.odd_category", value=text)
        elif len(path) > CATEGORY_DEPTH_MAX:
            table.problem(key, "program.deep_category", most=CATEGORY_DEPTH_MAX)
        else:
            paths.append(path)
    return tuple(dict.fromkeys(paths))


def when(table: Table) -> When:
    """Read for whom and at what time a rule holds."""
    is_plain = table.lacks(_RARE)
    if is_plain and table.lacks(_OFTEN):
        return _ALWAYS
    since, until = table.day("from"), table.day("until")
    if since and until and until < since:
        table.problem("until", "program.dates_reversed", since=since, until=until)
    found = When(
        tiers=table.texts("tiers"),
        weekdays=_weekdays(table),
        hours=_hours(table),
        valid_from=since,
        valid_until=until,
    )
    return found if is_plain else _with_rare(table, found)


def _with_rare(table: Table, found: When) -> When:
    return replace(
        found,
        stores=table.texts("stores"),
        channels=table.texts("channels"),
        segments=table.texts("segments"),
        plans=table.texts("plans"),
        tenders=_tenders(table),
        code=table.text("code", "", PROGRAM_ID_LENGTH_MAX) if table.has("code") else "",
        members=_only_true(table, "members"),
        referred=_only_true(table, "referred"),
        visit=_visit(table),
        every_visit=table.whole("every_visit", 0, 2, PROGRAM_VISITS_MAX),
        birthday_days=(
            table.whole("birthday_days", None, 0, _BIRTHDAY_DAYS_MAX) if table.has("birthday_days") else None
        ),
        bought=purchase(table, "bought"),
        never_bought=purchase(table, "never_bought"),
    )


def _only_true(table: Table, key: str) -> bool:
    """`false` would not mean the opposite: it would ask nothing."""
    if table.values.get(key) is False:
        table.problem(key, "program.only_true")
    return table.flag(key, False)


def purchase(table: Table, key: str) -> Purchase | None:
    """Read a question to the member's history such as `bought = {categories = ["Tea"], days = 90}`."""
    if not table.has(key):
        return None
    inner = table.table(key)
    found = Purchase(selector(inner), inner.whole("days", 0, 1, PROGRAM_DAYS_MAX))
    if not found.selector.is_limited and isinstance(table.values[key], dict):
        inner.problem("", "program.asks_nothing")
    inner.close()
    return found


def limits(table: Table) -> tuple[UseLimit, ...]:
    """Read `per_member` and `total`: a number of times, or `{times = 1, per = "year"}`."""
    found = (_limit(table, "per_member", Whose.MEMBER), _limit(table, "total", Whose.EVERYBODY))
    return tuple(each for each in found if each is not None)


def _limit(table: Table, key: str, whose: Whose) -> UseLimit | None:
    if not table.has(key):
        return None
    if isinstance(table.values[key], str | list):
        table.problem(key, "program.wrong_limit", value=str(table.take(key)))
        return None
    if not isinstance(table.values[key], dict):
        return UseLimit(table.whole(key, None, 1, PROGRAM_USES_MAX), Period.EVER, whose)
    inner = table.table(key)
    found = UseLimit(inner.whole("times", None, 1, PROGRAM_USES_MAX), inner.choice("per", Period.EVER), whose)
    inner.close()
    return found


def _weekdays(table: Table) -> tuple[int, ...]:
    days: list[int] = []
    for word in table.texts("weekdays"):
        if word.lower() in WEEKDAYS:
            days.append(WEEKDAYS.index(word.lower()))
        else:
            table.problem("weekdays", "program.one_of", value=word, choices=", ".join(WEEKDAYS))
    return tuple(sorted(set(days)))


def _hours(table: Table) -> tuple[tuple[int, int], ...]:
    hours: list[tuple[int, int]] = []
    for text in table.texts("hours"):
        match = _HOURS.fullmatch(text)
        numbers: list[Any] = [int(part) for part in match.groups()] if match else []
        if not match or numbers[2] * 60 + numbers[3] > _DAY_MINUTES:
            table.problem("hours", "program.wrong_hours", value=text)
        else:
            hours.append((numbers[0] * 60 + numbers[1], numbers[2] * 60 + numbers[3]))
    return tuple(hours)


def _tenders(table: Table) -> tuple[str, ...]:
    words = table.texts("tenders")
    for word in words:
        if word and word not in TENDERS:
            table.problem("tenders", "program.one_of", value=word, choices=", ".join(TENDERS))
    return words


def _visit(table: Table) -> int:
    """`first_purchase = true` is another word for `visit = 1`."""
    visit = table.whole("visit", 0, 1, PROGRAM_VISITS_MAX)
    if not table.has("first_purchase"):
        return visit
    if not table.flag("first_purchase", True):
        table.problem("first_purchase", "program.only_true")
    if table.has("visit"):
        table.problem("first_purchase", "program.not_both", other="visit")
    return 1
