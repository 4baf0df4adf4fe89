"""The basket laid out."""

from __future__ import annotations

from pos_app.loyalty.rules import Exclusion, Selector
from pos_app.loyalty.situation import Situation
from tests.support.loyalty import basket, compiled, line, lot, member


def test_lines_stand_in_one_order_whatever_they_came_in() -> None:
    lines = (line(3, "b", 200), line(1, "b", 100), line(2, "a", 900), line(4, "b", 100))
    situation = Situation(compiled(), None, basket(*lines))
    assert [each.line_no for each in situation.lines] == [2, 1, 4, 3]


def test_who_may_be_paid_made_cheaper_or_rewarded() -> None:
    gift = Exclusion("gift", "gift card", Selector(tags=("gift",)), bars_rewards=False)
    tips = Exclusion("tip", "tip", Selector(products=("tip",)), bars_earning=False)
    lines = (
        line(1, "a", 100),
        line(2, "b", 100, may_discount=False),
        line(3, "c", 100, may_redeem=False),
        line(4, "d", 0),
        line(5, "e", 100, tags=("gift",)),
        line(6, "tip", 100),
    )
    situation = Situation(compiled(exclusions=(gift, tips)), None, basket(*lines))
    assert situation.payable == [0, 1, 4]
    assert situation.discountable == [0, 4]
    assert situation.earning_bars == {4: 0}


def test_a_member_in_debt_has_nothing_to_spend() -> None:
    assert Situation(compiled(), member(lot(1, 50)), basket()).spendable_points == 50
    assert Situation(compiled(), member(lot(1, 50), debt=1), basket()).spendable_points == 0


def test_single_items_of_a_line() -> None:
    lines = (line(1, "a", quantity=3000), line(2, "b", quantity=1245), line(3, "c", quantity=0))
    situation = Situation(compiled(), None, basket(*lines))
    assert [situation.units(place) for place in range(3)] == [3, 1, 1]
