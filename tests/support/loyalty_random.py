"""Random programs, members, baskets from one seed: dense in rules that meet, quick to make by the thousand."""

from __future__ import annotations

from random import Random
from typing import NamedTuple

from hypothesis import strategies as st

from pos_app.kernel.money import Rate
from pos_app.loyalty.basket import Basket, BasketLine, Chosen, HandDiscount
from pos_app.loyalty.member import MemberSnapshot
from pos_app.loyalty.program import Program, Tier
from pos_app.loyalty.rules import (
    Exclusion,
    Selector,
)
from pos_app.loyalty.settings import (
    Expiry,
    ExpiryKind,
    Redemption,
)
from tests.support.loyalty import NOON_MS, lot, member
from tests.support.loyalty_random_earning import (
    CARDS,
    PLANS,
    random_earn_rule,
    random_earning,
    random_point_limits,
    random_when,
    some,
    with_circumstances,
    with_history,
)
from tests.support.loyalty_random_offers import random_discount, random_reward, with_asked, with_offers

CATALOGUE: tuple[tuple[str, tuple[str, ...], str, tuple[str, ...]], ...] = (
    ("apple", ("Food", "Fruit"), "Green", ()),
    ("pear", ("Food", "Fruit"), "Own", ("organic",)),
    ("milk", ("Food", "Dairy", "Milk"), "Own", ("cold",)),
    ("soap", ("House",), "Green", ("organic", "cold")),
    ("card", ("Gift",), "", ("gift",)),
    ("pen", (), "", ()),
)
PATHS = (("Food",), ("Food", "Fruit"), ("Food", "Dairy"), ("House",), ("Nothing",))

SEEDS = st.integers(0, 2**48)


class Case(NamedTuple):
    """What one seed gives."""

    program: Program
    member: MemberSnapshot
    basket: Basket


def case(seed: int) -> Case:
    """Everything for one evaluation."""
    chance = Random(seed)
    program = with_offers(chance, random_program(chance), random_selector, random_when)
    who = with_history(chance, program, random_member(chance))
    asked = with_asked(chance, program, random_basket(chance, program))
    return Case(program, who, with_circumstances(chance, program, asked))


def random_selector(chance: Random, odds: float = 0.25) -> Selector:
    """Often everything, sometimes several lists at once."""
    return Selector(
        products=some(chance, [each[0] for each in CATALOGUE], odds / 2),
        categories=some(chance, PATHS, odds),
        brands=some(chance, ("Green", "Own"), odds / 2),
        tags=some(chance, ("organic", "cold", "gift"), odds / 2),
        except_products=some(chance, ("apple", "milk"), odds / 3),
        except_categories=(("Food", "Fruit"),) if chance.random() < odds / 3 else (),
        except_tags=some(chance, ("cold", "gift"), odds / 3),
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
        discount=random_discount(chance),
        redemption=Redemption(
            step=chance.choice((1, 1, 7, 100)),
            floor=chance.choice((0, 0, 0, 300)),
            cap_percent=chance.choice((None, None, None, Rate(1, 2), Rate(1, 3))),
            cap_minor=chance.choice((None, None, None, 800)),
            cover_last_cents=chance.random() < 0.7,
        ),
        expiry=Expiry(ExpiryKind.NEVER, 0),
        limits=random_point_limits(chance),
        plans=PLANS,
        cards=CARDS,
        tiers=(Tier("low", "Low", "L", 1), Tier("high", "High", "H", 2, high)),
        earn=tuple(
            random_earn_rule(chance, number, random_selector) for number in range(chance.randint(0, 8))
        ),
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
        rewards=tuple(
            random_reward(chance, number, random_selector, random_when)
            for number in range(chance.randint(0, 6))
        ),
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
        by_hand=chance.random() < 0.1,
    )


def random_basket(chance: Random, program: Program) -> Basket:
    """Up to eight lines; chosen rewards of the program, now and then one that it does not have."""
    names = [reward.benefit_id for reward in program.rewards]
    names += [promotion.benefit_id for promotion in program.promotions if not promotion.automatic]
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
        off_by_hand=chance.choice(
            (None, None, None, HandDiscount(Rate(1, 8)), HandDiscount(amount_minor=333))
        ),
    )


def random_member(chance: Random) -> MemberSnapshot:
    """A member with up to three lots."""
    sizes = [chance.randint(1, 900) for _ in range(chance.choice((0, 1, 2, 3)))]
    found = tuple(lot(number + 1, points, earned_at_ms=1000 + number) for number, points in enumerate(sizes))
    return member(*found, tier=chance.choice(("", "low", "high")))
