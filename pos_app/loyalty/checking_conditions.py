"""Conditions that can never be met."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from pos_app.loyalty.checking_references import whens
from pos_app.loyalty.conditions import DAY_MINUTES, CompiledWhen
from pos_app.loyalty.problems import Finding, KeyPath, finding
from pos_app.loyalty.program import Program
from pos_app.loyalty.rules import Purchase, Selector, When

_WEEK = 7
_WITHOUT_SALE = ("activity", "entitlement")
_OF_A_SALE = ("code", "tenders", "stores", "channels")


def never_met(program: Program) -> Iterator[Finding]:
    """Conditions that exclude each other, with the key to change."""
    for path, when in whens(program):
        yield from _history(path, when)
        yield from _calendar(path, when)
        if path[0] in _WITHOUT_SALE:
            for key in _OF_A_SALE:
                if getattr(when, key):
                    yield finding((*path, key), "program.no_sale_asked")
    for number, access in enumerate(program.access):
        if access.when == When():
            yield finding(("access", number), "program.access_for_all")


def takes_all_out(selector: Selector) -> bool:
    """Say whether the `except_` lists leave nothing of what the selector names."""
    if selector.products and set(selector.products) <= set(selector.except_products):
        return True
    if selector.brands and set(selector.brands) <= set(selector.except_brands):
        return True
    if selector.tags and set(selector.tags) <= set(selector.except_tags):
        return True
    return bool(selector.categories) and all(
        any(path[: len(out)] == out for out in selector.except_categories) for path in selector.categories
    )


def _history(path: KeyPath, when: When) -> Iterator[Finding]:
    if when.bought is not None and when.never_bought is not None and _covers(when.never_bought, when.bought):
        yield finding((*path, "never_bought"), "program.never_together", other="bought")
    if when.bought is not None and when.visit == 1:
        yield finding((*path, "bought"), "program.never_together", other="first_purchase")
    if when.visit and when.every_visit and when.visit % when.every_visit:
        yield finding((*path, "every_visit"), "program.never_together", other="visit")


def _covers(never: Purchase, bought: Purchase) -> bool:
    """Say whether whoever bought the one in its days has surely bought the other in those of the other."""
    longer = not never.days or (bought.days and never.days >= bought.days)
    return bool(longer) and never.selector == bought.selector


def _calendar(path: KeyPath, when: When) -> Iterator[Finding]:
    """A rule of a few days may name weekdays that do not occur in them."""
    if not (when.valid_from and when.valid_until and when.weekdays):
        return
    day, last = date.fromisoformat(when.valid_from), date.fromisoformat(when.valid_until)
    if not 0 <= (last - day).days < _WEEK - 1:
        return
    windows = CompiledWhen(when).windows
    while day <= last:
        opens = day.weekday() * DAY_MINUTES
        if any(start < opens + DAY_MINUTES and end > opens for start, end in windows):
            return
        day += timedelta(days=1)
    yield finding((*path, "weekdays"), "program.never_opens", since=when.valid_from, until=when.valid_until)
