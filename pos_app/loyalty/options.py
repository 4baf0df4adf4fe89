"""Which rewards a member could use now, with price, worth or what is missing."""

from __future__ import annotations

from pos_app.kernel.limits import REWARDS_PER_SALE_MAX
from pos_app.kernel.messages import Message
from pos_app.loyalty.asking import Want, in_order
from pos_app.loyalty.combining import combine
from pos_app.loyalty.laid import Laid, Use
from pos_app.loyalty.limiting import uses_left
from pos_app.loyalty.pricing import attempt, unpaid
from pos_app.loyalty.quote import RewardOption
from pos_app.loyalty.rules import Benefit, Effect, Whose
from pos_app.loyalty.same_sale import prepared
from pos_app.loyalty.situation import Situation

_ON_ITS_LINE = frozenset({"reward.nothing_fits", "reward.nothing_left"})
"""Why a gift that is not on the sale yet does not fit: choosing it puts it there."""


def one_more(
    situation: Situation, wants: tuple[Want, ...], laid: Laid, number: int, points: int = 0
) -> tuple[int, int, Laid | None] | Message:
    """Return (points, minor units, what would be laid) of one more use of a reward, or why it cannot be
    used again.

    With promotions or other rewards on the sale everything is laid anew, so that the answer is what the sale would
    really show; a use that would push out one that is already chosen is refused.
    """
    benefit = situation.compiled.offers.benefits[number]
    by_points = benefit.effect is Effect.PER_POINT
    if by_points and number in laid.used and not points:
        wanted = next(want for want in wants if want.number == number)
        if not wanted.points:
            return Message("reward.all_points_used")
    if sum(want.times for want in wants) >= REWARDS_PER_SALE_MAX:
        return Message("reward.too_many", {"most": REWARDS_PER_SALE_MAX})
    same_sale = situation.compiled.program.earning.same_sale_spendable
    if not wants and not situation.standing and not same_sale:
        outcome = attempt(situation, laid, number, points)
        return (outcome.cost_points, outcome.amount_minor, None) if isinstance(outcome, Use) else outcome
    refusal = laid.terms(situation, number).refusal or unpaid(situation, laid, number)
    if refusal is not None and not same_sale:
        return refusal
    old = next((want for want in wants if want.number == number), None)
    times = 1 if old is None or by_points else old.times + 1
    new = (*(want for want in wants if want.number != number), Want(number, times, points))
    new = in_order(situation.compiled, new)
    if same_sale:
        _, again = prepared(situation.compiled, situation.member, situation.basket, new)
    else:
        again = combine(situation, new)
    known = {dropped for dropped, _ in laid.dropped}
    for dropped, reason in again.dropped:
        if dropped == number or dropped not in known:
            return reason
    was = laid.used.get(number, [0, 0, 0])
    now = again.used[number]
    if now[2] <= was[2] and now[1] <= was[1]:
        return Message("reward.nothing_left")
    return now[1] - was[1], now[2] - was[2], again


def reward_options(situation: Situation, wants: tuple[Want, ...], laid: Laid) -> tuple[RewardOption, ...]:
    """Return one option per reward of the program, then per promotion that a cashier chooses, in its order; without
    a member only the promotions.
    """
    offers = situation.compiled.offers
    first = offers.first_promotion if situation.member is None else 0
    return tuple(
        _option(situation, wants, laid, number)
        for number in range(first, offers.first_coupon)
        if number not in offers.automatic
    )


def _option(situation: Situation, wants: tuple[Want, ...], laid: Laid, number: int) -> RewardOption:
    benefit = situation.compiled.offers.benefits[number]
    used = laid.used.get(number, (0,))[0]
    outcome = one_more(situation, wants, laid, number)
    cost, worth, why_not = benefit.cost_points, benefit.amount_minor, None
    if not isinstance(outcome, Message):
        cost, worth, _ = outcome
    elif benefit.gift and outcome.code in _ON_ITS_LINE:
        why_not = unpaid(situation, laid, number)
    else:
        why_not = outcome
    return RewardOption(
        benefit.benefit_id,
        benefit.name,
        cost,
        worth,
        why_not is None,
        by_points=benefit.effect is Effect.PER_POINT,
        used=used,
        why_not=why_not,
        account=benefit.account,
        gift=benefit.gift,
        left=_left(situation, benefit, used),
    )


def _left(situation: Situation, benefit: Benefit, used: int) -> int | None:
    """Return what limits for everybody leave, less what this sale uses already."""
    limits = [limit for limit in benefit.limits if limit.whose is Whose.EVERYBODY]
    if not limits:
        return None
    left = uses_left(benefit.benefit_id, limits, situation.member, situation.basket, situation.compiled.zone)
    return None if left.times is None else max(0, left.times - used)
