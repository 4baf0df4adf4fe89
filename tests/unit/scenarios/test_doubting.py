"""What an owner may want to look at twice."""

from __future__ import annotations

import pytest

from pos_app.kernel.money import Currency
from pos_app.loyalty.program import Program
from pos_app.loyalty.reading import read_program
from pos_app.scenarios.doubting import doubts

TODAY = "2026-03-10"
HEAD = """
[program]
id = "p"
name = "P"
version = 1
[[earn]]
id = "base"
name = "Points"
points = 1
per_spend = "1.00"
"""
SALE = """
[[promotion]]
id = "{id}"
name = "{id}"
percent = {percent}
"""
PRICE = """
[[price]]
id = "{id}"
name = "{id}"
price = "{price}"
products = ["tea"]
"""
WORTH = """
[[reward]]
id = "off"
name = "Off"
points = {points}
amount = "5.00"
"""


def told(text: str) -> list[tuple[str, object]]:
    """Codes of the doubts about a program, each with what it is about."""
    found = read_program(HEAD + text, Currency("EUR"))
    assert isinstance(found, Program), found
    return [
        (each.code.removeprefix("doubt."), each.params.get("name", each.params.get("percent", "")))
        for each in doubts(found, TODAY)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        (SALE.format(id="spring", percent=10) + 'until = "2026-03-09"\n', [("ended", "spring")]),
        (SALE.format(id="spring", percent=10) + 'until = "2026-03-10"\n', []),
        ('[[reward]]\nid="r"\nname="Old"\npoints=9\namount="0.10"\nuntil="2025-12-31"\n', [("ended", "Old")]),
        (WORTH.format(points=500), []),
        (WORTH.format(points=25), [("no_cap", "")]),
        (WORTH.format(points=20), [("generous", "25"), ("no_cap", "")]),
        (WORTH.format(points=20) + "[limits]\npoints_per_sale = 100\n", [("generous", "25")]),
        (WORTH.format(points=500) + '[expiry]\nkind = "never"\n', [("no_expiry", ""), ("no_cap", "")]),
        (SALE.format(id="a", percent=30) + SALE.format(id="b", percent=30), [("stacked", "51")]),
        (SALE.format(id="a", percent=30) + SALE.format(id="b", percent=20), []),
        (
            SALE.format(id="a", percent=30)
            + SALE.format(id="b", percent=40)
            + '[discount]\nexclusive = "best_percent"\n',
            [("never_wins", "a")],
        ),
        (
            SALE.format(id="a", percent=30)
            + SALE.format(id="b", percent=40)
            + 'minimum_spend = "50.00"\n[discount]\nexclusive = "best_percent"\n',
            [],
        ),
        (PRICE.format(id="x", price="2.00") + PRICE.format(id="y", price="1.90"), [("never_wins", "x")]),
        (
            PRICE.format(id="x", price="2.00")
            + PRICE.format(id="y", price="1.90")
            + "minimum_quantity = 6\n",
            [],
        ),
    ],
)
def test_doubts(text: str, expected: list[tuple[str, object]]) -> None:
    assert told(text) == expected
