"""Random earn rules with their conditions, limits, settings, and the history that these ask for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random
from typing import Any
from uuid import UUID

from msgspec.structs import replace

from pos_app.kernel.ids import MemberId
from pos_app.kernel.money import Rate
from pos_app.loyalty.basket import Basket, TenderShare
from pos_app.loyalty.compiled import questions_of
from pos_app.loyalty.extras import Plan, StampCard
from pos_app.loyalty.member import AccountState, MemberSnapshot
from pos_app.loyalty.program import Program
from pos_app.loyalty.rules import EarnKind, EarnRule, Period, Purchase, Selector, UseLimit, When, Whose
from pos_app.loyalty.settings import (
    EarnBase,
    Earning,
    Limits,
    Multiplying,
    PointsRounding,
    RoundPer,
    Stacking,
)
from tests.support.loyalty import NOON_MS, lot

RandomSelector = Callable[[Random, float], Selector]

ALWAYS = When()
TIERS = ("low", "high")
PLANS = (Plan("club", "Club", "pen", 12, at_once=True), Plan("late", "Late", "soap", 1))
CARDS = (StampCard("coffee", "Coffee", 10),)
QUESTIONS = (Purchase(Selector(products=("apple",)), 30), Purchase(Selector(brands=("Own",))))
_KINDS = (
    *[EarnKind.SPEND] * 4,
    *[EarnKind.UNIT] * 2,
    *[EarnKind.SALE] * 2,
    *[EarnKind.MULTIPLIER] * 2,
    EarnKind.PERCENT,
)
_COUNTED = (Period.DAY, Period.YEAR, Period.EVER)


def some(chance: Random, values: Sequence[Any], odds: float) -> tuple[Any, ...]:
    """Nothing, or one or two of `values`."""
    if chance.random() >= odds:
        return ()
    return tuple(chance.sample(values, chance.choice((1, 1, 2))))


def random_when(chance: Random) -> When:
    """Mostly always, now and then something about the sale, the member, or both."""
    if chance.random() < 0.7:
        return ALWAYS
    when = When(
        tiers=some(chance, TIERS, 0.3),
        weekdays=some(chance, (0, 1, 2, 6), 0.2),
        hours=some(chance, ((600, 900), (1320, 120), (0, 1440)), 0.2),
        valid_from=chance.choice(("", "", "2026-03-10", "2026-03-11")),
        valid_until=chance.choice(("", "", "2026-03-10", "2026-03-09")),
    )
    if chance.random() < 0.5:
        return when
    return replace(
        when,
        stores=some(chance, ("1", "2"), 0.1),
        channels=some(chance, ("counter", "web"), 0.1),
        segments=some(chance, ("vip", "new"), 0.1),
        plans=some(chance, ("club", "late"), 0.2),
        tenders=some(chance, ("cash", "card"), 0.15),
        code=chance.choice(("", "", "", "Summer")),
        members=chance.random() < 0.2,
        referred=chance.random() < 0.1,
        visit=chance.choice((0, 0, 0, 1, 3)),
        every_visit=chance.choice((0, 0, 0, 3)),
        birthday_days=chance.choice((None, None, None, 0, 3)),
        bought=chance.choice((None, None, None, *QUESTIONS)),
        never_bought=chance.choice((None, None, None, *QUESTIONS)),
    )


def random_limits(chance: Random) -> tuple[UseLimit, ...]:
    """Mostly none."""
    if chance.random() < 0.8:
        return ()
    found = (
        UseLimit(chance.randint(1, 5), Period.SALE),
        UseLimit(chance.randint(1, 8), chance.choice(_COUNTED)),
        UseLimit(chance.randint(1, 20), chance.choice(_COUNTED), Whose.EVERYBODY),
    )
    return tuple(chance.sample(found, chance.choice((1, 1, 2))))


def random_earn_rule(chance: Random, number: int, selector: RandomSelector) -> EarnRule:
    """One rule as the reader of program files would accept it."""
    kind = chance.choice(_KINDS)
    steps = (1, 100, 250, 1000) if kind is EarnKind.SPEND else (500, 1000, 3000)
    points = chance.choice((Rate(1), Rate(2), Rate(1, 20), Rate(5, 2), Rate(10)))
    stamps = kind in (EarnKind.SPEND, EarnKind.UNIT, EarnKind.SALE) and chance.random() < 0.15
    if stamps:
        points = Rate(chance.randint(1, 3))
    elif kind is EarnKind.PERCENT:
        points = chance.choice((Rate(1, 50), Rate(3, 40), Rate(1)))
    return EarnRule(
        rule_id=f"e{number}",
        name=f"Rule {number}",
        kind=kind,
        points=points if kind is not EarnKind.MULTIPLIER else Rate(0),
        step=chance.choice(steps) if kind in (EarnKind.SPEND, EarnKind.UNIT) else 0,
        factor=chance.choice((Rate(2), Rate(3, 2), Rate(5, 4), Rate(3)))
        if kind is EarnKind.MULTIPLIER
        else Rate(1),
        minimum_minor=chance.choice((0, 0, 0, 500, 2000)),
        multiplied=not stamps and chance.random() < 0.8,
        selector=selector(chance, 0.25),
        when=random_when(chance),
        minimum_milli=chance.choice((0, 0, 0, 0, 2000)),
        account="stamps:coffee" if stamps else "points",
        limits=random_limits(chance),
    )


def random_earning(chance: Random, decimals: int) -> Earning:
    """Settings of earning that go together."""
    roundings = [each for each in PointsRounding if each is not PointsRounding.KEEP or decimals == 2]
    base = chance.choice((EarnBase.AS_PRICED, EarnBase.AS_PRICED, EarnBase.NET, EarnBase.GROSS))
    return Earning(
        base=base,
        after_promotions=base is not EarnBase.AS_PRICED or chance.random() < 0.7,
        after_rewards=chance.random() < 0.7,
        after_stored_value=chance.random() < 0.3,
        rounding=chance.choice((PointsRounding.FLOOR, *roundings)),
        round_per=chance.choice((RoundPer.SALE, *RoundPer)),
        stacking=chance.choice(tuple(Stacking)),
        multipliers=chance.choice(tuple(Multiplying)),
        allocate_sale_discounts=chance.random() < 0.6,
        carry_remainder=chance.random() < 0.7,
    )


def random_point_limits(chance: Random) -> Limits:
    """Bounds of points, mostly none."""
    return Limits(
        points_per_sale=chance.choice((None, None, None, 5, 100)),
        points_per_day=chance.choice((None, None, None, 5, 300)),
    )


def with_history(chance: Random, program: Program, who: MemberSnapshot) -> MemberSnapshot:
    """The member with what rules may ask: visits, purchases, plans, uses, what is carried."""
    accounts: dict[str, AccountState] = {}

    def put(key: str, points: int) -> None:
        ends = chance.choice((None, None, NOON_MS, NOON_MS - 1))
        accounts[key] = AccountState(key, (lot(100 + len(accounts), points, ends),))

    for rule in program.earn:
        if chance.random() < 0.5:
            waiting = lot(100 + len(accounts), chance.randint(1, 400))
            accounts[f"remainder:{rule.rule_id}"] = AccountState(f"remainder:{rule.rule_id}", (waiting,))
        for limit in rule.limits:
            if chance.random() < 0.6:
                put(f"uses:{rule.rule_id}:{limit.period.value}", chance.randint(1, limit.times + 1))
    if program.limits.points_per_day is not None and chance.random() < 0.6:
        put("uses:limit:points:day", chance.randint(1, program.limits.points_per_day))
    for plan in program.plans:
        if chance.random() < 0.3:
            put(f"plan:{plan.plan_id}", 1)
    questions = sorted(questions_of(program))
    return replace(
        who,
        accounts=(*who.accounts, *accounts.values()),
        visits=chance.choice((0, 2, 5)),
        segments=some(chance, ("vip", "new"), 0.5),
        birthday=chance.choice(("", "03-10", "03-12", "02-29", "12-31")),
        bought=tuple(key for key in questions if chance.random() < 0.5),
        referrer=chance.choice((None, MemberId(UUID(int=9)))),
    )


def with_circumstances(chance: Random, program: Program, basket: Basket) -> Basket:
    """The basket with its shop, its channel, what was entered, how it is paid, what others used."""
    used = dict(basket.used_by_all)
    for rule in program.earn:
        for limit in rule.limits:
            if limit.whose is Whose.EVERYBODY and chance.random() < 0.6:
                used[f"uses:{rule.rule_id}:{limit.period.value}"] = chance.randint(1, limit.times + 1)
    lines = basket.lines
    if chance.random() < 0.5:
        lines = tuple(replace(line, gross_minor=line.amount_minor * 119 // 100) for line in lines)
    return replace(
        basket,
        lines=lines,
        store=chance.choice(("", "1", "2")),
        channel=chance.choice(("counter", "counter", "web")),
        codes=(*basket.codes, *chance.choice(((), ("summer",)))),
        tenders=chance.choice(((), (TenderShare("cash", 100),), (TenderShare("card", 5),))),
        used_by_all=tuple(used.items()),
    )
