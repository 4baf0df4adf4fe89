"""The loyalty engine once more: slow, exact, every rule against every line. What the real one must equal.

It follows the written rules with fractions, without indexes, without anything of the engine but its values.
"""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

import msgspec

from pos_app.loyalty.basket import Basket, BasketLine
from pos_app.loyalty.member import MemberSnapshot
from pos_app.loyalty.program import Program
from pos_app.loyalty.rules import Benefit, Effect, Scope
from pos_app.loyalty.settings import EarnBase
from tests.support.loyalty_reference_earning import Earning, Points
from tests.support.loyalty_reference_parts import half_up, matches, share
from tests.support.loyalty_reference_rewards import Laying


class Answer(NamedTuple):
    """Points by (rule, line), money off by (reward, line), tenders and prices by reward, rewards that did not fit."""

    earned: dict[tuple[str, int], int]
    off: dict[tuple[str, int], int]
    tenders: dict[str, int]
    prices: dict[str, int]
    dropped: set[str]
    stamps: dict[str, int]
    used: dict[str, int]
    carried: dict[str, int]


def evaluate(program: Program, member: MemberSnapshot, basket: Basket) -> Answer:
    """Answer for a member whose lots never end."""
    lines = sorted(
        basket.lines,
        key=lambda each: (
            each.product,
            each.amount_minor,
            each.extended_minor,
            each.quantity_milli,
            each.net_minor,
            each.unit_price_minor,
            each.by_hand,
            each.line_no,
        ),
    )
    laying, points = laid(program, member, basket, lines)
    return Answer(
        earned=points.earned,
        off=laying.off,
        tenders=laying.tenders,
        prices=laying.prices,
        dropped=laying.dropped,
        stamps=points.stamps,
        used=points.used,
        carried=points.carried,
    )


def laid(
    program: Program, member: MemberSnapshot, basket: Basket, lines: list[BasketLine]
) -> tuple[Laying, Points]:
    """Rewards laid, with what is earned then; where points of this sale may be spent, as many as are sure to come."""

    def one(basket: Basket, allowed: int) -> tuple[Laying, Points, int]:
        laying = Laying(program, member, basket, lines)
        if not member.debt_points:
            laying.balance += allowed
            laying.start += allowed
        laying.run()
        amounts = [counted(program, lines, basket, laying, whole) for whole in (False, True)]
        points = Earning(program, member, basket, lines, *amounts).run()
        return laying, points, sum(points.earned.values())

    if program.earning.same_sale_spendable:
        _, _, allowed = one(msgspec.structs.replace(basket, chosen=()), 0)
        held = sum(lot.open_points for lot in member.lots)
        low, high, best = 0, allowed + 1, None
        while best is None or high - low > 1:
            laying, points, earned = one(basket, allowed)
            if sum(laying.prices.values()) <= held + earned:
                low, best = allowed, (laying, points)
            elif allowed == 0:
                raise AssertionError("more is spent than is held")
            else:
                high = allowed
            allowed = (low + high) // 2
        return best
    laying, points, _ = one(basket, 0)
    return laying, points


def counted(
    program: Program, lines: list[BasketLine], basket: Basket, laying: Laying, limited: bool
) -> list[int]:
    """What each line earns by; `limited` for rules that name goods."""
    earning = program.earning
    amounts = []
    for place, line in enumerate(lines):
        off = {key: minor for (key, line_no), minor in laying.off.items() if line_no == line.line_no}
        amount = laying.amounts[place] if earning.after_promotions else line.extended_minor
        if earning.after_promotions and (earning.allocate_sale_discounts or not limited):
            amount -= laying.hand.get(place, 0)
        for key, minor in off.items():
            is_promotion = key in laying.promotions
            counts = earning.after_promotions if is_promotion else earning.after_rewards
            counts = counts or bool(laying.known[key].gift)
            spread = earning.allocate_sale_discounts or not limited or not sale_wide(laying.known[key])
            amount -= minor if counts and spread else 0
        amounts.append(amount)
    if earning.after_rewards and laying.tendered:
        payers = [place for place in range(len(lines)) if laying.payable[place]]
        parts = share(laying.tendered, [laying.left[place] for place in payers])
        for place, part in zip(payers, parts, strict=True):
            amounts[place] -= part
    if earning.after_stored_value and basket.stored_value_minor:
        places = [place for place in range(len(lines)) if laying.left[place] > 0]
        total = min(basket.stored_value_minor, sum(laying.left[p] for p in places) - laying.tendered)
        if total > 0:
            for place, part in zip(places, share(total, [laying.left[p] for p in places]), strict=True):
                amounts[place] -= part
    result = []
    for line, amount in zip(lines, amounts, strict=True):
        rated = {EarnBase.NET: line.net_minor, EarnBase.GROSS: line.gross_minor}.get(earning.base)
        if rated is not None and amount > 0 and line.amount_minor > 0:
            amount = half_up(Fraction(amount * rated, line.amount_minor))
        barred = any(each.bars_earning and matches(each.selector, line) for each in program.exclusions)
        result.append(0 if barred or not line.may_earn else max(amount, 0))
    return result


def sale_wide(benefit: Benefit) -> bool:
    """It takes money off the whole sale."""
    return benefit.scope is Scope.SALE and benefit.effect in (Effect.AMOUNT, Effect.PERCENT, Effect.PER_POINT)
