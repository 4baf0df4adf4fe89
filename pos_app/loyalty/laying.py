"""Chosen rewards laid on the basket, in one order whatever order they were chosen in."""

from __future__ import annotations

from pos_app.loyalty.laid import Laid, Use, Want, rank
from pos_app.loyalty.pricing import attempt
from pos_app.loyalty.rules import Effect
from pos_app.loyalty.situation import Situation


def lay(situation: Situation, wants: tuple[Want, ...]) -> Laid:
    """Lay all `wants`; within a rank the higher saving first, ties by id. What does not fit is dropped with
    its reason.
    """
    laid = Laid(situation)
    rewards = situation.compiled.rewards
    by_rank: dict[int, list[Want]] = {}
    for want in wants:
        by_rank.setdefault(rank(rewards[want.number]), []).append(want)
    for step in sorted(by_rank):
        _lay_rank(situation, laid, by_rank[step])
    return laid


def _lay_rank(situation: Situation, laid: Laid, wants: list[Want]) -> None:
    rewards = situation.compiled.rewards
    open_wants = {want.number: want for want in wants}
    while open_wants:
        offers: list[tuple[int, str, int, Use]] = []
        for number, want in list(open_wants.items()):
            outcome = attempt(situation, laid, number, want.points)
            if isinstance(outcome, Use):
                offers.append((-outcome.amount_minor, rewards[number].benefit_id, number, outcome))
            else:
                laid.dropped.append((number, outcome))
                del open_wants[number]
        if not offers:
            return
        _, _, number, use = min(offers)
        laid.commit(situation, number, use)
        want = open_wants[number]
        if want.times > 1 and rewards[number].effect is not Effect.PER_POINT:
            open_wants[number] = Want(number, want.times - 1, 0)
        else:
            del open_wants[number]
