"""What each line brings towards points."""

from __future__ import annotations

from pos_app.kernel.money import divide, split_by_weight
from pos_app.loyalty.basket import BasketLine
from pos_app.loyalty.laid import Laid
from pos_app.loyalty.settings import EarnBase
from pos_app.loyalty.situation import Situation


def earning_amounts(situation: Situation, laid: Laid) -> list[int]:
    """Return the amount (minor units, never negative) by which each line earns, in canonical order.

    Lines that law or an exclusion bars bring 0. A reward paid as a tender, or stored value that may not
    earn, is taken off the lines it could pay for in proportion.
    """
    earning = situation.compiled.program.earning
    lines = situation.lines
    if earning.after_promotions:
        amounts = list(laid.left) if earning.after_rewards else list(situation.amounts)
    else:
        amounts = [line.extended_minor for line in lines]
        if earning.after_rewards:
            amounts = [
                amount - was + left
                for amount, was, left in zip(amounts, situation.amounts, laid.left, strict=True)
            ]
    if laid.tendered and earning.after_rewards:
        _take_off(amounts, situation.payable, laid.left, laid.tendered)
    if earning.after_stored_value and situation.basket.stored_value_minor > 0:
        places = [place for place, left in enumerate(laid.left) if left > 0]
        most = sum(laid.left[place] for place in places) - laid.tendered
        _take_off(amounts, places, laid.left, min(situation.basket.stored_value_minor, most))
    if earning.base is not EarnBase.AS_PRICED:
        amounts = [_rated(amount, line, earning.base) for amount, line in zip(amounts, lines, strict=True)]
    bars = situation.earning_bars
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
