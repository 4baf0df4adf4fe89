"""Promotions with rewards as they lie on a basket so far."""

from __future__ import annotations

from typing import NamedTuple

from pos_app.kernel.messages import Message
from pos_app.kernel.money import divide
from pos_app.loyalty.accounts import POINTS
from pos_app.loyalty.refusing import GIVES_NO_MONEY, SETS, terms_beside, terms_of
from pos_app.loyalty.rules import Benefit, Effect, RewardForm, Scope
from pos_app.loyalty.situation import Situation, Terms

GIFTS = -1
SALE_PROMOTIONS = 2
FIRST_TENDER = 9


class Use(NamedTuple):
    """Uses of a benefit as they would fall out now: `shares` are (place, minor units taken off); none for a
    tender. `taken` are (place, items, what they cost) that no further benefit on items may touch. `over` are the lines
    (place, what is left of it) that the amount is still to be split over.
    """

    cost_points: int
    amount_minor: int
    shares: tuple[tuple[int, int], ...] = ()
    taken: tuple[tuple[int, int, int], ...] = ()
    times: int = 1
    over: tuple[tuple[int, int], ...] = ()


class Laid:
    """What the benefits laid so far leave of every line and of the member's accounts."""

    __slots__ = (
        "bound_hit",
        "dropped",
        "gifted",
        "hand",
        "items",
        "known",
        "left",
        "log",
        "paid",
        "pool",
        "rewarded",
        "spent",
        "tendered",
        "units",
        "used",
    )

    def __init__(self, situation: Situation) -> None:
        self.left = list(situation.amounts)
        self.items: dict[tuple[int, int], int] = {}
        """(Benefit, place) -> minor units taken off the line."""
        self.paid: dict[int, int] = {}
        """Benefit -> minor units it pays as a tender."""
        self.used: dict[int, list[int]] = {}
        """Benefit -> [times, points, minor units]."""
        self.log: list[tuple[int, int]] = []
        """(Benefit, minor units) of every use in the order they were laid."""
        self.dropped: list[tuple[int, Message]] = []
        self.spent: dict[str, int] = {}
        """Account -> what was spent of it."""
        self.rewarded = 0
        """What rewards (not promotions) took in all; the program's caps bound it."""
        self.tendered = 0
        self.units: dict[int, int] = {}
        self.pool: dict[int, int] = {}
        """Items of a line that no benefit on items touched yet, with what they cost together."""
        self.gifted: dict[int, tuple[int, int]] = {}
        """Place of a line with gifts -> (thousandths that are free, minor units they would have cost)."""
        self.known: dict[int, Terms] = {}
        """What was found out about benefits beside these gifts, by number."""
        self.hand: dict[int, int] | None = None
        """Place -> minor units that a discount on the whole sale by hand took off, None before it was laid."""
        self.bound_hit = False

    def copy(self) -> Laid:
        """Return the same to go on from."""
        other = Laid.__new__(Laid)
        other.left, other.log, other.dropped = list(self.left), list(self.log), list(self.dropped)
        other.items, other.paid, other.spent = dict(self.items), dict(self.paid), dict(self.spent)
        other.units, other.pool = dict(self.units), dict(self.pool)
        other.gifted, other.known, other.hand = dict(self.gifted), self.known, self.hand
        other.used = {number: list(record) for number, record in self.used.items()}
        other.rewarded, other.tendered, other.bound_hit = self.rewarded, self.tendered, self.bound_hit
        return other

    @property
    def spent_points(self) -> int:
        """Points spent, in point units."""
        return self.spent.get(POINTS, 0)

    def terms(self, situation: Situation, number: int) -> Terms:
        """Return what holds for a benefit: gifts count towards no minimum."""
        if not self.gifted:
            return terms_of(situation, number)
        found = self.known.get(number)
        if found is None:
            found = self.known[number] = terms_beside(situation, number, self.gifted)
        return found

    def item_left(self, situation: Situation, place: int) -> tuple[int, int]:
        """Return (untouched items, their amount) of a line."""
        if place in self.units:
            return self.units[place], self.pool[place]
        return situation.units(place), self.left[place]

    def commit(self, situation: Situation, number: int, use: Use) -> None:
        """Book what one attempt came to."""
        offers = situation.compiled.offers
        benefit = offers.benefits[number]
        if use.cost_points:
            self.spent[benefit.account] = self.spent.get(benefit.account, 0) + use.cost_points
        if not offers.is_promotion(number):
            self.rewarded += use.amount_minor
        record = self.used.setdefault(number, [0, 0, 0])
        record[0] += use.times
        record[1] += use.cost_points
        record[2] += use.amount_minor
        self.log.append((number, use.amount_minor))
        if benefit.form is RewardForm.TENDER:
            self.tendered += use.amount_minor
            self.paid[number] = self.paid.get(number, 0) + use.amount_minor
            return
        for place, items, cost in use.taken:
            units, pool = self.item_left(situation, place)
            self.units[place], self.pool[place] = units - items, pool - cost
            if benefit.gift:
                self._give(situation, place, items, cost)
        for place, minor in use.shares:
            if not use.taken and self.pool.get(place):
                self.pool[place] -= divide(minor * self.pool[place], self.left[place])
            self.left[place] -= minor
            self.items[number, place] = self.items.get((number, place), 0) + minor

    def take_by_hand(self, shares: dict[int, int]) -> None:
        """Book a discount on the whole sale that was given by hand: minor units by place."""
        self.hand = shares
        for place, minor in shares.items():
            self._take(place, minor)

    def _take(self, place: int, minor: int) -> None:
        if self.pool.get(place):
            self.pool[place] -= divide(minor * self.pool[place], self.left[place])
        self.left[place] -= minor

    def _give(self, situation: Situation, place: int, items: int, cost: int) -> None:
        milli, minor = self.gifted.get(place, (0, 0))
        milli += situation.lines[place].quantity_milli * items // situation.units(place)
        self.gifted[place] = milli, minor + cost
        self.known = {}

    def before_rewards(self, situation: Situation, gifts_too: bool = False) -> list[int]:
        """Return what price lists with promotions alone leave of every line. Gifts are free all the same, unless
        `gifts_too` puts back what they would have cost.
        """
        amounts = list(self.left)
        offers = situation.compiled.offers
        for (number, place), minor in self.items.items():
            if number < offers.first_promotion and (gifts_too or not offers.benefits[number].gift):
                amounts[place] += minor
        return amounts


def rank(benefit: Benefit, promotion: bool = False) -> int:
    """Return the place of a benefit in the order of calculation.

    Gifts before everything else: nothing is wasted on them. Promotions on items, on sets, on the sale (2). Then
    rewards: on one item first (a free item is not discounted again), sets, percentages, fixed amounts, amounts by the
    point, those that give no money; tenders (from 9) after all discounts.
    """
    if benefit.gift:
        return GIFTS
    if benefit.form is RewardForm.TENDER:
        return FIRST_TENDER + (benefit.effect is Effect.PER_POINT)
    if promotion:
        if benefit.effect in SETS:
            return 1
        return SALE_PROMOTIONS if benefit.scope is Scope.SALE and not on_one_item(benefit) else 0
    if on_one_item(benefit):
        return 3
    if benefit.effect in SETS:
        return 4
    if benefit.effect in GIVES_NO_MONEY:
        return 8
    return {Effect.PERCENT: 5, Effect.AMOUNT: 6}.get(benefit.effect, 7)


def on_one_item(benefit: Benefit) -> bool:
    """True when the benefit is given on a single item."""
    return benefit.effect is Effect.FREE_ITEM or (
        benefit.scope is Scope.CHEAPEST and benefit.effect not in SETS
    )
