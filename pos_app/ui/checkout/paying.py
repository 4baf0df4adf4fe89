"""Money is taken until the sale is paid. No Qt here.

The rules: an amount typed in front of Cash or Card is what is given. Exact takes exactly what is due in cash. Cash
without an amount opens payment and asks for it; it never guesses. Card shows the amount for the stand-alone terminal,
and takes it when Card or Enter is pressed again (a double tap is no answer); so does Gift card. Where money goes back
to the customer the same keys pay it out: Cash in payment and Exact pay out everything, Card asks first, a gift card
gets nothing back.
"""

from __future__ import annotations

from collections.abc import Callable

from pos_app.checkout.finish import check_payable
from pos_app.kernel.errors import Refused, Unavailable
from pos_app.kernel.messages import Message
from pos_app.ports.sounds import Sound
from pos_app.retail.amounts import read_decimal
from pos_app.retail.tender import TenderKind
from pos_app.ui.checkout.desk import Desk
from pos_app.ui.checkout.paying_out import open_minor, payout_minor
from pos_app.ui.checkout.state import Mode, Notice
from pos_app.ui.tone import Tone

AMOUNT_LENGTH_MAX = 10


class Paying:
    """Every intent ends with a new state on the screen. `finished` is called with True when cash changed hands."""

    def __init__(
        self,
        desk: Desk,
        finished: Callable[[bool], None],
        ready: Callable[[Callable[[], None]], bool] = lambda _go_on: True,
    ) -> None:
        """`ready` says whether money may be taken; if not yet, it does what it is given when it may."""
        self._desk, self._finished, self._held = desk, finished, ready

    def typed_amount(self, text: str) -> int | None:
        """Return the text of the entry field as an amount, if it looks like one."""
        bare = text.strip()
        if not bare or len(bare) > AMOUNT_LENGTH_MAX:
            return None
        return read_decimal(bare, self._desk.formats.digits)

    def begin(self) -> None:
        """Enter on an empty field: go to payment; there, answer what is asked or finish what costs nothing."""
        desk = self._desk
        if desk.mode is Mode.PAYING:
            if desk.card_pending_minor is not None:
                self._answer_card()
            elif open_minor(desk) > 0:
                self._ask_amount()
            elif self._held(self.begin):
                self._finish()
        elif self._is_payable() and self._held(self.begin):
            desk.mode = Mode.PAYING
            if payout_minor(desk):
                self._ask_amount()
        desk.refresh()

    def back(self) -> None:
        """Esc: drop what is asked, else lead back from payment to the sale; tenders taken stay."""
        desk = self._desk
        desk.settle()
        if desk.card_pending_minor is not None:
            self.drop_card()
            return
        if desk.mode is Mode.PAYING:
            desk.mode = Mode.SELLING
        desk.refresh()

    def press_cash(self) -> None:
        """Cash: the amount typed, or ask for it."""
        desk = self._desk
        was_paying = desk.mode is Mode.PAYING
        if not self._ready(self.press_cash):
            return
        amount = self._take_amount()
        if amount is not None:
            self._tender(TenderKind.CASH, amount)
        elif open_minor(desk) <= 0:
            self._finish()
        elif was_paying and payout_minor(desk):
            self._tender(TenderKind.CASH, None)
        else:
            self._ask_amount()
        desk.refresh()

    def press_exact(self) -> None:
        """Exactly what is due, in cash."""
        self.take_cash(None)

    def take_cash(self, amount_minor: int | None) -> None:
        """A quick amount, or exactly what is due."""
        desk = self._desk
        if not self._ready(lambda: self.take_cash(amount_minor)):
            return
        desk.take_entry()
        if open_minor(desk) <= 0:
            self._finish()
        else:
            self._tender(TenderKind.CASH, amount_minor)
        desk.refresh()

    def press_card(self, kind: TenderKind = TenderKind.CARD) -> None:
        """Card, gift card: show the amount for its terminal, or take it as the answer to that."""
        desk = self._desk
        if desk.card_pending_minor is not None and desk.card_pending_kind is kind:
            self._answer_card()
            desk.refresh()
            return
        if not self._ready(lambda: self.press_card(kind)):
            return
        due = open_minor(desk)
        amount = self._take_amount()
        if due <= 0:
            self._finish()
        elif amount is not None and not 0 < amount <= due:
            desk.tried(lambda: desk.session.add_tender(kind, amount))
        elif payout_minor(desk) and kind is TenderKind.GIFT_CARD:
            desk.refuse(Refused("tender.no_way_back"))
        else:
            desk.card_pending_minor, desk.card_pending_kind = due if amount is None else amount, kind
            asked = ("ask.card_refund", "refunded_card", "drop_refund")
            if not payout_minor(desk):
                question = "ask.card" if kind is TenderKind.CARD else "ask.gift_card"
                asked = (question, "confirm_card", "drop_card")
            desk.standing["card"] = desk.question(*asked, Tone.INFO, amount_minor=desk.card_pending_minor)
            desk.mark_asked("confirm_card")
        desk.refresh()

    def confirm_card(self) -> None:
        """The terminal said yes: the amount is paid."""
        desk = self._desk
        amount, desk.card_pending_minor = desk.card_pending_minor, None
        desk.standing.pop("card", None)
        if amount is not None:
            self._tender(desk.card_pending_kind, amount)
        desk.refresh()

    def drop_card(self) -> None:
        """The terminal said no, or the customer pays otherwise."""
        desk = self._desk
        desk.card_pending_minor = None
        desk.standing.pop("card", None)
        desk.settle()
        desk.refresh()

    def watch_card(self) -> None:
        """Drop the card question when what is due has changed under it."""
        desk = self._desk
        if desk.card_pending_minor is not None and desk.card_pending_minor > open_minor(desk):
            self.drop_card()
            desk.say("notice.card_dropped", Tone.WARN)

    def take_back(self, tender_no: int) -> None:
        """Give a tender back."""
        desk = self._desk
        desk.tried(lambda: desk.session.take_back_tender(tender_no))
        desk.standing.pop("retry", None)
        desk.refresh()

    def retry(self) -> None:
        """Try again to write a sale that is paid."""
        self._finish()
        self._desk.refresh()

    def _ready(self, again: Callable[[], None]) -> bool:
        """Go to payment if it may begin, else do it `again` when it may; a card question that is open is answered with
        no.
        """
        desk = self._desk
        if not self._is_payable() or not self._held(again):
            desk.refresh()
            return False
        desk.card_pending_minor = None
        desk.standing.pop("card", None)
        desk.mode = Mode.PAYING
        return True

    def _is_payable(self) -> bool:
        """Tell whether payment may begin; a refused scan that stands against it is chosen, so that Del means it."""
        desk = self._desk
        if desk.tried(lambda: check_payable(desk.session.evaluated)):
            return True
        unsold = desk.session.sale.unsold
        if unsold:
            desk.selected = unsold[-1].unsold_no
        return False

    def _take_amount(self) -> int | None:
        desk = self._desk
        amount = self.typed_amount(desk.entry)
        if amount is not None:
            desk.take_entry()
        return amount

    def _ask_amount(self) -> None:
        desk = self._desk
        due, payout = desk.session.evaluated.figures.due_minor, payout_minor(desk)
        if payout:
            said = desk.translate("ask.payout", payout_minor=payout)
            desk.put_notice(Notice(said, Tone.INFO), 0)
            return
        desk.put_notice(desk.question("ask.cash", "exact", tone=Tone.INFO, due_minor=due), 0)
        desk.hint = Message("hint.give")

    def _answer_card(self) -> None:
        if self._desk.is_answer("confirm_card"):
            self.confirm_card()

    def _tender(self, kind: TenderKind, given_minor: int | None) -> None:
        desk = self._desk
        desk.hint = None
        if desk.tried(lambda: desk.session.add_tender(kind, given_minor)):
            if open_minor(desk) <= 0:
                self._finish()
            else:
                desk.play(Sound.ACCEPTED)

    def _finish(self) -> None:
        desk, session = self._desk, self._desk.session
        desk.settle()
        try:
            filed = session.finish()
        except Refused as error:
            # Points or goods went elsewhere meanwhile: the sale was worked out anew, the money in it stays.
            desk.refuse(error)
            return
        except Unavailable as error:
            desk.refuse(error)
            desk.standing["retry"] = desk.question("ask.retry", "retry_finish")
            return
        figures = filed.completed.figures
        desk.standing.clear()
        desk.mode = Mode.DONE
        desk.last_change_minor = figures.change_minor
        desk.selected = 0
        desk.take_entry()
        desk.tell("notice.filed", number=filed.completed.receipt_number)
        desk.play(Sound.ACCEPTED)
        self._finished(any(one.kind is TenderKind.CASH for one in filed.completed.sale.tenders))
