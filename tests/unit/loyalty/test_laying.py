"""Several rewards on one basket."""

from __future__ import annotations

from itertools import permutations

import msgspec
import pytest

from pos_app.kernel.money import Rate
from pos_app.loyalty.asking import wants_of
from pos_app.loyalty.basket import Basket, Chosen, HandDiscount
from pos_app.loyalty.laid import rank
from pos_app.loyalty.laying import lay
from pos_app.loyalty.rules import Benefit, Effect, Exclusion, RewardForm, Scope, Selector
from pos_app.loyalty.settings import Discounting, Earning, Order
from pos_app.loyalty.situation import Situation
from tests.support.loyalty import BASE, basket, compiled, line, quoted, rich

FIVE = Benefit("five", "5 off", Effect.AMOUNT, 500, 500)
TEN = Benefit("ten", "10 %", Effect.PERCENT, 300, percent=Rate(1, 10))
HALF = Benefit("half", "Half", Effect.PERCENT, 100, percent=Rate(1, 2))
FREE = Benefit("free", "Free", Effect.FREE_ITEM, 150, scope=Scope.MATCHING)
PAY = Benefit("pay", "Pay", Effect.PER_POINT, worth=Rate(1), form=RewardForm.TENDER)
ALL = (PAY, FIVE, TEN, FREE)


def test_one_item_then_percent_then_amount_then_tenders() -> None:
    assert sorted(ALL, key=rank) == [FREE, TEN, FIVE, PAY]


@pytest.mark.parametrize("order", list(permutations(("five", "ten", "free", "pay"))))
def test_the_order_of_the_buttons_changes_nothing(order: tuple[str, ...]) -> None:
    """20.00 with an item at 8.00: free, then 10 % of 12.00, then 5.00, then points for the rest."""
    what = basket(line(1, "cake", 800), line(2, "tea", 1200), chosen=tuple(Chosen(each) for each in order))
    answer = quoted(rich(5000), what, rewards=ALL)
    assert [(each.reward_id, each.points, each.amount_minor) for each in answer.spent] == [
        ("free", 150, 1200),
        ("ten", 300, 80),
        ("five", 500, 500),
        ("pay", 220, 220),
    ]


def test_a_free_item_is_not_discounted_again() -> None:
    what = basket(line(1, "cake", 800, 2000), chosen=(Chosen("ten"), Chosen("free")))
    answer = quoted(rich(5000), what, rewards=ALL)
    assert sorted(-each.amount_minor for each in answer.changes) == [40, 400]


def test_two_free_items_of_one_line_are_two_items() -> None:
    what = basket(line(1, "cake", 1001, 3000), chosen=(Chosen("free", 3),))
    answer = quoted(rich(5000), what, rewards=ALL)
    assert sum(-each.amount_minor for each in answer.changes) == 1001
    assert answer.spent_points == 450


def test_of_two_percentages_the_higher_saving_goes_first() -> None:
    what = basket(line(1, amount=1000), chosen=(Chosen("ten"), Chosen("half")))
    answer = quoted(rich(), what, rewards=(TEN, HALF))
    assert [(each.reward_id, each.amount_minor) for each in answer.spent] == [("half", 500), ("ten", 50)]
    flat = quoted(rich(), what, rewards=(TEN, HALF), discount=Discounting(compound=False))
    assert [(each.reward_id, each.amount_minor) for each in flat.spent] == [("half", 500), ("ten", 100)]


def test_percentages_that_do_not_compound_still_end_at_zero() -> None:
    most = Benefit("most", "Most", Effect.PERCENT, 1, percent=Rate(9, 10))
    what = basket(line(1, amount=999), line(2, amount=1), chosen=(Chosen("most"), Chosen("half")))
    answer = quoted(rich(), what, rewards=(most, HALF), discount=Discounting(compound=False))
    assert sum(each.amount_minor for each in answer.changes) == -1000


def test_what_no_longer_fits_is_dropped_with_its_reason() -> None:
    what = basket(line(1, amount=2000), chosen=(Chosen("five", 3), Chosen("gone")))
    answer = quoted(rich(1200), what, rewards=ALL)
    assert [(each.reward_id, each.times) for each in answer.spent] == [("five", 2)]
    assert {(reward_id, reason.code) for reward_id, reason in answer.dropped} == {
        ("five", "reward.points_short"),
        ("gone", "reward.unknown"),
    }


def test_a_limit_per_sale() -> None:
    once = msgspec.structs.replace(FIVE, per_sale=1)
    what = basket(line(1, amount=2000), chosen=(Chosen("five", 2),))
    answer = quoted(rich(5000), what, rewards=(once,))
    assert answer.spent[0].times == 1
    assert answer.dropped[0][1].code == "reward.limit"


def test_a_fixed_amount_is_split_without_losing_a_cent() -> None:
    lines = tuple(line(number, f"p{number}", 333) for number in range(1, 4))
    answer = quoted(rich(), basket(*lines, chosen=(Chosen("five"),)), rewards=(FIVE,))
    assert sorted(-each.amount_minor for each in answer.changes) == [166, 167, 167]


def test_a_reward_on_matching_lines_leaves_the_others_alone() -> None:
    fruit = msgspec.structs.replace(HALF, scope=Scope.MATCHING, selector=Selector(products=("apple",)))
    lines = (line(1, "apple", 100), line(2, "tea", 900))
    answer = quoted(rich(), basket(*lines, chosen=(Chosen("half"),)), rewards=(fruit,))
    assert [(each.line_no, each.amount_minor) for each in answer.changes] == [(1, -50)]


def test_a_matching_condition_with_a_sale_wide_effect() -> None:
    gate = msgspec.structs.replace(HALF, selector=Selector(products=("apple",)), minimum_minor=100)
    lines = (line(1, "apple", 100), line(2, "tea", 900))
    answer = quoted(rich(), basket(*lines, chosen=(Chosen("half"),)), rewards=(gate,))
    assert sum(each.amount_minor for each in answer.changes) == -500


def test_no_rewards_leave_every_line_as_it_was() -> None:
    program = compiled(rewards=ALL)
    situation = Situation(program, rich(), basket(line(1, amount=500)))
    wants, unknown = wants_of(program, ())
    assert lay(situation, wants).left == [500]
    assert unknown == []


COFFEE = Benefit(
    "coffee",
    "10 off coffee",
    Effect.AMOUNT,
    100,
    1000,
    scope=Scope.MATCHING,
    form=RewardForm.TENDER,
    selector=Selector(products=("coffee",)),
)


def test_a_tender_for_one_product_never_pays_more_than_that_product_costs() -> None:
    what = basket(line(1, "coffee", 1490), line(2, "beer", 5000), chosen=(Chosen("coffee", 3),))
    answer = quoted(rich(5000), what, rewards=(COFFEE,))
    assert [(each.points, each.amount_minor) for each in answer.spent] == [(149, 1490)]
    assert [reward_id for reward_id, _ in answer.dropped] == ["coffee"]


def test_two_tenders_for_one_product_never_pay_it_twice() -> None:
    other = msgspec.structs.replace(COFFEE, benefit_id="other")
    what = basket(line(1, "coffee", 1490), line(2, "beer", 5000), chosen=(Chosen("coffee"), Chosen("other")))
    answer = quoted(rich(5000), what, rewards=(COFFEE, other, PAY))
    assert sum(each.amount_minor for each in answer.spent) == 1490


ALL_OFF = Benefit("all", "All", Effect.PERCENT, percent=Rate(1), automatic=True, per_sale=1)
ONE_ITEM = Benefit("one", "One free", Effect.FREE_ITEM, scope=Scope.CHEAPEST, automatic=True, per_sale=1)
TENTH = Benefit("tenth", "10 %", Effect.PERCENT, percent=Rate(1, 10), automatic=True, per_sale=1)
APPLES = Benefit(
    "apples",
    "20 % off apples",
    Effect.PERCENT,
    percent=Rate(1, 5),
    scope=Scope.MATCHING,
    selector=Selector(products=("apple",)),
    automatic=True,
    per_sale=1,
)


def test_a_whole_discount_ends_at_exactly_zero() -> None:
    lines = tuple(line(number, f"p{number}", amount) for number, amount in enumerate((1, 333, 999, 7), 1))
    answer = quoted(
        rich(), basket(*lines, chosen=(Chosen("five"),)), promotions=(TENTH, ALL_OFF), rewards=ALL
    )
    assert answer.promotions_minor == 1340
    assert answer.spent_points == 0
    assert [reason.code for _, reason in answer.dropped] == ["reward.nothing_left"]


def test_items_then_sets_then_the_sale_then_rewards() -> None:
    """Apples 10.00 at 20 % less, the cheapest of the others free, 10 % off the rest, then 5.00 for points."""
    lines = (line(1, "apple", 1000), line(2, "tea", 700), line(3, "bun", 300))
    what = basket(*lines, chosen=(Chosen("five"),))
    answer = quoted(rich(), what, promotions=(TENTH, ONE_ITEM, APPLES), rewards=ALL)
    told: dict[str, int] = {}
    for change in answer.changes:
        told[change.reward_id] = told.get(change.reward_id, 0) - change.amount_minor
    assert told == {"one": 300, "apples": 200, "tenth": 150, "five": 500}
    assert list(told) == ["one", "apples", "tenth", "five"]
    assert (answer.promotions_minor, answer.spent_points) == (650, 500)


def test_points_are_never_spent_unasked() -> None:
    answer = quoted(rich(5000), basket(line(1, amount=900)), rewards=ALL, promotions=(TENTH,))
    assert (answer.spent_points, answer.spent, answer.tenders) == (0, (), ())


def test_a_free_item_of_a_promotion_is_not_free_for_points_as_well() -> None:
    what = basket(line(1, "bun", 600, 2000), chosen=(Chosen("free", 2),))
    answer = quoted(rich(5000), what, promotions=(ONE_ITEM,), rewards=ALL)
    assert sum(each.amount_minor for each in answer.changes) == -600
    assert [(each.times, each.points) for each in answer.spent] == [(1, 150)]


def test_the_rest_of_a_line_keeps_its_price_after_a_percentage() -> None:
    """Three at 3.00, one free, 10 % off: the next free one is worth 2.70."""
    what = basket(line(1, "bun", 900, 3000), chosen=(Chosen("free"),))
    answer = quoted(rich(5000), what, promotions=(ONE_ITEM, TENTH), rewards=ALL)
    assert [-each.amount_minor for each in answer.changes] == [300, 60, 270]


def test_promotions_that_law_or_the_program_forbid() -> None:
    deposit = Exclusion("deposit", "deposit", Selector(tags=("deposit",)))
    lines = (
        line(1, "water", 100),
        line(2, "bottle", 25, tags=("deposit",)),
        line(3, "book", 2000, may_discount=False),
        line(4, "milk", 900, may_redeem=False),
    )
    answer = quoted(None, basket(*lines), promotions=(ALL_OFF,), exclusions=(deposit,))
    assert {each.line_no: each.amount_minor for each in answer.changes} == {1: -100, 4: -900}


GIFT = Benefit(
    "gift",
    "Cup",
    Effect.FREE_ITEM,
    200,
    scope=Scope.MATCHING,
    selector=Selector(products=("cup",)),
    gift="cup",
)
OFF_20 = Benefit("off", "5 off from 20", Effect.AMOUNT, amount_minor=500, minimum_minor=2000, automatic=True)
TENTH = Benefit("tenth", "10 %", Effect.PERCENT, percent=Rate(1, 10), per_sale=1, automatic=True)
PAIR = Benefit(
    "pair", "Two for 5", Effect.SET_PRICE, amount_minor=500, buy=2, scope=Scope.MATCHING, automatic=True
)
THREE = Benefit("three", "From three", Effect.AMOUNT, amount_minor=100, minimum_milli=3000, automatic=True)
CUPS = Benefit("cups", "Cup off", Effect.AMOUNT, amount_minor=600, scope=Scope.MATCHING, automatic=True)
CUPS = msgspec.structs.replace(CUPS, selector=Selector(products=("cup", "tea")), per_sale=1)


@pytest.mark.parametrize(
    ("promotion", "tea_minor", "saved"),
    [
        (OFF_20, 1600, {}),
        (OFF_20, 2000, {"off": 500}),
        (TENTH, 1000, {"tenth": 100}),
        (PAIR, 1000, {}),
        (CUPS, 1000, {"cups": 600}),
    ],
)
def test_a_gift_is_free_before_anything_takes_its_share(
    promotion: Benefit, tea_minor: int, saved: dict[str, int]
) -> None:
    """A cup at 5.00 is chosen as a gift beside tea: no promotion is wasted on it, none is reached by it."""
    what = basket(line(1, "cup", 500), line(2, "tea", tea_minor), chosen=(Chosen("gift"),))
    answer = quoted(rich(), what, rewards=(GIFT,), promotions=(promotion,))
    off = {(each.reward_id, each.line_no): -each.amount_minor for each in answer.changes}
    assert off == {("gift", 1): 500} | {(name, 2): minor for name, minor in saved.items()}


def test_a_gift_counts_towards_no_quantity() -> None:
    what = basket(line(1, "cup", 1500, 3000), chosen=(Chosen("gift"),))
    answer = quoted(rich(), what, rewards=(GIFT,), promotions=(THREE,))
    assert [each.reward_id for each in answer.changes] == ["gift"]
    assert [each.reward_id for each in quoted(rich(), basket(*what.lines), promotions=(THREE,)).changes] == [
        "three"
    ]


def test_a_gift_is_not_discounted_where_percentages_look_at_full_prices() -> None:
    what = basket(line(1, "cup", 1000, 2000), chosen=(Chosen("gift"),))
    answer = quoted(rich(), what, rewards=(GIFT,), promotions=(TENTH,), discount=Discounting(compound=False))
    assert {each.reward_id: -each.amount_minor for each in answer.changes} == {"gift": 500, "tenth": 50}


def test_gifts_come_first_in_whatever_order_they_are_chosen() -> None:
    settings = Discounting(order=Order.AS_CHOSEN)
    what = basket(
        line(1, "cup", 500), line(2, "tea", 1000), chosen=(Chosen("ten"), Chosen("gift"), Chosen("five"))
    )
    answer = quoted(rich(5000), what, rewards=(GIFT, TEN, FIVE), discount=settings)
    assert [(each.reward_id, each.amount_minor) for each in answer.spent] == [
        ("gift", 500),
        ("ten", 100),
        ("five", 500),
    ]


def test_a_gift_earns_nothing_where_points_are_earned_before_rewards() -> None:
    what = basket(line(1, "cup", 500), line(2, "tea", 1000), chosen=(Chosen("gift"),))
    for promotions_count in (True, False):
        settings = Earning(after_rewards=False, after_promotions=promotions_count)
        assert quoted(rich(), what, rewards=(GIFT,), earning=settings).earn_points == 10


TENTH_OFF = HandDiscount(Rate(1, 10))


def by_hand(what: Basket, **parts: object) -> dict[int, int]:
    return {each.line_no: -each.amount_minor for each in quoted(rich(5000), what, **parts).by_hand}


@pytest.mark.parametrize(
    ("off", "expected"),
    [
        (TENTH_OFF, {1: 80, 2: 120}),
        (HandDiscount(amount_minor=500), {1: 200, 2: 300}),
        (HandDiscount(amount_minor=1), {2: 1}),
        (HandDiscount(amount_minor=9999), {1: 800, 2: 1200}),
        (HandDiscount(Rate(1)), {1: 800, 2: 1200}),
        (HandDiscount(), {}),
    ],
)
def test_a_discount_by_hand_is_spread_by_value(off: HandDiscount, expected: dict[int, int]) -> None:
    assert by_hand(basket(line(1, "cake", 800), line(2, "tea", 1200), off_by_hand=off)) == expected


def test_by_hand_nothing_comes_off_what_may_not_be_cheaper() -> None:
    deposits = Exclusion("deposit", "deposit", Selector(products=("bottle",)))
    goods = (
        line(1, "book", 1000, may_discount=False),
        line(2, "bottle", 25),
        line(3, "cup", 500),
        line(4, "tea", 1000, by_hand=True),
    )
    what = basket(*goods, chosen=(Chosen("gift"),), off_by_hand=TENTH_OFF)
    assert by_hand(what, rewards=(GIFT,), exclusions=(deposits,)) == {4: 100}


def test_by_hand_comes_after_promotions_before_rewards() -> None:
    """20.00: 10 % promotion leaves 18.00, 10 % by hand 16.20, 10 % for points 14.58, then 5.00."""
    what = basket(line(1, amount=2000), chosen=(Chosen("five"), Chosen("ten")), off_by_hand=TENTH_OFF)
    for order in Order:
        answer = quoted(rich(5000), what, rewards=ALL, promotions=(TENTH,), discount=Discounting(order=order))
        assert [each.amount_minor for each in answer.by_hand] == [-180]
    answer = quoted(rich(5000), what, rewards=ALL, promotions=(TENTH,))
    assert [(each.reward_id, -each.amount_minor) for each in answer.changes] == [
        ("tenth", 200),
        ("ten", 162),
        ("five", 500),
    ]
    assert answer.earn_points == 9


def test_by_hand_counts_neither_for_nor_against_what_rewards_may_take() -> None:
    what = basket(line(1, amount=2000), chosen=(Chosen("five"),), off_by_hand=HandDiscount(amount_minor=1800))
    answer = quoted(rich(5000), what, rewards=ALL)
    assert [(each.points, each.amount_minor) for each in answer.spent] == [(200, 200)]


def test_by_hand_the_rule_that_names_goods_may_earn_on_the_whole_price() -> None:
    rule = msgspec.structs.replace(BASE, selector=Selector(products=("tea",)))
    what = basket(line(1, "tea", 1000), off_by_hand=HandDiscount(amount_minor=500))
    for spread, points in ((True, 5), (False, 10)):
        settings = Earning(allocate_sale_discounts=spread)
        assert quoted(rich(), what, earn=(rule,), earning=settings).earn_points == points
