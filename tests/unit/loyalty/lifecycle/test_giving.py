"""What goes to charities."""

from __future__ import annotations

import pytest

from pos_app.kernel.money import Rate
from pos_app.loyalty.accounts import POINTS, donation_key
from pos_app.loyalty.basket import Chosen
from pos_app.loyalty.extras import Charity
from pos_app.loyalty.rules import Benefit, Effect
from tests.support.lifecycle import FRIEND, Ledger, newcomer
from tests.support.loyalty import compiled, line

DOGS = Charity("dogs", "Dog shelter", Rate(1, 100))
TREES = Charity("trees", "Trees")
PLANT = Benefit("plant", "Plant a tree", Effect.DONATION, 50, 200, gives="trees")


@pytest.mark.parametrize(("amount", "given"), [(49, 0), (50, 1), (1000, 10), (1049, 10), (1050, 11)])
def test_the_shop_gives_its_percent_of_a_members_sale(amount: int, given: int) -> None:
    ledger = Ledger(compiled(charities=(DOGS,)))
    found = ledger.sell(line(1, amount=amount))
    assert ledger.balance(donation_key("dogs")) == given
    assert [note.params["given_minor"] for note in found.statement.notes] == ([given] if given else [])


def test_without_a_member_nothing_is_given() -> None:
    assert not Ledger(compiled(charities=(DOGS,))).sell(line(1, amount=9000), who=None).entries


def test_a_member_gives_points() -> None:
    ledger = Ledger(compiled(charities=(DOGS, TREES), rewards=(PLANT,)))
    ledger.sell(line(1, amount=10000), at="2026-03-01")
    found = ledger.sell(line(1, amount=100), at="2026-03-02", chosen=(Chosen("plant", 2),))
    assert ledger.balance(donation_key("trees")) == 400
    assert ledger.balance(POINTS) == 100 - 100 + 1
    assert "donation.points" in [note.code for note in found.statement.notes]


def test_totals_are_the_sum_over_all_members() -> None:
    ledger = Ledger(compiled(charities=(DOGS,)), newcomer(), newcomer(FRIEND))
    for _ in range(2):
        ledger.sell(line(1, amount=1000))
    ledger.sell(line(1, amount=3000), who=FRIEND)
    key = donation_key("dogs")
    assert (ledger.balance(key), ledger.balance(key, FRIEND)) == (20, 30)
    assert len(ledger.member.account(key).lots) == 1
