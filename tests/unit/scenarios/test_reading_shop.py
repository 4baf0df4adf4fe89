"""Shop, products, members of a scenario file."""

from __future__ import annotations

from pos_app.kernel.money import Rate
from pos_app.retail.product import Forbid
from pos_app.retail.shop import TaxMode
from pos_app.scenarios.reading import read_scenario
from pos_app.scenarios.scenario import Scenario

TEXT = """
source = "x"
[shop]
currency = "USD"
prices = "exclusive"
zone = "America/New_York"
store = "0007"
tax = { food = 0, full = 8.875 }
[[product]]
number = "wine"
price = "18.00"
tax = "full"
category = "Drinks > Wine"
forbids = ["earn"]
[[member]]
id = "ayse"
points = 5
lots = [{ points = 7, earned = 2026-01-01, ends = 2026-12-31 }]
stamps = { coffee = 2 }
qualifying = [{ spend = "10.00", ends = 2026-12-31 }]
[[step]]
lines = ["wine"]
"""


def test_everything_is_read() -> None:
    found = read_scenario(TEXT, 0)
    assert isinstance(found, Scenario)
    assert (found.shop.tax.mode, found.shop.store_no) == (TaxMode.EXCLUSIVE, "0007")
    assert [one.rate for one in found.shop.tax.classes] == [Rate(0), Rate(71, 800)]
    wine = found.products["wine"]
    assert (wine.category, wine.forbids, wine.tax_class) == (("Drinks", "Wine"), (Forbid.EARN,), "full")
    lots = {(lot.key, lot.points) for lot in found.people[0].lots}
    assert lots == {("points", 5), ("points", 7), ("stamps:coffee", 2), ("qualifying", 1000)}


def test_mistakes_are_placed() -> None:
    wrong = (
        TEXT.replace('"full"', '"half"').replace('["earn"]', '["fun"]').replace("Drinks > Wine", "Drinks >")
    )
    found = read_scenario(wrong, 0)
    assert isinstance(found, tuple)
    assert [each.key for each in found] == ["product[1].tax", "product[1].category", "product[1].forbids"]
