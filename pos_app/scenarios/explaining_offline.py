"""What a shop can lose at most while tills cannot reach their server."""

from __future__ import annotations

from pos_app.kernel.messages import Translate
from pos_app.loyalty.accounts import POINTS
from pos_app.loyalty.point_worth import worth_minor
from pos_app.loyalty.program import Program
from pos_app.loyalty.rules import Effect
from pos_app.loyalty.settings import OfflineMode


def worst_case(program: Program, say: Translate) -> tuple[str, ...]:
    """Return the sentence that an owner reads before points can be spent at risk; none where they cannot be."""
    offline = program.offline
    spends = any(
        reward.account == POINTS and (reward.cost_points or reward.effect is Effect.PER_POINT)
        for reward in program.rewards
    )
    if offline.mode is not OfflineMode.RISK or not spends:
        return ()
    worth = worth_minor(program, offline.points_per_day)
    if not worth:
        return (say("plain.offline_worst_points", day_points=offline.points_per_day),)
    return (say("plain.offline_worst", day_points=offline.points_per_day, worst_minor=worth),)
