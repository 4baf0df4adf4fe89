"""Every value of every setting of earning, on the same basket."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from pos_app.kernel.money import Rate
from pos_app.loyalty.basket import Basket, Chosen
from pos_app.loyalty.extras import StampCard
from pos_app.loyalty.member import AccountState, MemberSnapshot
from pos_app.loyalty.program import Tier
from pos_app.loyalty.quote import Quote
from pos_app.loyalty.rules import (
    Benefit,
    EarnKind,
    EarnRule,
    Effect,
    Period,
    RewardForm,
    Selector,
    UseLimit,
    When,
    Whose,
)
from pos_app.loyalty.settings import (
    EarnBase,
    Earning,
    Limits,
    Multiplying,
    PointsRounding,
    RoundPer,
    Stacking,
)
from tests.support.loyalty import BASE, basket, earned, line, lot, member, quoted, rich

FRESH = Selector(tags=("fresh",))
TEN = EarnRule("ten", "Per ten", EarnKind.SPEND, Rate(1), 1000)
EXTRA = EarnRule("extra", "Fresh", EarnKind.SPEND, Rate(1), 500, selector=FRESH)
DOUBLE = EarnRule("x2", "Doubled", EarnKind.MULTIPLIER, factor=Rate(2), selector=FRESH)
TRIPLE = EarnRule("x3", "Tripled", EarnKind.MULTIPLIER, factor=Rate(3))
GOLD = Tier("gold", "Gold", "G", 1, Rate(3, 2))
FIVE = Benefit("five", "5 off", Effect.AMOUNT, 100, 500)
PAY = Benefit("pay", "Pay", Effect.PER_POINT, worth=Rate(1), form=RewardForm.TENDER)
SHOP = basket(
    line(1, "tea", 1550, tags=("fresh",), net_minor=1240, gross_minor=1860),
    line(2, "soap", 850, net_minor=680, gross_minor=1020),
)
"""Tea 15.50, fresh; soap 8.50; together 24.00."""


def points(earning: Earning, *rules: EarnRule, what: Basket = SHOP, **parts: object) -> dict[str, int]:
    return earned(quoted(rich(), what, earn=rules or (TEN,), earning=earning, **parts))


@pytest.mark.parametrize(
    ("base", "expected"), [(EarnBase.AS_PRICED, 24), (EarnBase.NET, 19), (EarnBase.GROSS, 28)]
)
def test_base(base: EarnBase, expected: int) -> None:
    assert points(Earning(base=base), BASE) == {"base": expected}


@pytest.mark.parametrize(("after", "expected"), [(True, 24), (False, 30)])
def test_after_promotions(after: bool, expected: int) -> None:
    """6.00 are already off the tea."""
    reduced = replace(SHOP, lines=(replace(SHOP.lines[0], extended_minor=2150), SHOP.lines[1]))
    assert points(Earning(after_promotions=after), BASE, what=reduced) == {"base": expected}


@pytest.mark.parametrize(("after", "expected"), [(True, 19), (False, 24)])
@pytest.mark.parametrize("reward", [Chosen("five"), Chosen("pay", 1, 500)])
def test_after_rewards(after: bool, expected: int, reward: Chosen) -> None:
    what = replace(SHOP, chosen=(reward,))
    found = points(Earning(after_rewards=after), BASE, what=what, rewards=(FIVE, PAY))
    assert found == {"base": expected}


@pytest.mark.parametrize(("after", "expected"), [(False, 24), (True, 14)])
def test_after_stored_value(after: bool, expected: int) -> None:
    what = replace(SHOP, stored_value_minor=1000)
    assert points(Earning(after_stored_value=after), BASE, what=what) == {"base": expected}


@pytest.mark.parametrize(
    ("spread", "expected"), [(True, {"extra": 2, "base": 19}), (False, {"extra": 3, "base": 19})]
)
def test_allocate_sale_discounts(spread: bool, expected: dict[str, int]) -> None:
    """5.00 off the sale leave 12.27 of the tea; without spreading the rule for fresh goods counts 15.50."""
    what = replace(SHOP, chosen=(Chosen("five"),))
    earning = Earning(allocate_sale_discounts=spread)
    assert points(earning, EXTRA, BASE, what=what, rewards=(FIVE,)) == expected


@pytest.mark.parametrize(
    ("rounding", "expected"),
    [
        (PointsRounding.FLOOR, 200),
        (PointsRounding.HALF_UP, 200),
        (PointsRounding.CEIL, 300),
        (PointsRounding.KEEP, 240),
    ],
)
def test_rounding(rounding: PointsRounding, expected: int) -> None:
    """24.00 at a point per 10.00, in hundredths of a point."""
    assert points(Earning(rounding=rounding), TEN, decimals=2) == {"ten": expected}


@pytest.mark.parametrize(
    ("round_per", "expected"), [(RoundPer.SALE, 7), (RoundPer.RULE, 6), (RoundPer.LINE, 3)]
)
def test_round_per(round_per: RoundPer, expected: int) -> None:
    """Half a point per 4.80 makes 2.5, one and a half per 8.00 makes 4.5: cut once, by rule, or line by line."""
    half = EarnRule("half", "Half", EarnKind.SPEND, Rate(1, 2), 480)
    more = EarnRule("more", "More", EarnKind.SPEND, Rate(3, 2), 800)
    answer = quoted(rich(), SHOP, earn=(half, more), earning=Earning(round_per=round_per))
    assert answer.earn_points == expected


STACKED = (
    BASE,
    EXTRA,
    DOUBLE,
    TRIPLE,
    EarnRule("s5", "Five", EarnKind.SALE, Rate(5)),
    EarnRule("s2", "Two", EarnKind.SALE, Rate(2)),
)


@pytest.mark.parametrize(
    ("stacking", "multipliers", "expected"),
    [
        # x3 beats x2 on the tea; both rules count: 24 + 3, twice more of each.
        (Stacking.BEST_MULTIPLIER, Multiplying.ADD, {"base": 24, "extra": 3, "x3": 54, "s5": 5, "s2": 2}),
        # x2 adds once more on the tea: 15 + 3.
        (Stacking.ALL, Multiplying.ADD, {"base": 24, "extra": 3, "x2": 18, "x3": 54, "s5": 5, "s2": 2}),
        # x3 works on what x2 made of the tea: 2 x (2 x (15 + 3)) + 2 x 8.
        (Stacking.ALL, Multiplying.COMPOUND, {"base": 24, "extra": 3, "x2": 18, "x3": 88, "s5": 5, "s2": 2}),
        # One rule per line: the base gives 15.5 on the tea, the other 3.1.
        (Stacking.BEST, Multiplying.ADD, {"base": 24, "x3": 48, "s5": 5}),
        # The later one on each line: fresh on the tea, the base on the soap.
        (Stacking.NEWEST, Multiplying.ADD, {"base": 8, "extra": 3, "x3": 22, "s2": 2}),
    ],
)
def test_stacking(stacking: Stacking, multipliers: Multiplying, expected: dict[str, int]) -> None:
    assert points(Earning(stacking=stacking, multipliers=multipliers), *STACKED) == expected


def test_the_tier_is_the_oldest_multiplier() -> None:
    found = quoted(
        rich(tier="gold"), SHOP, earn=(BASE, DOUBLE), tiers=(GOLD,), earning=Earning(stacking=Stacking.NEWEST)
    )
    assert earned(found) == {"base": 24, "x2": 15, "tier:gold": 4}


def with_carried(minor: int, rule: str = "ten") -> MemberSnapshot:
    state = AccountState(f"remainder:{rule}", (lot(9, minor),))
    return replace(rich(), accounts=(state,))


@pytest.mark.parametrize(
    ("earning", "expected", "left"),
    [
        (Earning(), 3, (("ten", 100),)),
        (Earning(carry_remainder=False), 2, ()),
        (Earning(rounding=PointsRounding.HALF_UP), 2, ()),
        (Earning(round_per=RoundPer.LINE), 1, ()),
        (Earning(round_per=RoundPer.RULE), 3, (("ten", 100),)),
    ],
)
def test_carry_remainder(earning: Earning, expected: int, left: tuple[tuple[str, int], ...]) -> None:
    """7.00 were left over: with 24.00 they make 31.00, which is three steps of 10.00 and 1.00 for the next time."""
    found = quoted(with_carried(700), SHOP, earn=(TEN,), earning=earning)
    assert found.earn_points == expected
    assert found.remainders == left


def test_what_is_carried_is_named() -> None:
    found = quoted(with_carried(700), SHOP, earn=(TEN,))
    assert found.earned[0].reason.code == "earn.spend_carried"
    assert found.earned[0].reason.params["carried_minor"] == 700


def test_a_tier_multiplies_what_was_carried() -> None:
    """A multiplier that holds on all lines of a rule takes in what was carried to it, another does not."""
    who = replace(with_carried(700), tier="gold")
    double = replace(DOUBLE, rule_id="tea")
    found = quoted(
        who,
        SHOP,
        earn=(TEN, double),
        tiers=(replace(GOLD, multiplier=Rate(2)),),
        earning=Earning(stacking=Stacking.ALL),
    )
    assert earned(found) == {"ten": 3, "tier:gold": 3, "tea": 1}


@pytest.mark.parametrize(
    ("same_sale", "points_asked", "spent", "left"),
    [(False, 0, 0, 24), (True, 10, 10, 4), (True, 0, 12, 0)],
)
def test_same_sale_spendable(same_sale: bool, points_asked: int, spent: int, left: int) -> None:
    """Nothing held, 24.00 at a point per 1.00 worth 1.00: 10 points pay 10.00, so that 14 are earned. All that can be
    paid is what stays covered: 12 of the 12 that the rest earns.
    """
    pay = replace(PAY, worth=Rate(100))
    what = replace(SHOP, chosen=(Chosen("pay", 1, points_asked),))
    found = quoted(
        member(), what, earn=(BASE,), rewards=(pay,), earning=Earning(same_sale_spendable=same_sale)
    )
    assert found.spent_points == spent
    assert found.earn_points - found.spent_points == left


COFFEE = EarnRule("stamp", "Coffee", EarnKind.UNIT, Rate(1), 1000, account="stamps:coffee", multiplied=False)


def test_stamps_are_kept_apart_and_never_multiplied() -> None:
    found = quoted(
        rich(tier="gold"),
        basket(line(1, "tea", 900, 3000)),
        earn=(BASE, COFFEE, TRIPLE),
        tiers=(GOLD,),
        decimals=2,
        cards=(StampCard("coffee", "Coffee", 10),),
    )
    assert [(item.rule_id, item.points, item.account) for item in found.stamps] == [
        ("stamp", 3, "stamps:coffee")
    ]
    assert found.earn_points == 2700


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (replace(COFFEE, kind=EarnKind.SPEND, step=1000), 2),
        (replace(COFFEE, kind=EarnKind.SALE, step=0, points=Rate(2)), 2),
        (replace(COFFEE, step=2000), 1),
        (replace(COFFEE, limits=(UseLimit(1, Period.SALE),)), 1),
        (replace(COFFEE, minimum_milli=3000), 0),
    ],
)
def test_ways_to_stamp(rule: EarnRule, expected: int) -> None:
    found = quoted(rich(), SHOP, earn=(BASE, rule), cards=(StampCard("coffee", "Coffee", 10),))
    assert sum(item.points for item in found.stamps) == expected


@pytest.mark.parametrize(
    ("decimals", "rounding", "expected"),
    [
        (0, PointsRounding.FLOOR, 0),
        (0, PointsRounding.CEIL, 1),
        (2, PointsRounding.FLOOR, 48),
        (2, PointsRounding.KEEP, 48),
    ],
)
def test_cash_back(decimals: int, rounding: PointsRounding, expected: int) -> None:
    """2 % of 24.00 are 0.48."""
    back = EarnRule("back", "Cash back", EarnKind.PERCENT, Rate(1, 50))
    found = quoted(rich(), SHOP, earn=(back,), earning=Earning(rounding=rounding), decimals=decimals)
    assert found.earn_points == expected
    assert sum(found.line_points.values()) == expected


def used_before(key: str, times: int) -> MemberSnapshot:
    return replace(rich(), accounts=(AccountState(key, (lot(8, times),)),))


@pytest.mark.parametrize(
    ("limit", "who", "by_all", "expected", "uses"),
    [
        (UseLimit(2, Period.SALE), rich(), (), 2, 2),
        (UseLimit(5, Period.DAY), used_before("uses:ten:day", 4), (), 1, 1),
        (UseLimit(5, Period.DAY), used_before("uses:ten:day", 5), (), 0, 0),
        (UseLimit(5, Period.DAY), used_before("uses:ten:year", 5), (), 2, 2),
        (UseLimit(9, Period.EVER, Whose.EVERYBODY), rich(), (("uses:ten:ever", 8),), 1, 1),
        (UseLimit(9, Period.EVER, Whose.EVERYBODY), rich(), (("uses:ten:ever", 9),), 0, 0),
    ],
)
def test_limits_of_a_rule(
    limit: UseLimit, who: MemberSnapshot, by_all: tuple[tuple[str, int], ...], expected: int, uses: int
) -> None:
    """A step is a use: 24.00 would be two."""
    found = quoted(who, replace(SHOP, used_by_all=by_all), earn=(replace(TEN, limits=(limit,)),))
    assert found.earn_points == expected
    assert sum(use.times for use in found.used) == uses


@pytest.mark.parametrize(
    ("limits", "who", "expected", "cuts"),
    [
        (Limits(), rich(), 24, {}),
        (Limits(points_per_sale=20), rich(), 20, {"limits.points_per_sale": -4}),
        (
            Limits(points_per_day=30),
            used_before("uses:limit:points:day", 10),
            20,
            {"limits.points_per_day": -4},
        ),
        (
            Limits(points_per_day=30),
            used_before("uses:limit:points:day", 30),
            0,
            {"limits.points_per_day": -24},
        ),
        (
            Limits(points_per_sale=20, points_per_day=30),
            used_before("uses:limit:points:day", 15),
            15,
            {"limits.points_per_sale": -4, "limits.points_per_day": -5},
        ),
    ],
)
def test_limits_of_points(limits: Limits, who: MemberSnapshot, expected: int, cuts: dict[str, int]) -> None:
    found: Quote = quoted(who, SHOP, earn=(BASE,), limits=limits)
    assert found.earn_points == expected
    assert {item.rule_id: item.points for item in found.earned if item.points < 0} == cuts
    assert sum(found.line_points.values()) == expected


def test_a_rule_with_a_condition_holds_only_then() -> None:
    late = replace(TEN, when=When(stores=("2",)))
    assert points(Earning(), late, what=replace(SHOP, store="2")) == {"ten": 2}
    assert points(Earning(), late, what=replace(SHOP, store="3")) == {}
