"""The basket laid out for one evaluation: lines in canonical order with the rules that fit them."""

from __future__ import annotations

from operator import attrgetter
from typing import NamedTuple

from pos_app.kernel.messages import Message
from pos_app.kernel.quantity import MILLI
from pos_app.loyalty.accounts import POINTS
from pos_app.loyalty.asking import Want, standing
from pos_app.loyalty.basket import Basket, BasketLine
from pos_app.loyalty.compiled import CompiledProgram
from pos_app.loyalty.lifecycle.offline import spendable, why_withheld
from pos_app.loyalty.lots import DatedLot, good_lots
from pos_app.loyalty.member import MemberSnapshot
from pos_app.loyalty.price_lists import cuts

_CANONICAL = attrgetter(
    "product",
    "amount_minor",
    "extended_minor",
    "quantity_milli",
    "net_minor",
    "unit_price_minor",
    "by_hand",
    "line_no",
)
"""The order of basket lines changes nothing: wherever a cent or a point has to go first, this order
decides.

Two lines that differ in nothing but their number are the same to a customer; category, brand and tags
follow from the product.
"""


class Terms(NamedTuple):
    """What does not change about a benefit while others are laid on the basket.

    `places` are the matching lines it may touch, `takes` those it takes its money off, `gets` those that BUY_GET
    gives. `spend_minor` and `quantity_milli` are what minimums are asked of; `times` are the uses that limits leave.
    """

    refusal: Message | None
    places: list[int]
    takes: list[int]
    gets: list[int]
    spend_minor: int
    quantity_milli: int
    times: int | None


class Situation:
    """Member, basket and what fits what; read by rewards, earning and nudges, changed by none."""

    __slots__ = (
        "amounts",
        "basket",
        "compiled",
        "cuts",
        "discountable",
        "earning_bars",
        "good_lots",
        "hits",
        "kept",
        "known",
        "lines",
        "member",
        "payable",
        "promotable",
        "spendable_points",
        "standing",
        "tier",
        "withheld_points",
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
        self.cuts: dict[int, tuple[int, int]] = {}
        """Place of a line -> (number of the price rule, minor units it takes off)."""
        self._mark_bars()
        self.known: dict[int, Terms] = {}
        """What was found out about benefits, by number."""
        self.kept: list[object] = []
        """What the search for the best combination came to, for the next reward that is asked about."""
        self.standing: tuple[Want, ...] = standing(compiled, hits, basket)
        """Promotions that nobody has to choose, coupons that were shown."""
        self.good_lots: list[DatedLot] = []
        self.spendable_points = 0
        self.withheld_points = 0
        """Points that the member has and may not spend while the server cannot be reached."""
        if member is not None:
            self.good_lots = good_lots(compiled, member, basket.at_ms)
            if not member.debt_points:
                held = sum(dated.lot.open_points for dated in self.good_lots)
                self.spendable_points = (
                    held if basket.connected else spendable(compiled, member, basket, held)
                )
                self.withheld_points = held - self.spendable_points

    def _mark_bars(self) -> None:
        barred_rewards: set[int] = set()
        for number, exclusion in enumerate(self.compiled.exclusions):
            for place in self.hits.get(number, ()):
                if exclusion.bars_earning:
                    self.earning_bars.setdefault(place, number)
                if exclusion.bars_rewards:
                    barred_rewards.add(place)
        lines = self.lines
        if self.compiled.program.prices:
            self.cuts = cuts(self.compiled, self, lines, self.hits, frozenset(barred_rewards))
            for place, (_, minor) in self.cuts.items():
                self.amounts[place] -= minor
        amounts = self.amounts
        priced = [place for place in range(len(lines)) if amounts[place] > 0 and place not in barred_rewards]
        self.payable = [place for place in priced if lines[place].may_redeem]
        """Places of lines that points may pay for."""
        self.discountable = [place for place in self.payable if lines[place].may_discount]
        """Places of lines that a reward may make cheaper."""
        self.promotable = [place for place in priced if lines[place].may_discount]
        """Places of lines that a promotion may make cheaper."""

    def balance(self, account: str) -> int:
        """Return what the member can spend of points or of another account (stamps), in its units."""
        if account == POINTS:
            return self.spendable_points
        if self.member is None:
            return 0
        state = self.member.account(account)
        at_ms = self.basket.at_ms
        good = (lot for lot in state.lots if lot.expires_at_ms is None or at_ms <= lot.expires_at_ms)
        return 0 if state.debt_points else sum(lot.open_points for lot in good)

    def why_withheld(self) -> Message:
        """Return why points that the member has cannot be spent."""
        if self.member is None:
            raise ValueError("nobody's points are withheld")
        return why_withheld(self.compiled, self.member, self.basket, self.spendable_points)

    def units(self, place: int) -> int:
        """Return how many single items a line holds; weighed goods and odd quantities are one item."""
        whole, rest = divmod(self.lines[place].quantity_milli, MILLI)
        return whole if whole > 0 and not rest else 1
