"""Points of a finished sale for a card that is shown later. No Qt here."""

from __future__ import annotations

from pos_app.checkout import late_card
from pos_app.checkout.late_card import Late
from pos_app.kernel.errors import PosError
from pos_app.ports.sounds import Sound
from pos_app.ui.checkout.desk import Desk
from pos_app.ui.tone import Tone
from pos_app.wire.paper_code import Paper


class Claims:
    """The last sale for a card right after it, or an earlier one for whoever brings its receipt."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._late: Late | None = None
        self._paper: Paper | None = None

    def offer_last_sale(self) -> bool:
        """Ask whether the points of the last sale are meant; False when there is nothing to ask."""
        desk, session = self._desk, self._desk.session
        evaluated, last = session.evaluated, session.last
        if last is None or evaluated.found is None or evaluated.snapshot is None or session.sale.lines:
            return False
        self._late = late_card.preview(session.tools, last, evaluated.found, evaluated.snapshot)
        if self._late is None:
            return False
        desk.standing["late"] = desk.question(
            "ask.late_card",
            "attach_late",
            "drop_late",
            Tone.INFO,
            name=evaluated.found.masked_name,
            late_points=self._late.points,
        )
        return True

    def attach(self) -> None:
        """Yes, the last sale: its points are the member's, the next sale is somebody else's."""
        desk, session = self._desk, self._desk.session
        late, self._late = self._late, None
        desk.standing.pop("late", None)
        if late is None or not desk.tried(lambda: late_card.attach(session.tools, session.cashier, late)):
            return
        found = session.evaluated.found
        if not session.sale.lines and found is not None and found.member_id == late.found.member_id:
            session.detach_member()
        elif found is not None:
            session.read_member_again()
        desk.say("notice.attached_late", Tone.GOOD, name=late.found.masked_name, late_points=late.points)
        desk.play(Sound.ACCEPTED)

    def drop_paper(self) -> None:
        """Nobody claims the receipt now; it stays good."""
        self._forget()
        self._desk.settle()

    def drop(self) -> None:
        """No, the next sale."""
        self._late = None
        self._desk.standing.pop("late", None)
        self._desk.settle()

    def show(self, paper: Paper) -> None:
        """A receipt with points to claim was scanned: give them to the member on the sale, or wait for the card."""
        self._paper = paper
        self._desk.standing.pop("claim", None)
        if not self.take_waiting(shown=True):
            self._desk.wake_up()
            self._desk.standing["claim"] = self._desk.question(
                "ask.claim_card", "drop_claim", "", Tone.INFO, late_points=paper.points
            )

    def _forget(self) -> None:
        self._paper = None
        self._desk.standing.pop("claim", None)

    def take_waiting(self, shown: bool = False) -> bool:
        """Give the points of the receipt that was scanned to the member on the sale; False when none waits any more
        (unless it was `shown` right now).
        """
        desk, session = self._desk, self._desk.session
        snapshot, paper = session.evaluated.snapshot, self._paper
        if paper is None or snapshot is None or not (shown or "claim" in desk.standing):
            return False
        self._forget()
        try:
            points = late_card.claim(session.tools, session.cashier, snapshot, paper)
            session.read_member_again()
        except PosError as error:
            desk.refuse(error)
            return True
        found = session.evaluated.found
        name = found.masked_name if found is not None else ""
        desk.say("notice.claimed", Tone.GOOD, name=name, late_points=points)
        desk.play(Sound.ACCEPTED)
        return True
