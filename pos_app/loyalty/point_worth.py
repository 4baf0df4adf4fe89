"""What points are worth in money."""

from __future__ import annotations

from pos_app.kernel.money import Rate, Rounding, divide
from pos_app.loyalty.accounts import POINTS
from pos_app.loyalty.program import Program
from pos_app.loyalty.rules import Effect


def point_worth(program: Program) -> Rate:
    """Return the minor units that one point unit buys at the best rate of rewards of a known amount, 0 without any.

    Percentages, free items, gifts have no worth of their own: it depends on the basket.
    """
    best = Rate(0)
    for reward in program.rewards:
        if reward.account != POINTS:
            continue
        if reward.effect is Effect.PER_POINT:
            worth = reward.worth
        elif reward.effect in (Effect.AMOUNT, Effect.DONATION) and reward.cost_points:
            worth = Rate(reward.amount_minor, reward.cost_points)
        else:
            continue
        if worth.numerator * best.denominator > best.numerator * worth.denominator:
            best = worth
    return best


def worth_minor(program: Program, points: int) -> int:
    """Return what `points` (point units) are worth, rounded down."""
    worth = point_worth(program)
    return divide(points * worth.numerator, worth.denominator, Rounding.DOWN)
