"""A sale that was left open is on the screen again. No Qt here."""

from __future__ import annotations

from pos_app.checkout.recover import offered
from pos_app.kernel.errors import PosError
from pos_app.ui.checkout.desk import Desk
from pos_app.ui.checkout.state import Mode
from pos_app.ui.tone import Tone


class Drafts:
    """What was kept is taken up, quoted anew, then kept or given up."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def take_up(self) -> None:
        """Go on with the sale that was kept, if there is one; say what it costs now when that has changed."""
        desk = self._desk
        try:
            desk.session.last = desk.session.last or desk.session.tools.books.last_sale()
            draft = offered(desk.session.tools.books)
            if draft is None:
                return
            kept = draft.sale
            desk.session.take_up(kept)
            rows = [line.line_no for line in kept.lines] or [one.unsold_no for one in kept.unsold]
            desk.selected = rows[-1] if rows else 0
            desk.mode = Mode.PAYING if kept.tenders else Mode.SELLING
            desk.standing["draft"] = desk.question(
                "ask.draft", "resume_draft", "drop_draft", time=desk.formats.time(kept.started_at_ms)
            )
            self._tell_changed(draft.total_minor)
        except PosError as error:
            desk.standing["draft"] = desk.question(error.code, "drop_draft", **error.message.params)

    def keep(self) -> None:
        """Go on with it."""
        self._desk.standing.pop("draft", None)
        self._desk.settle()

    def drop(self) -> None:
        """Give it up."""
        desk = self._desk
        if desk.session.sale.is_empty:
            desk.tried(desk.session.tools.books.drop_draft)
        elif not desk.tried(desk.session.cancel):
            return
        desk.standing.pop("draft", None)
        desk.selected = 0
        desk.mode = Mode.SELLING

    def _tell_changed(self, total_minor: int | None) -> None:
        desk = self._desk
        now_minor = desk.session.evaluated.figures.total_minor
        if total_minor is not None and total_minor != now_minor:
            desk.say("notice.total_changed", Tone.WARN, before_minor=total_minor, now_minor=now_minor)
        desk.tell_dropped()
