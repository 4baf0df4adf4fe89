"""What an owner may want to look at twice in a program that can be used."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from pos_app.kernel.messages import Message
from pos_app.kernel.money import Rate
from pos_app.loyalty.accounts import POINTS
from pos_app.loyalty.checking_references import whens
from pos_app.loyalty.point_worth import point_worth
from pos_app.loyalty.program import Program
from pos_app.loyalty.reasons import rate_text
from pos_app.loyalty.rules import Benefit, EarnKind, Effect, PriceRule, Scope, Selector, When
from pos_app.loyalty.settings import Exclusive, ExpiryKind, Stacking

_GENEROUS = Fraction(1, 5)
_WORTH_A_BOUND = Fraction(1, 20)
_DEEP = Fraction(1, 2)
_COMPARED_MAX = 500
"""Longer lists are not searched for rules that always lose: every pair would be compared."""
_LISTS = {
    "earn": "earn",
    "reward": "rewards",
    "promotion": "promotions",
    "price": "prices",
    "access": "access",
    "activity": "activities",
    "entitlement": "entitlements",
}


def doubts(program: Program, today: str) -> tuple[Message, ...]:
    """Return what looks like a mistake and may be meant; `today` is an ISO date."""
    found = (_ended, _losing, _generous, _endless, _unbounded, _stacked)
    return tuple(message for each in found for message in each(program, today))


def _ended(program: Program, today: str) -> Iterator[Message]:
    """Rules whose last day is over."""
    for path, when in whens(program):
        if when.valid_until and when.valid_until < today:
            yield Message("doubt.ended", {"name": _name(program, path), "day": when.valid_until})


def _name(program: Program, path: tuple[str | int, ...]) -> str:
    kind, number = str(path[0]), int(path[1])
    if kind == "coupon":
        return program.coupons[number].name
    rules = getattr(program, _LISTS[kind])
    return str(rules[number].name)


def _losing(program: Program, today: str) -> Iterator[Message]:
    """Prices and percentages that another one always beats."""
    prices, percents = program.prices, _sale_percents(program)
    if len(prices) <= _COMPARED_MAX:
        for rule in prices:
            other = next((each for each in prices if each is not rule and _beats(each, rule)), None)
            if other is not None:
                yield Message("doubt.never_wins", {"name": rule.name, "other": other.name})
    if program.discount.exclusive is Exclusive.BEST_PERCENT and len(percents) <= _COMPARED_MAX:
        for benefit in percents:
            best = next((each for each in percents if each is not benefit and _outdoes(each, benefit)), None)
            if best is not None:
                yield Message("doubt.never_wins", {"name": benefit.name, "other": best.name})


def _beats(other: PriceRule, rule: PriceRule) -> bool:
    """Say whether `other` holds whenever `rule` does, for less money; of two equal ones the first id wins."""
    if other.selector not in (Selector(), rule.selector) or other.when not in (When(), rule.when):
        return False
    if other.minimum_milli > rule.minimum_milli:
        return False
    if rule.price_minor is not None and other.price_minor is not None:
        return (other.price_minor, other.price_id) < (rule.price_minor, rule.price_id)
    if rule.price_minor is None and other.price_minor is None:
        return (-_fraction(other.percent), other.price_id) < (-_fraction(rule.percent), rule.price_id)
    return False


def _sale_percents(program: Program) -> list[Benefit]:
    """Percentages off the whole sale that nobody has to ask for."""
    return [
        each
        for each in program.promotions
        if each.automatic
        and each.effect is Effect.PERCENT
        and each.scope is Scope.SALE
        and not each.when.code
    ]


def _outdoes(other: Benefit, rule: Benefit) -> bool:
    if other.when not in (When(), rule.when) or other.limits or other.cap_minor is not None:
        return False
    if other.minimum_minor > rule.minimum_minor or other.minimum_milli > rule.minimum_milli:
        return False
    if other.selector not in (Selector(), rule.selector):
        return False
    return (-_fraction(other.percent), other.benefit_id) < (-_fraction(rule.percent), rule.benefit_id)


def _generous(program: Program, today: str) -> Iterator[Message]:
    """Points that are worth more than a fifth of what earned them, for a member of the lowest tier."""
    share = _units_per_minor(program) * _fraction(point_worth(program))
    if share > _GENEROUS:
        yield Message("doubt.generous", {"percent": _percent_text(share)})


def _units_per_minor(program: Program) -> Fraction:
    """Return the point units that rules for everything, at all times, give for one minor unit."""
    scale, rates, factor = 10**program.decimals, [Fraction(0)], Fraction(1)
    for rule in program.earn:
        if rule.when != When() or rule.selector != Selector() or rule.account != POINTS or rule.limits:
            continue
        points = _fraction(rule.points) * scale
        if rule.kind is EarnKind.SPEND:
            rates.append(points / rule.step)
        elif rule.kind is EarnKind.PERCENT:
            rates.append(points / 10**program.money_digits)
        elif rule.kind is EarnKind.MULTIPLIER:
            factor = max(factor, _fraction(rule.factor))
    alone = program.earning.stacking in (Stacking.BEST, Stacking.NEWEST)
    return (max(rates) if alone else sum(rates, Fraction(0))) * factor


def _endless(program: Program, today: str) -> Iterator[Message]:
    """Points that never end."""
    if program.expiry.kind is ExpiryKind.NEVER and any(rule.account == POINTS for rule in program.earn):
        yield Message("doubt.no_expiry")


def _unbounded(program: Program, today: str) -> Iterator[Message]:
    """Points that never end or are worth much, as many in a sale as it brings."""
    limits, worth = program.limits, _fraction(point_worth(program))
    is_much = worth and program.expiry.kind is ExpiryKind.NEVER
    is_much = is_much or _units_per_minor(program) * worth > _WORTH_A_BOUND
    if is_much and limits.points_per_sale is None and limits.points_per_day is None:
        yield Message("doubt.no_cap")


def _stacked(program: Program, today: str) -> Iterator[Message]:
    """Percentages that everybody gets together and that take off more than half."""
    if program.discount.exclusive is Exclusive.BEST_PERCENT:
        return
    together = [each for each in _sale_percents(program) if each.when == When() and not each.minimum_minor]
    left = Fraction(1)
    for each in together:
        percent = _fraction(each.percent)
        left = left * (1 - percent) if program.discount.compound else left - percent
    if len(together) > 1 and 1 - left > _DEEP:
        off = _percent_text(min(Fraction(1), 1 - left))
        yield Message(
            "doubt.stacked", {"percent": off, "names": ", ".join(each.name for each in together[:5])}
        )


def _percent_text(share: Fraction) -> str:
    return rate_text(Rate(round(share * 1000), 10))


def _fraction(rate: Rate) -> Fraction:
    return Fraction(rate.numerator, rate.denominator)
