"""A promotion code is entered: whether the program has it, whether it counts today."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from functools import lru_cache

import msgspec

from pos_app.checkout.evaluation import Evaluated
from pos_app.checkout.tools import Tools
from pos_app.kernel.clock import instant_ms, local_time
from pos_app.kernel.errors import Refused
from pos_app.kernel.limits import CODES_PER_SALE_MAX
from pos_app.loyalty.compiled import CompiledProgram
from pos_app.loyalty.limiting import UNLIMITED, uses_left
from pos_app.loyalty.program import Program
from pos_app.loyalty.rules import UseLimit, When, Whose
from pos_app.retail.sale import Sale

MARK = "#"
"""Typed in front, it says that a promotion code follows and nothing else."""


class CodeRule(msgspec.Struct, frozen=True):
    """A rule that a code switches on."""

    rule_id: str
    name: str
    when: When
    limits: tuple[UseLimit, ...] = ()


def code_of(text: str) -> tuple[str, bool]:
    """Return a typed code as programs are asked for it, with whether the mark in front says that it is one."""
    bare = text.strip()
    return bare.removeprefix(MARK).strip().casefold(), bare.startswith(MARK)


def rules_of(program: CompiledProgram, code: str) -> tuple[CodeRule, ...]:
    """Return the rules that a code (casefolded) switches on."""
    return _by_code(program).get(code, ())


def enter(tools: Tools, evaluated: Evaluated, code: str) -> tuple[Sale, CodeRule]:
    """Put a code on the sale; what it gives is computed with everything else.

    Raises Refused `promo.unknown`, `promo.on_sale`, `promo.too_many`, `promo.not_yet`, `promo.expired`, `limit.*` when
    it was used as often as it may be.
    """
    sale = evaluated.sale
    rules = rules_of(tools.program, code)
    if not rules:
        raise Refused("promo.unknown", code=code[:40].upper())
    if code in sale.codes:
        raise Refused("promo.on_sale", code=code.upper())
    if len(sale.codes) >= CODES_PER_SALE_MAX:
        raise Refused("promo.too_many", limit=CODES_PER_SALE_MAX)
    at_ms = sale.started_at_ms if sale.lines else tools.clock.now_ms()
    today = local_time(at_ms, tools.zone).date().isoformat()
    good = next((rule for rule in rules if _in_time(rule.when, today)), None)
    if good is None:
        when = rules[0].when
        if when.valid_from and today < when.valid_from:
            raise Refused("promo.not_yet", code=code.upper(), day_ms=_day_ms(tools, when.valid_from))
        raise Refused("promo.expired", code=code.upper(), day_ms=_day_ms(tools, when.valid_until))
    left = UNLIMITED
    if evaluated.snapshot is not None or any(each.whose is Whose.EVERYBODY for each in good.limits):
        left = uses_left(good.rule_id, good.limits, evaluated.snapshot, evaluated.basket, tools.zone)
    if left.why_not is not None and left.why_not.code != "limit.needs_member":
        raise Refused(left.why_not.code, **left.why_not.params)
    return msgspec.structs.replace(sale, codes=(*sale.codes, code)), good


def drop(sale: Sale, code: str) -> Sale:
    """Return the sale without a code."""
    return msgspec.structs.replace(sale, codes=tuple(one for one in sale.codes if one != code))


def _in_time(when: When, today: str) -> bool:
    return when.valid_from <= today and (not when.valid_until or today <= when.valid_until)


def _day_ms(tools: Tools, day: str) -> int:
    return instant_ms(datetime.combine(date.fromisoformat(day), time(12), tools.zone))


@lru_cache(maxsize=4)
def _by_code(compiled: CompiledProgram) -> dict[str, tuple[CodeRule, ...]]:
    found: dict[str, list[CodeRule]] = {}
    for rule in _coded(compiled.program):
        found.setdefault(rule.when.code.casefold(), []).append(rule)
    return {code: tuple(rules) for code, rules in found.items()}


def _coded(program: Program) -> Iterator[CodeRule]:
    """Yield the rules with a code, those that take money off first."""
    for benefit in (*program.promotions, *program.rewards):
        if benefit.when.code:
            yield CodeRule(benefit.benefit_id, benefit.name, benefit.when, benefit.limits)
    for price in program.prices:
        if price.when.code:
            yield CodeRule(price.price_id, price.name, price.when)
    for earn in program.earn:
        if earn.when.code:
            yield CodeRule(earn.rule_id, earn.name, earn.when, earn.limits)
    for access in program.access:
        if access.when.code:
            yield CodeRule(access.access_id, access.name, access.when)
