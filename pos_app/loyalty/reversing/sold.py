"""An earlier sale as the engine needs it to take it back, with what a return makes of it."""

from __future__ import annotations

import msgspec

from pos_app.kernel.ids import EventId, MemberId
from pos_app.kernel.messages import Message
from pos_app.loyalty.basket import BasketLine
from pos_app.loyalty.ledger import EntryDraft, EntryKind

NOT_OF_THE_SALE = frozenset({EntryKind.MATURE, EntryKind.EXPIRE, EntryKind.TIER, EntryKind.REVERSE})
"""Entries that time, a review or goods taken back in the same sale made: they stay."""

SALE_BY_HAND = "=sale"
"""Source of what a discount on the whole sale, given by hand, took off a line; no id of a rule begins like this."""


class TakenOff(msgspec.Struct, frozen=True, gc=False):
    """What one price list, promotion or reward took off a line: `amount_minor` is positive."""

    source: str
    amount_minor: int
    promotion: bool


class SoldPart(msgspec.Struct, frozen=True):
    """One line as it was sold: `line` is what the engine was asked, `off` what it took off, `gross_minor` what the
    customer paid for it, tax included.
    """

    line: BasketLine
    off: tuple[TakenOff, ...]
    gross_minor: int

    @property
    def final_minor(self) -> int:
        """The line's amount after everything."""
        return self.line.amount_minor - sum(each.amount_minor for each in self.off)


class SoldBasket(msgspec.Struct, frozen=True):
    """A sale that was settled under `event_id` while its member was in `tier`.

    `by_points_minor` of it was paid by rewards that pay as a tender, `stored_value_minor` with stored value. `entries`
    are those of the sale, `reversed` those of the returns made of it so far, which brought `returned` back: (line
    number, thousandths).
    """

    event_id: EventId
    sold_at_ms: int
    tier: str
    parts: tuple[SoldPart, ...]
    entries: tuple[EntryDraft, ...]
    by_points_minor: int = 0
    stored_value_minor: int = 0
    returned: tuple[tuple[int, int], ...] = ()
    reversed: tuple[EntryDraft, ...] = ()
    is_claimable: bool = False
    """A code was printed by which the points of a sale without a member can be claimed."""


class ReturnedGoods(msgspec.Struct, frozen=True):
    """What comes back now: `lines` are (line number, thousandths), goods swapped for the same left out. `refund_minor`
    is what goes back in money before anything is kept: no more than that can be.
    """

    lines: tuple[tuple[int, int], ...]
    refund_minor: int
    is_faulty: bool = False
    is_void: bool = False


class Reversal(msgspec.Struct, frozen=True):
    """What a return does to accounts, ready to be written, with what a cashier reads before agreeing.

    Point units, all positive: `taken_points` were earned and go, `given_points` were spent and come back,
    `debt_points` of what goes is owed from now on, `lost_points` stays with the member. `deducted_minor` is kept back
    from the refund.
    """

    entries: tuple[EntryDraft, ...] = ()
    taken_points: int = 0
    given_points: int = 0
    debt_points: int = 0
    lost_points: int = 0
    deducted_minor: int = 0
    preview: tuple[Message, ...] = ()


def owners_of(sold: SoldBasket, member: MemberId | None) -> tuple[MemberId, ...]:
    """Return the other members the sale gave something: `reverse` needs their snapshots."""
    found = (entry.owner for entry in sold.entries if entry.owner is not None and entry.owner != member)
    return tuple(dict.fromkeys(found))


def bearers_of(sold: SoldBasket) -> tuple[str, ...]:
    """Return the keys of the bearer accounts the sale touched: `reverse` needs their balances."""
    return tuple(dict.fromkeys(entry.key for entry in sold.entries if entry.owner is None))
