"""Rewards, promotions, coupons: one table of the file each."""

from __future__ import annotations

from msgspec.structs import replace

from pos_app.kernel.limits import (
    PROGRAM_DAYS_MAX,
    PROGRAM_ID_LENGTH_MAX,
    PROGRAM_USES_MAX,
    REWARDS_PER_SALE_MAX,
)
from pos_app.loyalty.accounts import POINTS, stamps_key
from pos_app.loyalty.extras import CouponRule
from pos_app.loyalty.reading_effects import benefit
from pos_app.loyalty.reading_rules import Units, limits, when
from pos_app.loyalty.refusing import SETS
from pos_app.loyalty.rules import Benefit, Effect, Period, UseLimit, When, Whose
from pos_app.loyalty.table import Table


def reward(table: Table, units: Units) -> Benefit:
    """Read one [[reward]]: exactly one effect, with a price in points or in stamps of a card."""
    found = benefit(table, units, rewards=True, tenders=True)
    cost, account = _cost(table, units, found.effect)
    per_sale = table.whole("per_sale", int(found.effect is Effect.PERCENT), 0, REWARDS_PER_SALE_MAX)
    bounds = (*limits(table), *_stock(table, found))
    table.close()
    return replace(found, cost_points=cost, account=account, per_sale=per_sale, limits=bounds)


def promotion(table: Table, units: Units) -> Benefit:
    """Read one [[promotion]]: exactly one effect, for everybody its conditions fit.

    It applies by itself unless `automatic = false`; `per_sale = 0` means as often as it fits, which a set may, and an
    amount that asks for its minimum anew each time.
    """
    found = benefit(table, units, rewards=False, tenders=False)
    sets = found.effect in SETS
    repeats = sets or (found.effect is Effect.AMOUNT and bool(found.minimum_minor or found.minimum_milli))
    most = PROGRAM_USES_MAX if repeats else REWARDS_PER_SALE_MAX
    per_sale = table.whole("per_sale", 0 if sets else 1, 0, most)
    if not per_sale and not repeats:
        table.problem("per_sale", "program.repeats_for_ever")
    automatic = table.flag("automatic", True)
    bounds = limits(table)
    table.close()
    return replace(found, per_sale=per_sale, automatic=automatic, limits=bounds)


def coupon(table: Table, units: Units) -> CouponRule:
    """Read one [[coupon]]: what it gives to its bearer, how long it is good, after which sales it is printed.

    The section `issued` says for which sales (`minimum_spend`, conditions, limits); its conditions are those of the
    sale that prints it, the others those of the sale that uses it.
    """
    found = benefit(table, units, rewards=False, tenders=True)
    per_sale = table.whole("per_sale", int(found.effect is Effect.PERCENT), 0, REWARDS_PER_SALE_MAX)
    if found.when.code:
        table.problem("code", "program.coupon_is_its_code")
    issued = table.table("issued")
    rule = CouponRule(
        coupon_id=found.benefit_id,
        name=found.name,
        benefit=replace(found, per_sale=per_sale),
        automatic=table.flag("automatic", False),
        issued_when=when(issued) if table.has("issued") else When(),
        minimum_minor=units.amount(issued, "minimum_spend") or 0,
        starts_days=table.whole("starts_days", 0, 0, PROGRAM_DAYS_MAX),
        valid_days=table.whole("valid_days", 30, 1, PROGRAM_DAYS_MAX),
        limits=limits(issued),
    )
    if table.has("issued") and not rule.automatic:
        table.problem("issued", "program.issued_by_itself")
    issued.close()
    table.close()
    return rule


def _cost(table: Table, units: Units, effect: Effect) -> tuple[int, str]:
    """Read the price, with the account that pays it."""
    if effect is Effect.PER_POINT:
        for key in ("points", "card", "stamps"):
            if table.has(key):
                table.problem(key, "program.per_point_has_no_price")
                table.take(key)
        return 0, POINTS
    if table.has("card") or table.has("stamps"):
        if table.has("points"):
            table.problem("points", "program.points_or_stamps")
            table.take("points")
        card = table.text("card", most=PROGRAM_ID_LENGTH_MAX)
        return table.whole("stamps", None, 1, PROGRAM_USES_MAX), stamps_key(card)
    cost = units.points(table, "points", 0)
    if cost is None and not table.has("points"):
        table.problem("points", "program.missing")
    elif cost == 0:
        table.problem("points", "program.costs_nothing")
    return cost or 0, POINTS


def _stock(table: Table, found: Benefit) -> tuple[UseLimit, ...]:
    """A stock of gifts is a limit for everybody together."""
    if not table.has("stock"):
        return ()
    if not found.gift:
        table.problem("stock", "program.stock_of_gifts")
    elif table.has("total"):
        table.problem("stock", "program.not_both", other="total")
    times = table.whole("stock", None, 1, PROGRAM_USES_MAX)
    return (UseLimit(times, Period.EVER, Whose.EVERYBODY),)
