"""Cards that the server makes known after their sale: their points are given between two customers. No Qt here."""

from __future__ import annotations

from pos_app.checkout import shown_card
from pos_app.ui.checkout.desk import Desk
from pos_app.ui.checkout.state import Mode

_QUESTIONS = ("late", "claim")


class ShownCards:
    """One sale with each tick, while nothing is on the screen that it could disturb."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._is_due = False
        self._passed: set[str] = set()

    def heard(self) -> None:
        """An exchange with the server brought news of members."""
        self._is_due = True

    def tick(self) -> None:
        """Give the points of one sale."""
        if self._is_due and self._is_quiet():
            self._is_due = shown_card.attach_next(self._desk.session.tools, self._passed)

    def _is_quiet(self) -> bool:
        desk = self._desk
        is_asked = any(name in desk.standing for name in _QUESTIONS)
        return desk.session.sale.is_empty and desk.mode is not Mode.PAYING and not is_asked
