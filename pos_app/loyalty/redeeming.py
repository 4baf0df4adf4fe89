"""What happens when a reward's button is pressed."""

from __future__ import annotations

import msgspec

from pos_app.kernel.errors import Refused
from pos_app.kernel.messages import Message
from pos_app.loyalty.asking import wants_of
from pos_app.loyalty.basket import Basket, Chosen
from pos_app.loyalty.combining import combine
from pos_app.loyalty.compiled import CompiledProgram
from pos_app.loyalty.laid import Laid
from pos_app.loyalty.member import MemberSnapshot
from pos_app.loyalty.options import one_more
from pos_app.loyalty.quote import Quote
from pos_app.loyalty.quoting import answer, present
from pos_app.loyalty.rules import Effect
from pos_app.loyalty.same_sale import prepared
from pos_app.loyalty.situation import Situation


class Plan(msgspec.Struct, frozen=True):
    """A reward that fits: `chosen` is the reward's whole entry, `all_chosen` what the basket's choices
    become.

    `cost_points` and `worth_minor` are what this press costs and takes off; `quote` is the basket's quote
    with it.
    """

    chosen: Chosen
    all_chosen: tuple[Chosen, ...]
    cost_points: int
    worth_minor: int
    quote: Quote


def redeem(
    compiled: CompiledProgram,
    member: MemberSnapshot | None,
    basket: Basket,
    reward_id: str,
    times: int = 1,
    points: int = 0,
) -> Plan:
    """Return the plan for `times` more uses of a reward, or for paying `points` by the point (0 = as many
    as fit).

    Raises Refused with what is missing (`reward.points_short` have/need, `reward.spend_short` have/need,
    `reward.other_tier`, `reward.not_now`, `reward.limit`, `reward.nothing_fits`, `reward.nothing_left`,
    `reward.floor`, `reward.cap`, `reward.step`, `reward.does_not_fit`, `reward.all_points_used`,
    `reward.too_many`, `reward.no_member`, `reward.unknown`).
    """
    number = compiled.reward_number(reward_id)
    if number is None:
        raise Refused("reward.unknown")
    if times < 1 or points < 0:
        raise Refused("reward.odd_count")
    asked = wants_of(compiled, basket.chosen)[0]
    member = present(compiled, member, basket, asked) if member is not None else None
    situation, _ = prepared(compiled, member, basket, asked)
    reward = compiled.offers.benefits[number]
    by_points = reward.effect is Effect.PER_POINT
    chosen = basket.chosen
    before = _used(_laid(situation, chosen), number)
    entry = Chosen(reward_id, 1, points)
    for _ in range(1 if by_points else times):
        wants, _unknown = wants_of(compiled, chosen)
        outcome = one_more(situation, wants, _laid(situation, chosen), number, points)
        if isinstance(outcome, Message):
            raise Refused(outcome.code, **outcome.params)
        old = next((want for want in wants if want.number == number), None)
        entry = Chosen(reward_id, 1 if by_points or old is None else old.times + 1, points)
        chosen = (*(each for each in chosen if each.reward_id != reward_id), entry)
    wants, unknown = wants_of(compiled, chosen)
    situation, laid = prepared(compiled, member, basket, wants)
    after = _used(laid, number)
    lost = next((reason for dropped, reason in laid.dropped if dropped == number), None)
    if lost is not None and compiled.program.earning.same_sale_spendable:
        raise Refused(lost.code, **lost.params)
    return Plan(
        chosen=entry,
        all_chosen=chosen,
        cost_points=after[1] - before[1],
        worth_minor=after[2] - before[2],
        quote=answer(situation, wants, laid, unknown),
    )


def _laid(situation: Situation, chosen: tuple[Chosen, ...]) -> Laid:
    return combine(situation, wants_of(situation.compiled, chosen)[0])


def _used(laid: Laid, number: int) -> tuple[int, int, int]:
    times, points, minor = laid.used.get(number, [0, 0, 0])
    return times, points, minor
