"""Money goes back to the customer. No Qt here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pos_app.ports.books import SoldSale
from pos_app.retail.paying_out import payout_proposal
from pos_app.retail.tender import TenderKind
from pos_app.ui.checkout.desk import Desk

if TYPE_CHECKING:
    from pos_app.ui.checkout.paying import Paying


def payout_minor(desk: Desk) -> int:
    """Return what is still to be paid out, 0 while the customer pays."""
    return desk.session.evaluated.figures.payout_minor


def open_minor(desk: Desk) -> int:
    """Return what is still to be paid, by the customer or to the customer."""
    return desk.session.evaluated.figures.due_minor or payout_minor(desk)


def pay_back(desk: Desk, paying: Paying, sold: SoldSale) -> None:
    """Give back what a voided sale was paid with, by the same means; a card asks first."""
    left = payout_minor(desk)
    proposal = dict(payout_proposal(sold.filed.completed, sold.returns, left))
    cash = proposal.get(TenderKind.CASH, 0)
    if cash or not left:
        paying.take_cash(cash or None)
    if payout_minor(desk):
        paying.press_card()
