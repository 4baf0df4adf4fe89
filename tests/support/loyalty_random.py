"""Random programs, members, baskets from one seed: dense in rules that meet, quick to make by the thousand."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Any, NamedTuple

from hypothesis import strategies as st

from pos_app.kernel.money import Rate, Rounding
from pos_app.loyalty.basket import Basket, BasketLine, Chosen
from pos_app.loyalty.member import MemberSnapshot
from pos_app.loyalty.program import Program, Tier
from pos_app.loyalty.rules import (
    Benefit,
    EarnKind,
    EarnRule,
    Effect,
    Exclusion,
    RewardForm,
    Scope,
    Selector,
    When,
)
from pos_app.loyalty.settings import (
    Discounting,
    EarnBase,
    Earning,
    Expiry,
    ExpiryKind,
    Multiplying,
    PointsRounding,
    Redemption,
    RoundPer,
    Stacking,
)
from tests.support.loyalty import NOON_MS, lot, member

CATALOGUE: tuple[tuple[str, tuple[str, ...], str, tuple[str, ...]], ...] = (
    ("apple", ("Food", "Fruit"), "Green", ()),
    ("pear", ("Food", "Fruit"), "Own", ("organic",)),
    ("milk", ("Food", "Dairy", "Milk"), "Own", ("cold",)),
    ("soap", ("House",), "Green", ("organic", "cold")),
    ("card", ("Gift",), "", ("gift",)),
    ("pen", (), "", ()),
)
PATHS = (("Food",), ("Food", "Fruit"), ("Food", "Dairy"), ("House",), ("Nothing",))
TIERS = ("low", "high")
ALWAYS = When()

SEEDS = st.integers(0, 2**48)


class Case(NamedTuple):
    """What one seed gives."""

    program: Program
    member: MemberSnapshot
    basket: Basket


def case(seed: int) -> Case:
    """Everything for one evaluation."""
    chance = Random(seed)
    program = random_program(chance)
    return Case(program, random_member(chance), random_basket(chance, program))


def _some(chance: Random, values: Sequence[Any], odds: float) -> tuple[Any, ...]:
    if chance.random() >= odds:
        return ()
    return tuple(chance.sample(values, chance.choice((1, 1, 2))))


def random_selector(chance: Random, odds: float = 0.25) -> Selector:
    """Often everything, sometimes several lists at once."""
    return Selector(
        products=_some(chance, [each[0] for each in CATALOGUE], odds / 2),
        categories=_some(chance, PATHS, odds),
        brands=_some(chance, ("Green", "Own"), odds / 2),
        tags=_some(chance, ("organic", "cold", "gift"), odds / 2),
        except_products=_some(chance, ("apple", "milk"), odds / 3),
        except_categories=(("Food", "Fruit"),) if chance.random() < odds / 3 else (),
        except_tags=_some(chance, ("cold", "gift"), odds / 3),
    )


def random_when(chance: Random) -> When:
    """Mostly always."""
    if chance.random() < 0.75:
        return ALWAYS
    return When(
        tiers=_some(chance, TIERS, 0.4),
        weekdays=_some(chance, (0, 1, 2, 6), 0.3),
        hours=_some(chance, ((600, 900), (1320, 120), (0, 1440)), 0.3),
        valid_from=chance.choice(("", "", "2026-03-10", "2026-03-11")),
        valid_until=chance.choice(("", "", "2026-03-10", "2026-03-09")),
    )


def random_earn_rule(chance: Random, number: int) -> EarnRule:
    """One rule."""
    kind = chance.choice((EarnKind.SPEND, EarnKind.SPEND, EarnKind.UNIT, EarnKind.SALE, EarnKind.MULTIPLIER))
    steps = (1, 100, 250, 1000) if kind is EarnKind.SPEND else (500, 1000, 3000)
    counts = kind in (EarnKind.SPEND, EarnKind.UNIT)
    points = chance.choice((Rate(1), Rate(2), Rate(1, 20), Rate(5, 2), Rate(10)))
    return EarnRule(
        rule_id=f"e{number}",
        name=f"Rule {number}",
        kind=kind,
        points=points if kind is not EarnKind.MULTIPLIER else Rate(0),
        step=chance.choice(steps) if counts else 0,
        factor=chance.choice((Rate(2), Rate(3, 2), Rate(5, 4), Rate(3)))
        if kind is EarnKind.MULTIPLIER
        else Rate(1),
        minimum_minor=chance.choice((0, 0, 0, 500, 2000)),
        multiplied=chance.random() < 0.8,
        selector=random_selector(chance),
        when=random_when(chance),
    )


def random_reward(chance: Random, number: int) -> Benefit:
    """One reward that the reader of program files would accept."""
    effect = chance.choice((Effect.AMOUNT, Effect.PERCENT, Effect.FREE_ITEM, Effect.PER_POINT))
    can_tender = effect in (Effect.AMOUNT, Effect.PER_POINT)
    form = RewardForm.TENDER if can_tender and chance.random() < 0.4 else RewardForm.DISCOUNT
    scopes = [Scope.SALE, Scope.SALE, Scope.MATCHING]
    if effect is Effect.FREE_ITEM:
        scopes = [Scope.MATCHING, Scope.CHEAPEST]
    elif form is RewardForm.DISCOUNT:
        scopes.append(Scope.CHEAPEST)
    return Benefit(
        benefit_id=f"r{number}",
        name=f"Reward {number}",
        effect=effect,
        cost_points=0 if effect is Effect.PER_POINT else chance.randint(1, 400),
        amount_minor=chance.randint(1, 1500) if effect is Effect.AMOUNT else 0,
        percent=chance.choice((Rate(1, 10), Rate(1), Rate(1, 3), Rate(99, 100))),
        worth=chance.choice((Rate(1), Rate(5), Rate(1, 10), Rate(7, 3))),
        scope=chance.choice(scopes),
        form=form,
        cap_minor=chance.randint(1, 900) if effect is not Effect.AMOUNT and chance.random() < 0.3 else None,
        minimum_minor=chance.choice((0, 0, 0, 700)),
        per_sale=chance.choice((0, 0, 1, 2)),
        selector=random_selector(chance, 0.2),
        when=random_when(chance),
    )


def random_earning(chance: Random, decimals: int) -> Earning:
    """Settings of earning that go together."""
    roundings = [each for each in PointsRounding if each is not PointsRounding.KEEP or decimals == 2]
    base = chance.choice((EarnBase.AS_PRICED, EarnBase.NET))
    return Earning(
        base=base,
        after_promotions=base is EarnBase.NET or chance.random() < 0.7,
        after_rewards=chance.random() < 0.7,
        after_stored_value=chance.random() < 0.3,
        rounding=chance.choice(roundings),
        round_per=chance.choice(tuple(RoundPer)),
        stacking=chance.choice((Stacking.BEST_MULTIPLIER, Stacking.ALL)),
        multipliers=chance.choice(tuple(Multiplying)),
    )


def random_program(chance: Random) -> Program:
    """A program with up to eight earn rules, six rewards, two exclusions."""
    decimals = chance.choice((0, 2))
    high = chance.choice((Rate(1), Rate(3, 2), Rate(5, 4)))
    return Program(
        program_id="p",
        name="Random",
        version=1,
        decimals=decimals,
        earning=random_earning(chance, decimals),
        discount=Discounting(chance.choice((Rounding.HALF_UP, Rounding.DOWN)), chance.random() < 0.5),
        redemption=Redemption(
            step=chance.choice((1, 1, 7, 100)),
            floor=chance.choice((0, 0, 0, 300)),
            cap_percent=chance.choice((None, None, None, Rate(1, 2), Rate(1, 3))),
            cap_minor=chance.choice((None, None, None, 800)),
            cover_last_cents=chance.random() < 0.7,
        ),
        expiry=Expiry(ExpiryKind.NEVER, 0),
        tiers=(Tier("low", "Low", "L", 1), Tier("high", "High", "H", 2, high)),
        earn=tuple(random_earn_rule(chance, number) for number in range(chance.randint(0, 8))),
        exclusions=tuple(
            Exclusion(
                f"x{number}",
                f"out {number}",
                Selector(tags=("gift",)) if chance.random() < 0.5 else random_selector(chance, 0.6),
                chance.random() < 0.7,
                chance.random() < 0.5,
            )
            for number in range(chance.choice((0, 0, 1, 2)))
        ),
        rewards=tuple(random_reward(chance, number) for number in range(chance.randint(0, 6))),
    )


def random_line(chance: Random, line_no: int) -> BasketLine:
    """One line; a product has the same category, brand, tags wherever it stands."""
    product, category, brand, tags = chance.choice(CATALOGUE)
    extended = chance.choice((chance.randint(0, 2500), chance.randint(0, 2500), 100, 999))
    amount = extended if chance.random() < 0.7 else chance.randint(0, extended)
    quantity = chance.choice((1000, 1000, 2000, 3000, 1245, 0))
    return BasketLine(
        line_no,
        product,
        category,
        brand,
        tags,
        quantity,
        extended,
        extended,
        amount,
        chance.choice((amount, amount * 100 // 119)),
        may_discount=product != "pen",
        may_earn=product != "card",
        may_redeem=product != "soap",
    )


def random_basket(chance: Random, program: Program) -> Basket:
    """Up to eight lines; chosen rewards of the program, now and then one that it does not have."""
    names = [reward.benefit_id for reward in program.rewards]
    if chance.random() < 0.05:
        names.append("gone")
    chosen = [
        Chosen(chance.choice(names), chance.choice((1, 1, 2, 3)), chance.choice((0, 0, 50, 300)))
        for _ in range(chance.randint(0, 4))
        if names
    ]
    return Basket(
        at_ms=NOON_MS,
        lines=tuple(random_line(chance, number) for number in range(1, chance.randint(0, 8) + 1)),
        chosen=tuple(chosen),
        minute_of_week=chance.choice((0, 1440 + 720, 1440 + 720, 10079)),
        date="2026-03-10",
        stored_value_minor=chance.choice((0, 0, 500)),
    )


def random_member(chance: Random) -> MemberSnapshot:
    """A member with up to three lots."""
    sizes = [chance.randint(1, 900) for _ in range(chance.choice((0, 1, 2, 3)))]
    found = tuple(lot(number + 1, points, earned_at_ms=1000 + number) for number, points in enumerate(sizes))
    return member(*found, tier=chance.choice(("", "low", "high")))
