"""Returns at the counter: which scan, key or text is theirs while their pane is open. No Qt here."""

from __future__ import annotations

from collections.abc import Callable

from pos_app.checkout import returning
from pos_app.kernel.errors import Refused
from pos_app.ports.books import SoldSale
from pos_app.retail.paying_out import payout_proposal
from pos_app.retail.returned import SaleReturn
from pos_app.retail.tender import TenderKind
from pos_app.ui.approval.presenter import ApprovalPresenter
from pos_app.ui.checkout.desk import Desk
from pos_app.ui.checkout.paying import Paying
from pos_app.ui.checkout.paying_out import payout_minor
from pos_app.ui.checkout.state import Mode
from pos_app.ui.returns.presenter import ReturnsPresenter
from pos_app.ui.tone import Tone

_PAYING = frozenset({"cash", "card", "exact"})
_LATER = frozenset({"remove", "more", "less", "undo", "reward", "member", "search"})
"""Keys that act on the sale behind the pane: they wait until it is closed."""


class TakingBack:
    """The return pane with the question for a manager; every method that asks `wants` says whether it did something."""

    def __init__(
        self, desk: Desk, returns: ReturnsPresenter, approval: ApprovalPresenter, paying: Paying
    ) -> None:
        self.returns, self.approval = returns, approval
        self._desk, self._paying = desk, paying
        returns.on_agreed = self._agreed
        approval.on_closed = self._answered

    def show_in(
        self, returns: Callable[[], None], approval: Callable[[], None], lines: Callable[[], None]
    ) -> None:
        """Take what shows the two panes, and the lines again."""
        self.returns.on_open, self.returns.on_closed = returns, lines
        self.approval.on_open = approval

    @property
    def is_open(self) -> bool:
        """True while one of the two panes is shown."""
        return self.returns.is_open or self.approval.is_open

    def press(self) -> None:
        """The key or button of returns: open the pane, or close it."""
        if self.is_open:
            self.close()
        else:
            self._desk.wake_up()
            self._desk.mode = Mode.SELLING
            self.returns.open()

    def close(self) -> None:
        """Close what is open; what was not agreed is forgotten."""
        self.approval.close()
        self.returns.close()

    def wants_scan(self, code: str) -> bool:
        """A scan belongs to the open pane; a receipt opens it."""
        desk = self._desk
        if self.approval.is_open:
            desk.refuse(Refused("approval.first"))
            desk.refresh()
        elif self.returns.is_open:
            self.returns.on_scanned(code)
        elif returning.is_receipt(code):
            desk.wake_up()
            self.returns.open_receipt(code)
        else:
            return False
        return True

    def wants_key(self, action: str) -> bool:
        """F7 and Esc; while a pane is open, keys that act on the sale wait."""
        if action == "return":
            self.press()
        elif not self.is_open:
            return False
        elif action == "back":
            self._back()
        elif action in _PAYING:
            self.refuse_payment()
        else:
            return action in _LATER
        return True

    def wants_text(self, text: str) -> bool:
        """Typing narrows what the pane shows."""
        if self.returns.is_open:
            self.returns.on_edited(text)
        return self.is_open

    def wants_entry(self, text: str) -> bool:
        """Enter in the entry field; it may close the pane."""
        was_open = self.is_open
        if self.returns.is_open and not self.approval.is_open:
            self.returns.on_entered(text)
        return was_open

    def wants_product(self, number: str) -> bool:
        """A quick key or search result is goods that come back."""
        return self.is_open and self.wants_scan(number)

    def unless_open(self, wish: Callable[[], None]) -> Callable[[], None]:
        """Return the wish for payment, refused while a return is being agreed."""
        return lambda: self.refuse_payment() if self.is_open else wish()

    def first(self, wants: Callable[[str], bool], otherwise: Callable[[str], None]) -> Callable[[str], None]:
        """Return what takes a text: the open pane when it wants it, else the checkout."""

        def take(text: str) -> None:
            if not wants(text):
                otherwise(text)

        return take

    def refuse_payment(self) -> None:
        """Nothing is paid while it is not clear what comes back."""
        self._desk.refuse(Refused("return.agree_first"))
        self._desk.refresh()

    def _back(self) -> None:
        desk = self._desk
        if self.approval.is_open:
            self.approval.close()
        elif desk.entry:
            desk.take_entry()
            self.returns.on_edited("")
        else:
            self.returns.back()

    def _answered(self) -> None:
        """The manager was asked: back to where it came from."""
        if self.returns.is_open:
            self.returns.on_open()
        else:
            self.returns.on_closed()

    def _agreed(self, back: SaleReturn) -> None:
        """What comes back is on the sale: a void is paid back at once, for anything else new goods may follow."""
        desk = self._desk
        desk.selected = back.lines[-1].line_no
        if back.is_void:
            sold = desk.session.tools.books.sold(back.receipt_number)
            if sold is not None:
                self._pay_back(sold)
            return
        desk.mode = Mode.SELLING
        desk.say("notice.return_agreed", Tone.INFO, refund_minor=back.refund_minor)

    def _pay_back(self, sold: SoldSale) -> None:
        """Give back what a voided sale was paid with, by the same means; a card asks first."""
        left = payout_minor(self._desk)
        proposal = dict(payout_proposal(sold.filed.completed, sold.returns, left))
        cash = proposal.get(TenderKind.CASH, 0)
        if cash or not left:
            self._paying.take_cash(cash or None)
        if payout_minor(self._desk):
            self._paying.press_card()
