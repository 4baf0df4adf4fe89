"""Rewards, promotions, prices, coupons: one table of the file each."""

from __future__ import annotations

from pos_app.kernel.limits import REWARDS_PER_SALE_MAX
from pos_app.kernel.money import Rate
from pos_app.loyalty.reading_rules import Units, refuse_later, selector, when
from pos_app.loyalty.rules import Benefit, Effect, RewardForm, Scope
from pos_app.loyalty.table import Table

_REWARD_LATER = "buy", "get", "fixed_price", "code", "segments", "per_member", "total", "automatic", "stock"


def reward(table: Table, units: Units) -> Benefit:
    """Read one [[reward]]: exactly one of amount, percent, free_item, per_point."""
    refuse_later(table, _REWARD_LATER)
    amount = units.amount(table, "amount", least_minor=1)
    percent = units.percent(table, "percent")
    worth = units.worth(table, "per_point")
    if table.has("free_item") and not table.flag("free_item", True):
        table.problem("free_item", "program.only_true")
    given = [effect for effect in Effect if table.has(effect.value)]
    if len(given) != 1:
        code = "program.one_effect" if given else "program.no_effect"
        choices = ", ".join(effect.value for effect in Effect)
        table.problem(given[-1].value if given else "", code, choices=choices)
    effect = given[0] if given else Effect.AMOUNT
    limits = selector(table)
    scope = table.choice("scope", Scope.MATCHING if limits.is_limited else Scope.SALE)
    form = table.choice("as", RewardForm.DISCOUNT)
    if form is RewardForm.TENDER and (
        effect in (Effect.PERCENT, Effect.FREE_ITEM) or scope is Scope.CHEAPEST
    ):
        table.problem("as", "program.tender_effect")
    if effect is Effect.FREE_ITEM and table.has("scope") and scope is Scope.SALE:
        table.problem("scope", "program.free_item_scope")
    if effect is Effect.AMOUNT and table.has("cap"):
        table.problem("cap", "program.cap_of_amount")
    found = Benefit(
        benefit_id=units.rule_id(table),
        name=table.text("name"),
        effect=effect,
        cost_points=_cost(table, units, effect),
        amount_minor=amount or 0,
        percent=percent or Rate(0),
        worth=worth or Rate(0),
        scope=scope,
        form=form,
        cap_minor=units.amount(table, "cap", least_minor=1),
        minimum_minor=units.amount(table, "minimum_spend") or 0,
        per_sale=table.whole("per_sale", int(effect is Effect.PERCENT), 0, REWARDS_PER_SALE_MAX),
        selector=limits,
        when=when(table),
    )
    table.close()
    return found


def _cost(table: Table, units: Units, effect: Effect) -> int:
    if effect is Effect.PER_POINT:
        if table.has("points"):
            table.problem("points", "program.per_point_has_no_price")
            table.take("points")
        return 0
    cost = units.points(table, "points", 0)
    if cost is None and not table.has("points"):
        table.problem("points", "program.missing")
    elif cost == 0:
        table.problem("points", "program.costs_nothing")
    return cost or 0
