"""What each line brings towards points."""

from __future__ import annotations

from typing import NamedTuple

from pos_app.kernel.money import divide, split_by_weight
from pos_app.loyalty.basket import BasketLine
from pos_app.loyalty.laid import Laid
from pos_app.loyalty.rules import Effect, Scope
from pos_app.loyalty.settings import EarnBase
from pos_app.loyalty.situation import Situation

_SALE_WIDE = frozenset({Effect.AMOUNT, Effect.PERCENT, Effect.PER_POINT})


class Amounts(NamedTuple):
    """Minor units (never negative) by which each line earns, in canonical order: `every` for most rules, `limited` for
    those that name goods, where these differ.
    """

    every: list[int]
    limited: list[int]


def earning_amounts(situation: Situation, laid: Laid) -> Amounts:
    """Return the amounts by which the lines earn.

    Lines that law or an exclusion bars bring 0. A reward paid as a tender, or stored value that may not
    earn, is taken off the lines it could pay for in proportion. With allocate_sale_discounts = false what is taken
    off the whole sale does not reduce the goods that a rule names.
    """
    earning = situation.compiled.program.earning
    lines = situation.lines
    amounts = list(laid.left) if earning.after_rewards or not laid.items else laid.before_rewards(situation)
    if not earning.after_promotions:
        before = laid.before_rewards(situation, gifts_too=True)
        amounts = [
            amount + line.extended_minor - was
            for amount, line, was in zip(amounts, lines, before, strict=True)
        ]
    if laid.tendered and earning.after_rewards:
        _take_off(amounts, situation.payable, laid.left, laid.tendered)
    if earning.after_stored_value and situation.basket.stored_value_minor > 0:
        places = [place for place, left in enumerate(laid.left) if left > 0]
        most = sum(laid.left[place] for place in places) - laid.tendered
        _take_off(amounts, places, laid.left, min(situation.basket.stored_value_minor, most))
    every = _finished(situation, amounts)
    if earning.allocate_sale_discounts or not (laid.items or laid.hand):
        return Amounts(every, every)
    return Amounts(every, _finished(situation, _without_sale_discounts(situation, laid, amounts)))


def _without_sale_discounts(situation: Situation, laid: Laid, amounts: list[int]) -> list[int]:
    """Return the amounts with what was taken off the whole sale put back, as far as it had reduced them."""
    earning, offers = situation.compiled.program.earning, situation.compiled.offers
    whole = list(amounts)
    for (number, place), minor in laid.items.items():
        counted = earning.after_promotions if offers.is_promotion(number) else earning.after_rewards
        benefit = offers.benefits[number]
        if counted and benefit.scope is Scope.SALE and benefit.effect in _SALE_WIDE:
            whole[place] += minor
    if laid.hand and earning.after_promotions:
        for place, minor in laid.hand.items():
            whole[place] += minor
    return whole


def _finished(situation: Situation, amounts: list[int]) -> list[int]:
    base = situation.compiled.program.earning.base
    lines, bars = situation.lines, situation.earning_bars
    if base is not EarnBase.AS_PRICED:
        amounts = [_rated(amount, line, base) for amount, line in zip(amounts, lines, strict=True)]
    return [
        amount if amount > 0 and line.may_earn and place not in bars else 0
        for place, (amount, line) in enumerate(zip(amounts, lines, strict=True))
    ]


def _rated(amount: int, line: BasketLine, base: EarnBase) -> int:
    """Return a part of a line's amount with or without tax."""
    rated = line.net_minor if base is EarnBase.NET else line.gross_minor
    if rated is None or amount <= 0 or line.amount_minor <= 0 or rated == line.amount_minor:
        return amount
    return divide(amount * rated, line.amount_minor)


def _take_off(amounts: list[int], places: list[int], weights: list[int], total: int) -> None:
    if total <= 0 or not places:
        return
    for place, part in zip(places, split_by_weight(total, [weights[place] for place in places]), strict=True):
        amounts[place] -= part
