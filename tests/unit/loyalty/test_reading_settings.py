"""Settings of discounts, of spending points, in a program file."""

from __future__ import annotations

import pytest

from pos_app.kernel.money import Rate, Rounding
from pos_app.loyalty.problems import Finding
from pos_app.loyalty.reading_rules import Units
from pos_app.loyalty.reading_settings import discount, redemption
from pos_app.loyalty.settings import Combination, Discounting, Exclusive, Order, Redemption
from pos_app.loyalty.table import Table


def table(section: str, **keys: object) -> tuple[Table, list[Finding]]:
    found: list[Finding] = []
    return Table({section: keys}, (), found), found


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({}, Discounting()),
        ({"rounding": "down"}, Discounting(Rounding.DOWN)),
        ({"compound": False}, Discounting(compound=False)),
        ({"exclusive": "best_percent"}, Discounting(exclusive=Exclusive.BEST_PERCENT)),
        ({"combination": "best"}, Discounting(combination=Combination.BEST)),
        ({"order": "as_chosen"}, Discounting(order=Order.AS_CHOSEN)),
    ],
)
def test_discounts(keys: dict[str, object], expected: Discounting) -> None:
    root, found = table("discount", **keys)
    assert discount(root) == expected
    assert found == []


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({}, Redemption()),
        ({"step": 100, "floor": 500}, Redemption(10_000, 50_000)),
        ({"cap_percent": 50}, Redemption(cap_percent=Rate(1, 2))),
        ({"cap_amount": "20.00"}, Redemption(cap_minor=2000)),
        ({"cover_last_cents": False}, Redemption(cover_last_cents=False)),
    ],
)
def test_redemption(keys: dict[str, object], expected: Redemption) -> None:
    root, found = table("redemption", **keys)
    assert redemption(root, Units(2, 2)) == expected
    assert found == []


@pytest.mark.parametrize(
    ("keys", "code"),
    [
        ({"rounding": "up"}, "program.one_of"),
        ({"exclusive": "all"}, "program.one_of"),
        ({"combination": True}, "program.one_of"),
        ({"order": "as chosen"}, "program.one_of"),
        ({"compound": 1}, "program.wrong_flag"),
        ({"compond": True}, "program.unknown_key_near"),
    ],
)
def test_what_is_wrong_is_named(keys: dict[str, object], code: str) -> None:
    root, found = table("discount", **keys)
    discount(root)
    assert [each.message.code for each in found] == [code]
