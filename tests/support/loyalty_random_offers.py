"""Random rewards, promotions, coupons, price lists, access rules."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from msgspec.structs import replace

from pos_app.kernel.money import Rate, Rounding
from pos_app.loyalty.basket import Basket, ShownCoupon
from pos_app.loyalty.extras import Charity, CouponRule
from pos_app.loyalty.program import Program
from pos_app.loyalty.rules import (
    AccessRule,
    Benefit,
    Effect,
    Period,
    PriceRule,
    RewardForm,
    Scope,
    Selector,
    UseLimit,
    When,
    Whose,
)
from pos_app.loyalty.settings import Combination, Discounting, Exclusive, Order

RandomSelector = Callable[[Random, float], Selector]
RandomWhen = Callable[[Random], When]

_MONEY = (Effect.AMOUNT, Effect.PERCENT, Effect.FREE_ITEM)
GIFTS = ("apple", "milk", "cheese")
_SETS = (Effect.SET_PRICE, Effect.BUY_GET)
_REWARDS = (*_MONEY, Effect.PER_POINT) * 3 + _SETS


def random_effect(chance: Random, name: str, effect: Effect, selector: RandomSelector) -> Benefit:
    """What one effect needs, as the reader of program files would accept it."""
    limits = selector(chance, 0.2)
    found = Benefit(name, f"Benefit {name}", effect, selector=limits, scope=Scope.MATCHING)
    if effect is Effect.SET_PRICE:
        return replace(found, buy=chance.choice((2, 2, 3)), amount_minor=chance.randint(0, 2500))
    if effect is Effect.BUY_GET:
        return replace(
            found,
            buy=chance.choice((1, 1, 2)),
            get=chance.choice((1, 1, 2)),
            percent=chance.choice((Rate(1), Rate(1), Rate(1, 2), Rate(1, 3))),
            get_selector=selector(chance, 0.9) if chance.random() < 0.4 else None,
            cap_minor=chance.randint(1, 900) if chance.random() < 0.2 else None,
        )
    scopes = [Scope.SALE, Scope.SALE, Scope.MATCHING, Scope.CHEAPEST]
    if effect is Effect.FREE_ITEM:
        scopes = [Scope.MATCHING, Scope.CHEAPEST]
    return replace(
        found,
        amount_minor=chance.randint(1, 1500) if effect is Effect.AMOUNT else 0,
        percent=chance.choice((Rate(1, 10), Rate(1), Rate(1, 3), Rate(99, 100))),
        worth=chance.choice((Rate(1), Rate(5), Rate(1, 10), Rate(7, 3))),
        scope=chance.choice(scopes),
        cap_minor=chance.randint(1, 900) if effect is not Effect.AMOUNT and chance.random() < 0.3 else None,
    )


def random_reward(chance: Random, number: int, selector: RandomSelector, when: RandomWhen) -> Benefit:
    """One reward that the reader of program files would accept."""
    effect = chance.choice(_REWARDS)
    found = random_effect(chance, f"r{number}", effect, selector)
    if effect is Effect.FREE_ITEM and chance.random() < 0.5:
        gift = chance.choice(GIFTS)
        found = replace(found, gift=gift, selector=Selector(products=(gift,)), cap_minor=None)
    can_tender = effect in (Effect.AMOUNT, Effect.PER_POINT) and found.scope is not Scope.CHEAPEST
    return replace(
        found,
        cost_points=0 if effect is Effect.PER_POINT else chance.randint(1, 400),
        form=RewardForm.TENDER if can_tender and chance.random() < 0.4 else RewardForm.DISCOUNT,
        minimum_minor=chance.choice((0, 0, 0, 700)),
        minimum_milli=chance.choice((0, 0, 0, 2000)),
        per_sale=chance.choice((0, 0, 1, 2)),
        when=when(chance),
        limits=random_limits(chance),
    )


def random_promotion(chance: Random, name: str, selector: RandomSelector, when: RandomWhen) -> Benefit:
    """One promotion: mostly by itself, at times with a code or chosen."""
    effect = chance.choice((*_MONEY, *_SETS, *_SETS))
    found = random_effect(chance, name, effect, selector)
    sets = effect in _SETS
    minimum = chance.choice((0, 0, 500, 900))
    repeats = sets or (effect is Effect.AMOUNT and minimum > 0)
    code = chance.choice(("", "", "", "save", "other"))
    return replace(
        found,
        minimum_minor=minimum,
        minimum_milli=chance.choice((0, 0, 0, 2000)),
        minimum_net=chance.random() < 0.2,
        per_sale=chance.choice((0, 0, 1, 2)) if repeats else chance.choice((1, 1, 2)),
        when=replace(when(chance), code=code),
        automatic=chance.random() < 0.85,
        limits=random_limits(chance),
    )


def random_limits(chance: Random) -> tuple[UseLimit, ...]:
    """Mostly none."""
    if chance.random() < 0.8:
        return ()
    whose = chance.choice((Whose.MEMBER, Whose.EVERYBODY))
    return (UseLimit(chance.randint(1, 3), chance.choice((Period.DAY, Period.EVER)), whose),)


def random_discount(chance: Random) -> Discounting:
    """Settings of discounts."""
    return Discounting(
        chance.choice((Rounding.HALF_UP, Rounding.DOWN)),
        chance.random() < 0.5,
        exclusive=chance.choice((Exclusive.NONE, Exclusive.NONE, Exclusive.BEST_PERCENT)),
        order=chance.choice((Order.BY_RANK, Order.BY_RANK, Order.AS_CHOSEN)),
    )


def with_offers(chance: Random, program: Program, selector: RandomSelector, when: RandomWhen) -> Program:
    """The program with promotions, coupons, price lists, access rules; often with none."""
    if chance.random() < 0.4:
        return program
    promotions = tuple(
        random_promotion(chance, f"p{number}", selector, when) for number in range(chance.randint(0, 4))
    )
    coupons: list[CouponRule] = []
    for number in range(chance.choice((0, 0, 1, 2))):
        given = random_promotion(chance, f"c{number}", selector, when)
        given = replace(given, automatic=False, limits=(), when=replace(given.when, code=""))
        coupons.append(CouponRule(f"c{number}", f"Coupon {number}", given))
    prices = tuple(
        PriceRule(
            f"l{number}",
            f"List {number}",
            selector(chance, 0.5),
            when(chance),
            price_minor=chance.choice((None, 100, 700)),
            percent=chance.choice((Rate(1, 10), Rate(1, 3))),
            minimum_milli=chance.choice((0, 0, 2000, 3500)),
        )
        for number in range(chance.choice((0, 0, 1, 2)))
    )
    access = tuple(
        AccessRule(f"a{number}", f"Access {number}", Selector(products=("pen",)), when(chance))
        for number in range(chance.choice((0, 0, 1)))
    )
    given_away: tuple[Benefit, ...] = ()
    if coupons and chance.random() < 0.3:
        given_away += (Benefit("rc", "A coupon", Effect.COUPON, 30, gives="c0", scope=Scope.MATCHING),)
    if chance.random() < 0.2:
        given_away += (Benefit("rd", "A gift", Effect.DONATION, 20, 100, gives="help", scope=Scope.MATCHING),)
    return replace(
        program,
        promotions=promotions,
        coupons=tuple(coupons),
        prices=prices,
        access=access,
        rewards=(*program.rewards, *given_away),
        charities=(Charity("help", "Help"),),
    )


def with_asked(chance: Random, program: Program, basket: Basket) -> Basket:
    """The basket with codes, coupons, uses by others."""
    rules = [each.coupon_id for each in program.coupons]
    coupons = tuple(
        ShownCoupon(f"{number:032x}", chance.choice(rules), basket.at_ms + 1)
        for number in range(chance.randint(0, 3))
        if rules
    )
    limited = [each.benefit_id for each in (*program.rewards, *program.promotions) if each.limits]
    used = tuple(
        (f"uses:{name}:{period}", chance.randint(0, 2)) for name in limited for period in ("day", "ever")
    )
    return replace(basket, codes=chance.choice(((), ("save",))), coupons=coupons, used_by_all=used)


def with_best(program: Program) -> Program:
    """The program with at most three promotions, searching for the cheapest combination."""
    discount = replace(program.discount, combination=Combination.BEST)
    return replace(program, promotions=program.promotions[:3], discount=discount)
