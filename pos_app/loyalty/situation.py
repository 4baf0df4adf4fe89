"""The basket laid out for one evaluation: lines in canonical order with the rules that fit them."""

from __future__ import annotations

from operator import attrgetter

from pos_app.kernel.quantity import MILLI
from pos_app.loyalty.basket import Basket, BasketLine
from pos_app.loyalty.compiled import CompiledProgram
from pos_app.loyalty.lots import DatedLot, good_lots
from pos_app.loyalty.member import MemberSnapshot

_CANONICAL = attrgetter(
    "product", "amount_minor", "extended_minor", "quantity_milli", "net_minor", "unit_price_minor", "line_no"
)
"""The order of basket lines changes nothing: wherever a cent or a point has to go first, this order
decides.

Two lines that differ in nothing but their number are the same to a customer; category, brand and tags
follow from the product.
"""


class Situation:
    """Member, basket and what fits what; read by rewards, earning and nudges, changed by none."""

    __slots__ = (
        "amounts",
        "basket",
        "compiled",
        "discountable",
        "earning_bars",
        "good_lots",
        "hits",
        "lines",
        "member",
        "payable",
        "spendable_points",
        "tier",
    )

    def __init__(self, compiled: CompiledProgram, member: MemberSnapshot | None, basket: Basket) -> None:
        self.compiled = compiled
        self.member = member
        self.basket = basket
        self.tier = member.tier if member is not None else ""
        self.lines: list[BasketLine] = sorted(basket.lines, key=_CANONICAL)
        self.amounts = [line.amount_minor for line in self.lines]
        self.hits: dict[int, list[int]] = {}
        fitting = compiled.index.fitting
        hits = self.hits
        for place, line in enumerate(self.lines):
            for number in fitting(line):
                if number in hits:
                    hits[number].append(place)
                else:
                    hits[number] = [place]
        self.earning_bars: dict[int, int] = {}
        """Place of a line that an exclusion bars from earning -> number of the exclusion."""
        self._mark_bars()
        self.good_lots: list[DatedLot] = []
        self.spendable_points = 0
        if member is not None:
            self.good_lots = good_lots(compiled, member, basket.at_ms)
            if not member.debt_points:
                self.spendable_points = sum(dated.lot.open_points for dated in self.good_lots)

    def _mark_bars(self) -> None:
        barred_rewards: set[int] = set()
        for number, exclusion in enumerate(self.compiled.exclusions):
            for place in self.hits.get(number, ()):
                if exclusion.bars_earning:
                    self.earning_bars.setdefault(place, number)
                if exclusion.bars_rewards:
                    barred_rewards.add(place)
        lines = self.lines
        self.payable = [
            place
            for place, line in enumerate(lines)
            if line.may_redeem and line.amount_minor > 0 and place not in barred_rewards
        ]
        """Places of lines that points may pay for."""
        self.discountable = [place for place in self.payable if lines[place].may_discount]
        """Places of lines that a reward may make cheaper."""

    def units(self, place: int) -> int:
        """Return how many single items a line holds; weighed goods and odd quantities are one item."""
        whole, rest = divmod(self.lines[place].quantity_milli, MILLI)
        return whole if whole > 0 and not rest else 1
