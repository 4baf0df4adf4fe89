"""What a promotion, reward or coupon gives: the keys of its effect."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import msgspec

from pos_app.kernel.limits import PRODUCT_NUMBER_LENGTH_MAX, PROGRAM_ID_LENGTH_MAX, SET_ITEMS_MAX
from pos_app.kernel.money import Rate
from pos_app.kernel.quantity import MILLI
from pos_app.loyalty.reading_rules import Units, selector, when
from pos_app.loyalty.rules import Benefit, Effect, RewardForm, Scope, Selector
from pos_app.loyalty.table import Table

_EFFECTS = {
    "amount": Effect.AMOUNT,
    "percent": Effect.PERCENT,
    "free_item": Effect.FREE_ITEM,
    "set_of": Effect.SET_PRICE,
    "buy": Effect.BUY_GET,
}
_FOR_POINTS = {
    "per_point": Effect.PER_POINT,
    "gift": Effect.FREE_ITEM,
    "coupon": Effect.COUPON,
    "charity": Effect.DONATION,
}
_QUANTITY_MOST = Decimal(1_000_000)


def benefit(table: Table, units: Units, rewards: bool, tenders: bool) -> Benefit:
    """Read id, name, effect, conditions; price and limits are left to the caller.

    `rewards` allows what only points can buy, `tenders` the key `as`.
    """
    effect, key = _effect(table, rewards)
    limits = selector(table)
    found = Benefit(
        benefit_id=units.rule_id(table),
        name=table.text("name"),
        effect=effect,
        minimum_minor=units.amount(table, "minimum_spend") or 0,
        minimum_milli=least_quantity(table),
        minimum_net=table.flag("minimum_without_tax", False),
        selector=limits,
        when=when(table),
        scope=Scope.MATCHING,
    )
    more = _parts(table, units, effect, key, limits)
    if tenders and effect not in (Effect.SET_PRICE, Effect.BUY_GET, Effect.COUPON, Effect.DONATION):
        more["form"] = _form(table, effect, more.get("scope", Scope.MATCHING))
    return msgspec.structs.replace(found, **more)


def _effect(table: Table, rewards: bool) -> tuple[Effect, str]:
    known = {**_EFFECTS, **_FOR_POINTS} if rewards else _EFFECTS
    given = [key for key in known if table.has(key)]
    if "charity" in given and "amount" in given:
        given.remove("amount")
    if len(given) != 1:
        code = "program.one_effect" if given else "program.no_effect"
        table.problem(given[-1] if given else "", code, choices=", ".join(known))
        for key in given[1:]:
            table.take(key)
    return (known[given[0]], given[0]) if given else (Effect.AMOUNT, "")


def _parts(table: Table, units: Units, effect: Effect, key: str, limits: Selector) -> dict[str, Any]:
    """Read the keys that belong to one effect, as fields of the benefit."""
    if effect is Effect.SET_PRICE:
        return {
            "buy": table.whole("set_of", None, 2, SET_ITEMS_MAX),
            "amount_minor": _needed(table, "price", units.amount(table, "price")),
            "cap_minor": units.amount(table, "cap", least_minor=1),
        }
    if effect is Effect.BUY_GET:
        given = selector(table, "get_")
        return {
            "buy": table.whole("buy", None, 1, SET_ITEMS_MAX),
            "get": table.whole("get", 1, 1, SET_ITEMS_MAX),
            "percent": units.percent(table, "get_percent") or Rate(1),
            "get_selector": given if given.is_limited else None,
            "cap_minor": units.amount(table, "cap", least_minor=1),
        }
    if effect is Effect.COUPON:
        return {"gives": table.text("coupon", most=PROGRAM_ID_LENGTH_MAX)}
    if effect is Effect.DONATION:
        return {
            "gives": table.text("charity", most=PROGRAM_ID_LENGTH_MAX),
            "amount_minor": _needed(table, "amount", units.amount(table, "amount", least_minor=1)),
        }
    if key == "gift":
        return _gift(table, limits)
    return _money(table, units, effect, limits)


def _money(table: Table, units: Units, effect: Effect, limits: Selector) -> dict[str, Any]:
    if effect is Effect.FREE_ITEM and not table.flag("free_item", True):
        table.problem("free_item", "program.only_true")
    scope = table.choice("scope", Scope.MATCHING if limits.is_limited else Scope.SALE)
    if effect is Effect.FREE_ITEM and table.has("scope") and scope is Scope.SALE:
        table.problem("scope", "program.free_item_scope")
    if effect is Effect.AMOUNT and table.has("cap"):
        table.problem("cap", "program.cap_of_amount")
    return {
        "amount_minor": units.amount(table, "amount", least_minor=1) or 0,
        "percent": units.percent(table, "percent") or Rate(0),
        "worth": (units.worth(table, "per_point") if effect is Effect.PER_POINT else None) or Rate(0),
        "scope": scope,
        "cap_minor": units.amount(table, "cap", least_minor=1),
    }


def _gift(table: Table, limits: Selector) -> dict[str, Any]:
    """A gift is one product that is put on the sale and is free."""
    number = table.text("gift", most=PRODUCT_NUMBER_LENGTH_MAX)
    if limits.is_limited:
        table.problem("gift", "program.gift_is_the_product")
    return {"gift": number, "selector": Selector(products=(number,))}


def _form(table: Table, effect: Effect, scope: Scope) -> RewardForm:
    form = table.choice("as", RewardForm.DISCOUNT)
    if form is RewardForm.TENDER and (
        effect in (Effect.PERCENT, Effect.FREE_ITEM) or scope is Scope.CHEAPEST
    ):
        table.problem("as", "program.tender_effect")
    return form


def _needed(table: Table, key: str, amount: int | None) -> int:
    if amount is None and not table.has(key):
        table.problem(key, "program.missing")
    return amount or 0


def least_quantity(table: Table) -> int:
    """Return `minimum_quantity` in thousandths, 0 when it is not given."""
    number = table.number("minimum_quantity", 3, Decimal("0.001"), _QUANTITY_MOST)
    return 0 if number is None else int(number * MILLI)
