"""The checkout: what a scan, an entry, a key or an answer does. No Qt here."""

from __future__ import annotations

from collections.abc import Callable

from pos_app.checkout.outcome import (
    ClaimShown,
    Command,
    Commanded,
    CouponTaken,
    Identified,
    NotEnrolled,
    Outcome,
)
from pos_app.checkout.session import CheckoutSession
from pos_app.kernel.errors import Refused
from pos_app.kernel.messages import Message
from pos_app.kernel.quantity import MILLI
from pos_app.retail.tender import TenderKind
from pos_app.ui.checkout.cancelling import Cancelling
from pos_app.ui.checkout.claims import Claims
from pos_app.ui.checkout.desk import Desk
from pos_app.ui.checkout.drafts import Drafts
from pos_app.ui.checkout.holds import Holds
from pos_app.ui.checkout.lookups import Lookups
from pos_app.ui.checkout.membership import Membership
from pos_app.ui.checkout.network import Network
from pos_app.ui.checkout.offline import Offline
from pos_app.ui.checkout.paper import Paper
from pos_app.ui.checkout.paying import Paying
from pos_app.ui.checkout.selling import Selling
from pos_app.ui.checkout.shown_cards import ShownCards
from pos_app.ui.checkout.state import Mode
from pos_app.ui.enrolment.presenter import EnrolmentPresenter
from pos_app.ui.tone import Tone


class CheckoutPresenter:
    """Routes what comes in to the parts: `selling`, `members`, `paying`, `paper`."""

    def __init__(
        self, desk: Desk, enrolment: EnrolmentPresenter, on_bug: Callable[[Exception], None]
    ) -> None:
        self.desk, self.enrolment = desk, enrolment
        self.paper = Paper(desk, on_bug)
        self.selling = Selling(desk)
        self.drafts = Drafts(desk)
        self.claims = Claims(desk)
        self.shown_cards = ShownCards(desk)
        self.network = Network(desk, on_bug)
        self.offline = Offline(desk)
        self.holds = Holds(desk, self.network, self.offline)
        self.lookups = Lookups(desk, self.network)
        self.members = Membership(desk, enrolment, self.claims, self.holds, self.offline)
        self.paying = Paying(desk, self.paper.sale_filed, self.holds.before_payment)
        self.cancelling = Cancelling(desk, self.paying)
        self.members.on_coupons = self.paper.print_coupons
        self.lookups.on_member, self.lookups.on_nobody = self.members.take, self.members.offer
        desk.on_refresh, desk.on_tick = self._look, _both(self.holds.tick, self.shown_cards.tick)
        enrolment.on_enrolled = self.members.enrolled
        self._answers = self._answer_table()
        self._keys: dict[str, Callable[[], None]] = {
            "member": self.members.press_key,
            "search": self._search,
            "reward": self.members.use_first_reward,
            "exact": self.paying.press_exact,
            "card": self.paying.press_card,
            "gift_card": lambda: self.paying.press_card(TenderKind.GIFT_CARD),
            "cash": self.paying.press_cash,
            "back": self._back,
            "remove": lambda: self.selling.remove(self.desk.selected),
            "more": lambda: self.selling.step_by_key("+"),
            "less": lambda: self.selling.step_by_key("-"),
            "undo": self.selling.undo,
        }

    def _answer_table(self) -> dict[str, Callable[[], None]]:
        """Return what each button of a notice does."""
        return {
            "enrol": self.members.open_enrolment,
            "drop_enrol": self.members.drop_offer,
            "detach_member": self.members.detach,
            "attach_late": self.claims.attach,
            "drop_late": self.claims.drop,
            "drop_claim": self.claims.drop_paper,
            "confirm_cancel": self.cancelling.confirm,
            "extend_offline": self.offline.extend,
            "confirm_quantity": self.selling.confirm_quantity,
            "confirm_card": self.paying.confirm_card,
            "drop_card": self.paying.drop_card,
            "refunded_card": self.paying.confirm_card,
            "drop_refund": self.paying.drop_card,
            "exact": self.paying.press_exact,
            "retry_finish": self.paying.retry,
            "resume_draft": self.drafts.keep,
            "drop_draft": self.drafts.drop,
            "retry_print": self.paper.again,
            "copy_print": self.paper.again,
            "drop_print": self.paper.drop,
        }

    def take_over(self, session: CheckoutSession) -> None:
        """Another cashier signed on."""
        self.enrolment.close()
        self.enrolment.session = session
        self.desk.sit_down(session)
        self.start()

    def start(self) -> None:
        """Show the screen; a sale that was left open is on it again."""
        desk = self.desk
        self.drafts.take_up()
        desk.refresh()

    def on_scanned(self, code: str) -> None:
        """A scanner read a code; wherever the focus is, it comes here."""
        desk = self.desk
        self.selling.retyped(code)
        if self.enrolment.take_friend(code):
            return
        if desk.price_check and self._told_price(code):
            desk.refresh()
            return
        if desk.card_pending_minor is not None and self._is_product(code):
            desk.refuse(Refused("card.pending", amount_minor=desk.card_pending_minor))
            desk.refresh()
            return
        quantity = desk.understood.quantity_milli if self._only_quantity_typed() else MILLI
        if self._tried(lambda: desk.session.scan(code, quantity)) and quantity != MILLI:
            desk.take_entry()
        self._select_unsold()
        desk.refresh()

    def on_edited(self, text: str) -> None:
        """The text of the entry field changed."""
        desk = self.desk
        retyped = self.selling.retyped(text)
        if retyped != text:
            text = retyped
            desk.view.set_entry(text)
        desk.entry, desk.search_at, desk.hint = text, 0, None
        if text:
            desk.wake_up()
        amount = self.paying.typed_amount(text) if desk.mode is Mode.PAYING else None
        desk.understood = desk.session.understand("" if amount is not None else text)
        if amount is not None:
            desk.hint = Message("hint.amount", {"amount_minor": amount})
        desk.refresh()

    def on_entered(self, text: str) -> None:
        """Enter was pressed in the entry field."""
        desk = self.desk
        bare = text.strip()
        if not bare:
            self.paying.begin()
            return
        if desk.mode is Mode.PAYING and self.paying.typed_amount(bare) is not None:
            desk.refuse(Refused("pay.press_tender"))
        elif desk.price_check and self._told_price(bare):
            desk.take_entry()
        elif desk.search_at and desk.search_at < len(desk.understood.results):
            self.selling.choose(desk.understood.results[desk.search_at].number)
        elif desk.card_pending_minor is not None and self._is_product(bare):
            desk.refuse(Refused("card.pending", amount_minor=desk.card_pending_minor))
        else:
            line_no = desk.selected or None
            if self._tried(lambda: desk.session.enter(bare, line_no)):
                desk.take_entry()
        desk.refresh()

    def press_key(self, action: str) -> bool:
        """A key of the table was pressed; False when this screen has nothing for it."""
        wish = self._keys.get(action)
        if wish is not None:
            wish()
        return wish is not None

    def answer(self, action: str) -> None:
        """A button of the notice was pressed."""
        wish = self._answers.get(action)
        if wish is not None:
            wish()
        else:
            self.desk.settle()
        self.desk.refresh()

    def add_answer(self, action: str, wish: Callable[[], None]) -> None:
        """Say what a button of a notice does that comes from elsewhere."""
        self._answers[action] = wish

    def toggle_sounds(self) -> None:
        """Sounds on or off."""
        self.desk.sounds_on = not self.desk.sounds_on
        self.desk.refresh()

    def _tried(self, work: Callable[[], Outcome]) -> bool:
        desk = self.desk
        outcomes: list[Outcome] = []
        was_done, asked = desk.mode is Mode.DONE, desk.asked
        before = desk.session.evaluated.figures.total_minor
        if not desk.tried(lambda: outcomes.append(work())):
            if was_done and desk.session.sale.unsold:
                desk.wake_up()
            return False
        match outcomes[0]:
            case Identified() as identified:
                self.members.take(identified, before)
            case ClaimShown(paper=paper):
                self.claims.show(paper)
            case NotEnrolled() as nobody:
                if not self.members.wants_card(nobody) and not self.lookups.find(nobody):
                    self.members.offer(nobody)
            case Commanded(command=command):
                desk.asked = asked
                self._command(command)
            case CouponTaken(name=name) as coupon:
                self.selling.take(coupon)
                self.offline.tell_coupon(name)
            case outcome:
                self.selling.take(outcome)
        desk.tell_dropped()
        self.paying.watch_card()
        return True

    def _look(self) -> None:
        """The sale may have changed: what it spends is held, a member who came is asked about."""
        self.holds.look()
        self.lookups.look()

    def _command(self, command: Command) -> None:
        match command:
            case Command.CASH:
                self.paying.press_cash()
            case Command.EXACT:
                self.paying.press_exact()
            case Command.CARD:
                self.paying.press_card()
            case Command.FINISH:
                self.paying.begin()
            case Command.CANCEL:
                self.cancelling.cancel()

    def _search(self) -> None:
        desk = self.desk
        desk.settle()
        desk.price_check = not desk.price_check
        desk.view.focus_entry()
        desk.refresh()

    def _back(self) -> None:
        """Esc: first what was typed, then what was asked, then back from payment."""
        desk = self.desk
        desk.view.focus_entry()
        if desk.entry or desk.price_check:
            desk.price_check = False
            desk.take_entry()
            desk.refresh()
            return
        self.enrolment.close()
        self.paying.back()

    def _told_price(self, code: str) -> bool:
        understood = self.desk.session.understand(code)
        if not understood.results:
            return False
        self.selling.show_price(understood.results[0])
        return True

    def _is_product(self, code: str) -> bool:
        understood = self.desk.session.understand(code)
        return bool(understood.results) or (
            understood.hint is not None and understood.hint.code == "hint.label"
        )

    def _only_quantity_typed(self) -> bool:
        hint = self.desk.understood.hint
        return hint is not None and hint.code == "hint.quantity"

    def _select_unsold(self) -> None:
        """A refused scan is the row that Del dismisses next."""
        desk = self.desk
        unsold = desk.session.sale.unsold
        if unsold and desk.notice is not None and desk.notice.tone is Tone.BAD:
            desk.selected = unsold[-1].unsold_no


def _both(first: Callable[[], None], second: Callable[[], None]) -> Callable[[], None]:
    def step() -> None:
        first()
        second()

    return step
