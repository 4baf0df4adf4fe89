"""The tax table of a sale: several rates, inclusive or exclusive, rounded per line or per receipt."""

from __future__ import annotations

from collections.abc import Iterable

from pos_app.kernel.errors import Refused
from pos_app.kernel.money import Rate, divide
from pos_app.retail.figures import TaxLine
from pos_app.retail.returned import ReturnedLine
from pos_app.retail.shop import TaxClass, TaxMode, TaxRounding, TaxRules


def tax_table(amounts: Iterable[tuple[str, int]], rules: TaxRules) -> tuple[TaxLine, ...]:
    """Return one row per tax class that occurs, in the shop's order, for (tax class, line amount in minor units) pairs.

    Raises Refused `tax.unknown_class`.
    """
    sums: dict[str, int] = {}
    taxes: dict[str, int] = {}
    rates = {one.tax_class: one.rate for one in rules.classes}
    per_line = rules.rounding is TaxRounding.PER_LINE
    for tax_class, amount_minor in amounts:
        rate = rates.get(tax_class)
        if rate is None:
            raise Refused("tax.unknown_class", tax_class=tax_class)
        sums[tax_class] = sums.get(tax_class, 0) + amount_minor
        if per_line:
            taxes[tax_class] = taxes.get(tax_class, 0) + tax_of(amount_minor, rate, rules.mode)
    rows = []
    for one in rules.classes:
        if one.tax_class in sums:
            amount = sums[one.tax_class]
            tax = taxes[one.tax_class] if per_line else tax_of(amount, one.rate, rules.mode)
            rows.append(_row(one, amount, tax, rules.mode))
    return tuple(rows)


def less_returned(
    rows: Iterable[TaxLine], returned: Iterable[ReturnedLine], rules: TaxRules
) -> tuple[TaxLine, ...]:
    """Return the rows less what goods that come back were taxed with, to the cent.

    What was charged at another rate than today's stands in a row of its own, after those of today. Raises Refused
    `tax.unknown_class` for goods without a receipt of a class the shop does not have.
    """
    found = {(row.tax_class, row.rate): row for row in rows}
    today = {one.tax_class: one for one in rules.classes}
    for line in returned:
        one = today.get(line.tax_class)
        rate = line.tax_rate if line.tax_rate is not None else one.rate if one is not None else None
        if rate is None:
            raise Refused("tax.unknown_class", tax_class=line.tax_class)
        label = one.label if one is not None and one.rate == rate else line.tax_label
        row = found.get((line.tax_class, rate)) or TaxLine(line.tax_class, label, rate, 0, 0, 0)
        found[line.tax_class, rate] = TaxLine(
            row.tax_class,
            row.label,
            rate,
            row.net_minor - (line.gross_minor - line.tax_minor),
            row.tax_minor - line.tax_minor,
            row.gross_minor - line.gross_minor,
        )
    order = {(one.tax_class, one.rate): place for place, one in enumerate(rules.classes)}
    return tuple(sorted(found.values(), key=lambda row: order.get((row.tax_class, row.rate), len(order))))


def tax_of(amount_minor: int, rate: Rate, mode: TaxMode) -> int:
    """Return the tax in (inclusive) or on (exclusive) an amount, rounded half up once."""
    if mode is TaxMode.INCLUSIVE:
        return divide(amount_minor * rate.numerator, rate.denominator + rate.numerator)
    return divide(amount_minor * rate.numerator, rate.denominator)


def without_tax(amount_minor: int, tax_class: str, rules: TaxRules) -> int:
    """Return a line amount without the tax it contains; where tax is added on top, that is the amount itself."""
    if rules.mode is TaxMode.EXCLUSIVE:
        return amount_minor
    for one in rules.classes:
        if one.tax_class == tax_class:
            return amount_minor - tax_of(amount_minor, one.rate, rules.mode)
    raise Refused("tax.unknown_class", tax_class=tax_class)


def with_tax(amount_minor: int, tax_class: str, rules: TaxRules) -> int | None:
    """Return a line amount with the tax that is added on top; None where prices include it."""
    if rules.mode is TaxMode.INCLUSIVE:
        return None
    for one in rules.classes:
        if one.tax_class == tax_class:
            return amount_minor + tax_of(amount_minor, one.rate, rules.mode)
    raise Refused("tax.unknown_class", tax_class=tax_class)


def _row(one: TaxClass, amount_minor: int, tax_minor: int, mode: TaxMode) -> TaxLine:
    net = amount_minor - tax_minor if mode is TaxMode.INCLUSIVE else amount_minor
    return TaxLine(one.tax_class, one.label, one.rate, net, tax_minor, net + tax_minor)
