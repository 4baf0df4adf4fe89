"""How often rules that are limited for everybody together were used already."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from pos_app.checkout.tools import Tools
from pos_app.loyalty.accounts import uses_key
from pos_app.loyalty.compiled import CompiledProgram
from pos_app.loyalty.program import Program
from pos_app.loyalty.rules import Period, UseLimit, Whose


def used_by_all(tools: Tools) -> tuple[tuple[str, int], ...]:
    """Return (uses key, times) of every rule with a limit for everybody that was used on this till's books."""
    records = tools.records
    if records is None:
        return ()
    now_ms = tools.clock.now_ms()
    found = ((key, records.bearer_balance(key, now_ms)) for key in _keys(tools.program))
    return tuple((key, times) for key, times in found if times)


@lru_cache(maxsize=4)
def _keys(compiled: CompiledProgram) -> tuple[str, ...]:
    return tuple(
        dict.fromkeys(
            uses_key(rule_id, limit.period.value)
            for rule_id, limits in _limited(compiled.program)
            for limit in limits
            if limit.whose is Whose.EVERYBODY and limit.period is not Period.SALE
        )
    )


def _limited(program: Program) -> Iterator[tuple[str, tuple[UseLimit, ...]]]:
    for benefit in (*program.rewards, *program.promotions):
        yield benefit.benefit_id, benefit.limits
    for coupon in program.coupons:
        yield coupon.coupon_id, coupon.limits
        yield coupon.benefit.benefit_id, coupon.benefit.limits
    for earn in program.earn:
        yield earn.rule_id, earn.limits
    for activity in program.activities:
        yield activity.activity_id, activity.limits
