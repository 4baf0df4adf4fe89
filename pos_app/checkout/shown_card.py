"""Points of a sale for the card that was shown at it, once somebody knows whose it is."""

from __future__ import annotations

from dataclasses import replace

from pos_app.checkout import late_card
from pos_app.checkout.late_card import Late
from pos_app.checkout.tools import Tools
from pos_app.kernel.errors import PosError
from pos_app.kernel.exchange_limits import SHOWN_CARD_MS
from pos_app.ports.shown_cards import ShownCard


def attach_next(tools: Tools, passed: set[str]) -> bool:
    """Give the member of one card what the sale brings at which it was shown, by the program of that sale; False when
    no sale waits. `passed` are receipts to leave alone; every one that was looked at is added.

    To be called after everything new was heard of the server: whether the receipt's code was used elsewhere is known
    then. The event's id follows from the sale's: once is all, whatever is repeated.
    """
    if tools.shown_cards is None or tools.gateway is None:
        return False
    for shown in tools.shown_cards.waiting(tools.clock.now_ms() - SHOWN_CARD_MS):
        if shown.receipt_number in passed:
            continue
        passed.add(shown.receipt_number)
        try:
            late = _late(tools, shown)
            if late is not None:
                late_card.give(tools, late.filed.completed.sale.cashier_id, late)
        except PosError:
            continue  # a member who left, a code that was used, a disk that is full: the next start looks again
        return True
    return False


def _late(tools: Tools, shown: ShownCard) -> Late | None:
    """Return what the sale brings; None for one of which goods came back: as with the receipt's code, that ends it."""
    sold, found = tools.books.sold(shown.receipt_number), tools.members.found(shown.member_id)
    if sold is None or found is None or sold.returns or tools.programs is None:
        return None
    program = tools.programs.version(sold.program_hash)
    if program is None:
        return None
    then = replace(tools, program=program)
    at_ms = sold.filed.completed.sale.started_at_ms
    member = tools.members.snapshot(shown.member_id, at_ms, program.questions)
    return late_card.brought(then, sold.filed, found, member)
