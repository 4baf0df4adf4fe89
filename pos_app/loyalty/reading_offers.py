"""Price lists, products for some only: one table of the file each."""

from __future__ import annotations

from pos_app.kernel.money import Rate
from pos_app.loyalty.reading_effects import least_quantity
from pos_app.loyalty.reading_rules import Units, selector, when
from pos_app.loyalty.rules import AccessRule, PriceRule
from pos_app.loyalty.table import Table


def price(table: Table, units: Units) -> PriceRule:
    """Read one [[price]]: a price per unit, or a percentage less, for whom its conditions fit, from so many on."""
    amount = units.amount(table, "price")
    percent = units.percent(table, "percent")
    if table.has("price") == table.has("percent"):
        code = "program.one_effect" if table.has("price") else "program.no_effect"
        table.problem("price" if table.has("price") else "", code, choices="price, percent")
    found = PriceRule(
        price_id=units.rule_id(table),
        name=table.text("name"),
        selector=selector(table),
        when=when(table),
        price_minor=amount,
        percent=percent or Rate(0),
        minimum_milli=least_quantity(table),
    )
    if amount is not None and not found.selector.is_limited:
        table.problem("price", "program.price_of_everything")
    table.close()
    return found


def access(table: Table, units: Units) -> AccessRule:
    """Read one [[access]]: products that only those may buy whom its conditions fit."""
    found = AccessRule(
        access_id=units.rule_id(table),
        name=table.text("name"),
        selector=selector(table),
        when=when(table),
        public_from=table.day("public_from"),
    )
    if not found.selector.is_limited:
        table.problem("", "program.access_to_everything")
    table.close()
    return found
