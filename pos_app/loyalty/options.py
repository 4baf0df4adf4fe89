"""Which rewards a member could use now, with price, worth or what is missing."""

from __future__ import annotations

from pos_app.kernel.limits import REWARDS_PER_SALE_MAX
from pos_app.kernel.messages import Message
from pos_app.loyalty.basket import Chosen
from pos_app.loyalty.compiled import CompiledProgram
from pos_app.loyalty.laid import Laid, Use, Want
from pos_app.loyalty.laying import lay
from pos_app.loyalty.pricing import attempt
from pos_app.loyalty.quote import RewardOption
from pos_app.loyalty.rules import Effect
from pos_app.loyalty.situation import Situation


def wants_of(compiled: CompiledProgram, chosen: tuple[Chosen, ...]) -> tuple[tuple[Want, ...], list[str]]:
    """Return what is asked for, one want per reward in program order, and the ids the program does not
    know.

    A reward named twice is asked for the sum of its times; the larger offer of points counts, 0 (as many as
    fit) above all.
    """
    wants: dict[int, Want] = {}
    unknown: list[str] = []
    for each in chosen:
        number = compiled.reward_number(each.reward_id)
        if number is None:
            unknown.append(each.reward_id)
            continue
        times, points = max(each.times, 1), max(each.points, 0)
        before = wants.get(number)
        if before is not None:
            times += before.times
            points = max(points, before.points) if points and before.points else 0
        wants[number] = Want(number, min(times, REWARDS_PER_SALE_MAX), points)
    return tuple(wants[number] for number in sorted(wants)), sorted(set(unknown))


def one_more(
    situation: Situation, wants: tuple[Want, ...], laid: Laid, number: int, points: int = 0
) -> tuple[int, int, Laid | None] | Message:
    """Return (points, minor units, what would be laid) of one more use of a reward, or why it cannot be
    used again.

    With other rewards chosen everything is laid anew, so that the answer is what the sale would really
    show; a use that would push out one that is already chosen is refused.
    """
    reward = situation.compiled.rewards[number]
    by_points = reward.effect is Effect.PER_POINT
    if by_points and number in laid.used and not points:
        wanted = next(want for want in wants if want.number == number)
        if not wanted.points:
            return Message("reward.all_points_used")
    if sum(want.times for want in wants) >= REWARDS_PER_SALE_MAX:
        return Message("reward.too_many", {"most": REWARDS_PER_SALE_MAX})
    if not wants:
        outcome = attempt(situation, laid, number, points)
        return (outcome.cost_points, outcome.amount_minor, None) if isinstance(outcome, Use) else outcome
    old = next((want for want in wants if want.number == number), None)
    times = 1 if old is None or by_points else old.times + 1
    new = (*(want for want in wants if want.number != number), Want(number, times, points))
    again = lay(situation, tuple(sorted(new)))
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
    """Return one option per reward of the program, in its order; empty without a member."""
    if situation.member is None:
        return ()
    options: list[RewardOption] = []
    for number, reward in enumerate(situation.compiled.rewards):
        used = laid.used.get(number, [0])[0]
        by_points = reward.effect is Effect.PER_POINT
        outcome = one_more(situation, wants, laid, number)
        if isinstance(outcome, Message):
            options.append(
                RewardOption(
                    reward.benefit_id,
                    reward.name,
                    cost_points=reward.cost_points,
                    worth_minor=reward.amount_minor,
                    usable=False,
                    by_points=by_points,
                    used=used,
                    why_not=outcome,
                )
            )
            continue
        cost, worth, _ = outcome
        options.append(
            RewardOption(reward.benefit_id, reward.name, cost, worth, True, by_points=by_points, used=used)
        )
    return tuple(options)
