"""Money goes back to the customer. No Qt here."""

from __future__ import annotations

from pos_app.ui.checkout.desk import Desk


def payout_minor(desk: Desk) -> int:
    """Return what is still to be paid out, 0 while the customer pays."""
    return desk.session.evaluated.figures.payout_minor


def open_minor(desk: Desk) -> int:
    """Return what is still to be paid, by the customer or to the customer."""
    return desk.session.evaluated.figures.due_minor or payout_minor(desk)
