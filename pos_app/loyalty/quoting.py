"""The answer to one basket: points, rewards, hints."""

from __future__ import annotations

from pos_app.kernel.messages import Message
from pos_app.loyalty.amounts import earning_amounts
from pos_app.loyalty.basket import Basket
from pos_app.loyalty.compiled import CompiledProgram
from pos_app.loyalty.earning import earn
from pos_app.loyalty.laid import Laid, Want
from pos_app.loyalty.laying import lay
from pos_app.loyalty.member import MemberSnapshot
from pos_app.loyalty.nudging import nudges
from pos_app.loyalty.options import reward_options, wants_of
from pos_app.loyalty.quote import LeftOut, Quote, RewardChange, RewardTender, SpentItem
from pos_app.loyalty.reasons import left_out_reason, reward_reason
from pos_app.loyalty.situation import Situation


def quote(
    compiled: CompiledProgram, member: MemberSnapshot | None, basket: Basket, offers: bool = True
) -> Quote:
    """Return everything a screen or a settlement needs to know about `basket`, judged at its instant.

    Pure: the same program, member and basket give the same answer everywhere, whatever the order of the
    basket's lines. Without a member nothing is earned or spent; one hint says what a card would have
    earned. With `offers` false the rewards that could be used and the hints are left out: nobody looks at
    them in a replay or on a server.
    """
    situation = Situation(compiled, member, basket)
    wants, unknown = wants_of(compiled, basket.chosen)
    laid = lay(situation, wants)
    return answer(situation, wants, laid, unknown, offers)


def answer(
    situation: Situation, wants: tuple[Want, ...], laid: Laid, unknown: list[str], offers: bool = True
) -> Quote:
    """Return the quote of rewards that are already laid; `unknown` are ids of rewards the program does not
    have.
    """
    rewards = situation.compiled.rewards
    amounts = earning_amounts(situation, laid)
    earned = earn(situation, amounts)
    dropped = [(rewards[number].benefit_id, reason) for number, reason in laid.dropped]
    dropped += [(reward_id, Message("reward.unknown")) for reward_id in unknown]
    if situation.member is None:
        hint = (Message("nudge.join", {"gain_points": earned.points}),) if earned.points else ()
        return Quote(nudges=hint, dropped=tuple(dropped))
    options = reward_options(situation, wants, laid) if offers else ()
    return Quote(
        earned=earned.items,
        earn_points=earned.points,
        line_points=earned.line_points,
        changes=_changes(situation, laid) if laid.items else (),
        tenders=_tenders(situation, laid) if laid.paid else (),
        rewards=options,
        nudges=nudges(situation, amounts, options, laid.spent_points) if offers else (),
        dropped=tuple(dropped),
        spent_points=laid.spent_points,
        spendable_points=situation.spendable_points - laid.spent_points,
        spent=_spent(situation, laid) if laid.used else (),
        left_out=_left_out(situation),
    )


def _changes(situation: Situation, laid: Laid) -> tuple[RewardChange, ...]:
    rewards, lines = situation.compiled.rewards, situation.lines
    return tuple(
        RewardChange(
            rewards[number].benefit_id,
            lines[place].line_no,
            -minor,
            reward_reason(rewards[number], laid.used[number][1]),
        )
        for (number, place), minor in laid.items.items()
    )


def _tenders(situation: Situation, laid: Laid) -> tuple[RewardTender, ...]:
    rewards = situation.compiled.rewards
    return tuple(
        RewardTender(
            rewards[number].benefit_id,
            minor,
            laid.used[number][1],
            reward_reason(rewards[number], laid.used[number][1]),
        )
        for number, minor in laid.paid.items()
    )


def _spent(situation: Situation, laid: Laid) -> tuple[SpentItem, ...]:
    rewards = situation.compiled.rewards
    return tuple(
        SpentItem(rewards[number].benefit_id, times, points, minor, reward_reason(rewards[number], points))
        for number, (times, points, minor) in laid.used.items()
    )


def _left_out(situation: Situation) -> tuple[LeftOut, ...]:
    exclusions, bars = situation.compiled.exclusions, situation.earning_bars
    found: list[LeftOut] = []
    for place, line in enumerate(situation.lines):
        if not line.may_earn:
            found.append(LeftOut(line.line_no, left_out_reason("")))
        elif place in bars:
            found.append(LeftOut(line.line_no, left_out_reason(exclusions[bars[place]].name)))
    return tuple(found)
