"""Price lists, access rules of a program file."""

from __future__ import annotations

import pytest

from pos_app.kernel.money import Currency, Rate
from pos_app.loyalty.program import Program
from pos_app.loyalty.reading import read_program
from pos_app.loyalty.rules import AccessRule, PriceRule, Selector, When

EUR = Currency("EUR")
HEAD = '[program]\nid = "p"\nname = "P"\nversion = 1\n[[earn]]\nid = "e"\nname = "E"\npoints = 1\nper_spend = 1\n'
PRICE = HEAD + '[[price]]\nid = "a"\nname = "A"\n'
ACCESS = HEAD + '[[access]]\nid = "a"\nname = "A"\n'
TEA = Selector(products=("tea",))


def read(text: str) -> Program:
    found = read_program(text, EUR)
    assert isinstance(found, Program), found
    return found


@pytest.mark.parametrize(
    ("text", "price"),
    [
        (
            "price = '1.50'\nproducts = 'tea'\nmembers = true",
            PriceRule("a", "A", TEA, When(members=True), price_minor=150),
        ),
        ("price = 0\nproducts = 'tea'", PriceRule("a", "A", TEA, When(), price_minor=0)),
        (
            "price = '0.99'\nproducts = 'tea'\nminimum_quantity = 6",
            PriceRule("a", "A", TEA, When(), price_minor=99, minimum_milli=6000),
        ),
        ("percent = 10", PriceRule("a", "A", Selector(), When(), percent=Rate(1, 10))),
    ],
)
def test_prices(text: str, price: PriceRule) -> None:
    assert read(PRICE + text).prices == (price,)


def test_access() -> None:
    text = ACCESS + "products = 'tea'\nfrom = 2026-03-01\nmembers = true\npublic_from = 2026-03-05"
    when = When(valid_from="2026-03-01", members=True)
    assert read(text).access == (AccessRule("a", "A", TEA, when, "2026-03-05"),)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (PRICE + "products = 'tea'", "program.no_effect"),
        (PRICE + "products = 'tea'\nprice = 1\npercent = 5", "program.one_effect"),
        (PRICE + "price = 1", "program.price_of_everything"),
        (PRICE + "price = '1,50'\nproducts = 'tea'", "program.comma"),
        (ACCESS + "members = true", "program.access_to_everything"),
        (ACCESS + "products = 'tea'\npublic_from = 'soon'", "program.wrong_date"),
    ],
)
def test_what_is_wrong_is_named(text: str, code: str) -> None:
    found = read_program(text, EUR)
    assert not isinstance(found, Program)
    assert code in [each.message.code for each in found]
