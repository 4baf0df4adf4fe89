"""Points that can pay in the very sale that earns them."""

from __future__ import annotations

from pos_app.kernel.limits import SAME_SALE_ROUNDS
from pos_app.loyalty.amounts import earning_amounts
from pos_app.loyalty.asking import Want
from pos_app.loyalty.basket import Basket
from pos_app.loyalty.combining import combine
from pos_app.loyalty.compiled import CompiledProgram
from pos_app.loyalty.earning import earn
from pos_app.loyalty.laid import Laid
from pos_app.loyalty.member import MemberSnapshot
from pos_app.loyalty.situation import Situation


def prepared(
    compiled: CompiledProgram, member: MemberSnapshot | None, basket: Basket, wants: tuple[Want, ...]
) -> tuple[Situation, Laid]:
    """Return the situation of a basket with promotions and `wants` laid on it.

    With same_sale_spendable = true what the sale earns before any reward can be spent, too. Rewards may make it earn
    less; should what they cost not be covered then, the most that stays covered is searched for by halving, in at most
    SAME_SALE_ROUNDS rounds, always the same ones: what is spent is there once the sale is settled.
    """
    situation = Situation(compiled, member, basket)
    if member is None or not compiled.program.earning.same_sale_spendable:
        return situation, combine(situation, wants)
    held = situation.spendable_points
    allowed = _earned(situation, combine(situation, ()))
    low, high = 0, allowed + 1
    best: tuple[Situation, Laid] | None = None
    for _ in range(SAME_SALE_ROUNDS):
        situation = _allowing(compiled, member, basket, allowed)
        laid = combine(situation, wants)
        if laid.spent_points <= held + _earned(situation, laid):
            best, low = (situation, laid), allowed
        else:
            high = allowed
        if high - low <= 1:
            break
        allowed = (low + high) // 2
    if best is not None:
        return best
    situation = Situation(compiled, member, basket)
    return situation, combine(situation, wants)


def _earned(situation: Situation, laid: Laid) -> int:
    return earn(situation, earning_amounts(situation, laid)).points


def _allowing(compiled: CompiledProgram, member: MemberSnapshot, basket: Basket, points: int) -> Situation:
    situation = Situation(compiled, member, basket)
    if not member.debt_points:
        situation.spendable_points += points
    return situation
