"""Rewards as they lie on a basket so far."""

from __future__ import annotations

from typing import NamedTuple

from pos_app.kernel.messages import Message
from pos_app.loyalty.rules import Benefit, Effect, RewardForm, Scope
from pos_app.loyalty.situation import Situation


class Want(NamedTuple):
    """A reward asked for: place in the program, how often, points offered (0 = as many as fit)."""

    number: int
    times: int
    points: int


class Use(NamedTuple):
    """One use of a reward as it would fall out now: `shares` are (place, minor units taken off); none for a
    tender.
    """

    cost_points: int
    amount_minor: int
    shares: tuple[tuple[int, int], ...]
    unit_minor: int = 0
    """The price of the single item it was given on, for rewards on one item."""


class Laid:
    """What the rewards laid so far leave of every line and of the member's points."""

    __slots__ = (
        "dropped",
        "items",
        "left",
        "paid",
        "pool",
        "spent_points",
        "taken",
        "tendered",
        "units",
        "used",
    )

    def __init__(self, situation: Situation) -> None:
        self.left = list(situation.amounts)
        self.items: dict[tuple[int, int], int] = {}
        """(Reward, place) -> minor units taken off the line."""
        self.paid: dict[int, int] = {}
        """Reward -> minor units it pays as a tender."""
        self.used: dict[int, list[int]] = {}
        """Reward -> [times, points, minor units]."""
        self.dropped: list[tuple[int, Message]] = []
        self.spent_points = 0
        self.taken = 0
        self.tendered = 0
        self.units: dict[int, int] = {}
        self.pool: dict[int, int] = {}
        """Items of a line that no reward touched yet, with what they cost together."""

    def item_left(self, situation: Situation, place: int) -> tuple[int, int]:
        """Return (untouched items, their amount) of a line."""
        if place in self.units:
            return self.units[place], self.pool[place]
        return situation.units(place), self.left[place]

    def commit(self, situation: Situation, number: int, use: Use) -> None:
        """Book one use."""
        self.spent_points += use.cost_points
        self.taken += use.amount_minor
        record = self.used.setdefault(number, [0, 0, 0])
        record[0] += 1
        record[1] += use.cost_points
        record[2] += use.amount_minor
        if situation.compiled.rewards[number].form is RewardForm.TENDER:
            self.tendered += use.amount_minor
            self.paid[number] = self.paid.get(number, 0) + use.amount_minor
            return
        for place, minor in use.shares:
            if use.unit_minor:
                units, pool = self.item_left(situation, place)
                self.units[place], self.pool[place] = units - 1, pool - use.unit_minor
            self.left[place] -= minor
            self.items[number, place] = self.items.get((number, place), 0) + minor


def rank(reward: Benefit) -> int:
    """Return the place of a reward in the order of calculation.

    Rewards on one item first (a free item is not discounted again), then percentages, fixed amounts,
    amounts by the point; tenders after all discounts.
    """
    if reward.form is RewardForm.TENDER:
        return 5 if reward.effect is Effect.PER_POINT else 4
    if on_one_item(reward):
        return 0
    return {Effect.PERCENT: 1, Effect.AMOUNT: 2}.get(reward.effect, 3)


def on_one_item(reward: Benefit) -> bool:
    """True when the reward is given on a single item."""
    return reward.effect is Effect.FREE_ITEM or reward.scope is Scope.CHEAPEST
