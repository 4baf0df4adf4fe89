"""A paid sale while it is settled."""

from __future__ import annotations

from typing import NamedTuple

from pos_app.kernel.ids import EventId
from pos_app.loyalty.basket import Basket
from pos_app.loyalty.compiled import CompiledProgram
from pos_app.loyalty.lifecycle.standing import Standing
from pos_app.loyalty.lifecycle.tiers import spend_minor
from pos_app.loyalty.member import MemberSnapshot
from pos_app.loyalty.quote import Quote


class Sold(NamedTuple):
    """The sale with the member as he came to the till (brought up to date), `now` with what was settled so far.

    `referrer` is who brought the member, where that can be read.
    """

    compiled: CompiledProgram
    before: MemberSnapshot | None
    now: MemberSnapshot | None
    basket: Basket
    quote: Quote
    event_id: EventId
    referrer: MemberSnapshot | None = None

    @property
    def at_ms(self) -> int:
        """The instant all rules are judged by."""
        return self.basket.at_ms

    @property
    def tier(self) -> str:
        """The tier whose benefits the sale had."""
        return self.quote.tier or (self.before.tier if self.before is not None else "")

    @property
    def standing(self) -> Standing:
        """Who and what conditions of the sale are asked about."""
        return Standing(self.before, self.basket, self.tier)

    @property
    def spend_minor(self) -> int:
        """What the goods were paid for, without those that may earn nothing."""
        return spend_minor(self.basket, self.quote)
