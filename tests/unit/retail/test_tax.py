"""Taxes: several rates, inclusive or exclusive, rounded per line or per receipt."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.kernel.errors import Refused
from pos_app.kernel.money import Rate
from pos_app.retail.figures import TaxLine
from pos_app.retail.shop import TaxClass, TaxMode, TaxRounding, TaxRules
from pos_app.retail.tax import tax_of, tax_table, with_tax, without_tax

CLASSES = (
    TaxClass("standard", "A", Rate(19, 100)),
    TaxClass("reduced", "B", Rate(7, 100)),
    TaxClass("zero", "Z", Rate(0)),
)
AMOUNTS = st.lists(st.tuples(st.sampled_from(["standard", "reduced", "zero"]), st.integers(-(10**6), 10**6)))


def rules(mode: TaxMode, rounding: TaxRounding = TaxRounding.PER_RECEIPT) -> TaxRules:
    return TaxRules(mode, rounding, CLASSES)


@pytest.mark.parametrize(
    ("amount_minor", "rate", "inclusive", "exclusive"),
    [
        (119, Rate(19, 100), 19, 23),
        (100, Rate(19, 100), 16, 19),
        (100, Rate(0), 0, 0),
        (-119, Rate(19, 100), -19, -23),
        (1135, Rate(27, 200), 135, 153),
        (1, Rate(19, 100), 0, 0),
        (3, Rate(1, 5), 1, 1),
    ],
)
def test_tax_of(amount_minor: int, rate: Rate, inclusive: int, exclusive: int) -> None:
    assert tax_of(amount_minor, rate, TaxMode.INCLUSIVE) == inclusive
    assert tax_of(amount_minor, rate, TaxMode.EXCLUSIVE) == exclusive


def test_with_tax() -> None:
    """Only where tax is added on top is there another amount with it."""
    assert with_tax(1000, "standard", rules(TaxMode.EXCLUSIVE)) == 1190
    assert with_tax(1000, "zero", rules(TaxMode.EXCLUSIVE)) == 1000
    assert with_tax(1000, "standard", rules(TaxMode.INCLUSIVE)) is None
    with pytest.raises(Refused, match="unknown_class"):
        with_tax(1000, "odd", rules(TaxMode.EXCLUSIVE))


def test_rows_come_in_the_shops_order() -> None:
    rows = tax_table([("reduced", 107), ("standard", 100), ("standard", 19)], rules(TaxMode.INCLUSIVE))
    assert rows == (
        TaxLine("standard", "A", Rate(19, 100), 100, 19, 119),
        TaxLine("reduced", "B", Rate(7, 100), 100, 7, 107),
    )


def test_tax_on_top() -> None:
    rows = tax_table([("standard", 250), ("zero", 99)], rules(TaxMode.EXCLUSIVE))
    assert [(row.net_minor, row.tax_minor, row.gross_minor) for row in rows] == [(250, 48, 298), (99, 0, 99)]


def test_where_it_is_rounded_matters() -> None:
    """Three lines of 10 cents with 7 % on top: 0.7 cents each make 3, 2.1 cents together make 2."""
    lines = [("reduced", 10)] * 3
    per_line = tax_table(lines, rules(TaxMode.EXCLUSIVE, TaxRounding.PER_LINE))
    per_receipt = tax_table(lines, rules(TaxMode.EXCLUSIVE))
    assert (per_line[0].tax_minor, per_receipt[0].tax_minor) == (3, 2)


@given(AMOUNTS, st.sampled_from(TaxMode), st.sampled_from(TaxRounding))
def test_tables_add_up(amounts: list[tuple[str, int]], mode: TaxMode, rounding: TaxRounding) -> None:
    rows = tax_table(amounts, rules(mode, rounding))
    for row in rows:
        lines = [amount for tax_class, amount in amounts if tax_class == row.tax_class]
        assert row.gross_minor == row.net_minor + row.tax_minor
        assert sum(lines) == (row.gross_minor if mode is TaxMode.INCLUSIVE else row.net_minor)
        part = Fraction(row.rate.numerator, row.rate.denominator)
        exact = sum(lines) * (part / (1 + part) if mode is TaxMode.INCLUSIVE else part)
        roundings = len(lines) if rounding is TaxRounding.PER_LINE else 1
        assert abs(row.tax_minor - exact) <= Fraction(roundings, 2)
    assert {row.tax_class for row in rows} == {tax_class for tax_class, _amount in amounts}


def test_without_tax() -> None:
    assert without_tax(119, "standard", rules(TaxMode.INCLUSIVE)) == 100
    assert without_tax(119, "standard", rules(TaxMode.EXCLUSIVE)) == 119


def test_an_unknown_class_is_refused() -> None:
    with pytest.raises(Refused, match=r"tax\.unknown_class"):
        tax_table([("luxury", 100)], rules(TaxMode.INCLUSIVE))
    with pytest.raises(Refused, match=r"tax\.unknown_class"):
        without_tax(100, "luxury", rules(TaxMode.INCLUSIVE))
