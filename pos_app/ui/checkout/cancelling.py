"""A whole sale is given up. No Qt here."""

from __future__ import annotations

from pos_app.ui.checkout.desk import Desk
from pos_app.ui.checkout.paying import Paying
from pos_app.ui.checkout.state import LastItem, Mode


class Cancelling:
    """Asked once; the same wish again, later than a double tap, is a yes."""

    def __init__(self, desk: Desk, paying: Paying) -> None:
        self._desk, self._paying = desk, paying

    def cancel(self) -> None:
        """Ask whether to give the sale up, or take the repeated wish for a yes."""
        desk = self._desk
        if desk.is_answer("confirm_cancel"):
            self.confirm()
            return
        if not desk.session.sale.is_empty:
            desk.ask("ask.cancel", "confirm_cancel", "keep", count=len(desk.session.sale.lines))
        desk.refresh()

    def confirm(self) -> None:
        """Give the sale up."""
        desk = self._desk
        if desk.tried(desk.session.cancel):
            self._paying.drop_card()
            desk.mode = Mode.SELLING
            desk.standing.clear()
            desk.selected, desk.last_item = 0, LastItem()
            desk.take_entry()
            desk.tell("notice.cancelled")
        desk.refresh()
