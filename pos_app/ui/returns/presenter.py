"""Goods come back: find the sale, choose lines, read what happens, agree. No Qt here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from pos_app.checkout import returning
from pos_app.kernel.errors import PosError, Refused
from pos_app.kernel.messages import Message
from pos_app.ports.books import SoldSale
from pos_app.ports.members import FoundMember
from pos_app.ports.sounds import Sound
from pos_app.ports.staff import Cashier
from pos_app.retail.returned import SaleReturn
from pos_app.ui.approval.presenter import ApprovalPresenter
from pos_app.ui.checkout.desk import Desk
from pos_app.ui.returns.choosing import Choosing
from pos_app.ui.returns.finding import Finding
from pos_app.ui.returns.showing import choosing_state, finding_state, preview_state
from pos_app.ui.returns.state import ReturnState, Stage
from pos_app.ui.returns.wish import Pick, Wish, as_before

FindElsewhere = Callable[[str, PosError, Callable[[bool], None]], bool]
"""Looks for a receipt that was refused; False when it does not, else what it is given hears whether it is here now."""


class View(Protocol):
    """What the presenter needs of the pane."""

    def show_state(self, state: ReturnState) -> None:
        """Show it."""
        ...


class ReturnsPresenter:
    """The pane from finding a sale to agreeing; what was agreed is on the open sale and can be undone there.

    `on_open`, `on_closed` show and hide the pane; `on_agreed` is called with the return once it is on the sale.
    """

    def __init__(self, desk: Desk, view: View, approval: ApprovalPresenter) -> None:
        self._desk, self._view, self._approval = desk, view, approval
        self._finding = Finding(desk.session.tools, desk.formats)
        self.choosing = Choosing(desk, self._show)
        self._stage = Stage.FIND
        self.is_open = False
        """True while the pane is shown."""
        self.find_elsewhere: FindElsewhere = lambda _number, _error, _answered: False
        self.on_open: Callable[[], None] = _nothing
        self.on_closed: Callable[[], None] = _nothing
        self.on_agreed: Callable[[SaleReturn], None] = _nobody_listens

    def open(self) -> None:
        """Show the last sales, those of the member who is on the open sale."""
        desk = self._desk
        if desk.tried(lambda: returning.check_may_return(desk.session.sale)):
            self._begin(desk.session.evaluated.found)
            self._show_pane()
        else:
            self._show()

    def open_receipt(self, number: str) -> None:
        """Show the lines of a receipt: of the list, or scanned at any time."""
        desk = self._desk
        session, number = desk.session, number.strip().upper()
        desk.settle()
        try:
            sold = returning.find(session.tools, session.sale, number)
        except PosError as error:
            self._not_here(number, error)
            return

        def granted(by: str) -> None:
            lines = returning.lines_of(sold)
            picks = tuple(Pick(one.line_no, one.product, one.sold_milli, one.left_milli) for one in lines)
            wish = as_before(Wish(picks), session.sale, sold.filed.completed.sale.sale_id)
            self._choose_from(sold, wish, by)

        self._with_approval(returning.approval_needed(session.tools, sold), granted)

    def _not_here(self, number: str, error: PosError) -> None:
        """Refuse a receipt, unless the server finds it."""

        def answered(is_here: bool) -> None:
            if is_here:
                self.open_receipt(number)
            else:
                self._desk.refuse(error)
                self._show()

        if not self.find_elsewhere(number, error, answered):
            self._desk.refuse(error)
        self._show()

    def close(self) -> None:
        """Leave; what was not agreed is forgotten."""
        if self.is_open:
            self.is_open = False
            self._stage = Stage.FIND
            self.choosing.begin(None, Wish(), "")
            self._desk.take_entry()
            self.on_closed()

    def on_scanned(self, code: str) -> None:
        """A scan while the pane is open: a receipt, a member's card, or a product that comes back."""
        if self._stage is Stage.FIND or returning.is_receipt(code):
            self._find(code)
        else:
            self._stage = Stage.CHOOSE
            self.choosing.take_product(code)

    def on_edited(self, text: str) -> None:
        """Typing narrows the list of sales."""
        self._desk.entry = text
        self._desk.settle()
        self._finding.narrow(text)
        self._show()

    def on_entered(self, text: str) -> None:
        """Enter: go on, or take what was typed for a receipt, a member, or a product."""
        bare = text.strip()
        if not bare:
            self.next()
            return
        only = self._finding.only() if self._stage is Stage.FIND and not bare.isdigit() else ""
        self._desk.take_entry()
        self._finding.narrow("")
        self.on_scanned(only or bare)

    def next(self) -> None:
        """Go on: from the lines to the preview, from the preview to agreeing."""
        desk, preview = self._desk, self.choosing.preview
        if self._stage is Stage.CHOOSE:
            if desk.tried(self.choosing.look_ahead):
                self._stage = Stage.PREVIEW
        elif preview is not None and desk.tried(lambda: desk.session.take_return(preview.back)):
            self.close()
            desk.play(Sound.ACCEPTED)
            self.on_agreed(preview.back)
        self._show()

    def back(self) -> None:
        """One step back: to the lines, to the sales, out."""
        self._desk.settle()
        preview = self.choosing.preview
        if self._stage is Stage.PREVIEW and preview is not None and not preview.back.is_void:
            self._stage = Stage.CHOOSE
        elif self._stage is not Stage.FIND:
            self._begin(None)
        else:
            self.close()
        self._show()

    def void_last(self) -> None:
        """Show what voiding the last sale would do."""
        if self._desk.tried(self.choosing.look_at_void):
            self._stage = Stage.PREVIEW
            self._show_pane()
        else:
            self._show()

    def begin_without_receipt(self) -> None:
        """Goods without a receipt: scan them, as the owner's rule allows."""
        desk, asked = self._desk, list[Message | None]()
        if desk.tried(lambda: asked.append(returning.approval_without_receipt(desk.session.tools))):
            self._with_approval(asked[0], lambda by: self._choose_from(None, Wish(), by))
        else:
            self._show()

    def _begin(self, found: FoundMember | None) -> None:
        self._stage = Stage.FIND
        self.choosing.begin(None, Wish(), "")
        self._finding.begin(found)

    def _find(self, text: str) -> None:
        found = self._finding.member_of(text)
        if found is not None:
            self._begin(found)
            self._show()
        elif returning.is_receipt(text) or not self._is_product(text):
            self.open_receipt(self._finding.number_of(text))
        else:
            self._desk.refuse(Refused("return.receipt_first"))
            self._show()

    def _is_product(self, text: str) -> bool:
        """True for what can only be goods: digits alone may be the end of a receipt's number."""
        short = text.isdigit() and len(text) <= returning.DIGITS_MAX
        return not short and bool(self._desk.session.understand(text).results)

    def _choose_from(self, sold: SoldSale | None, wish: Wish, approved_by: str) -> None:
        self._stage = Stage.CHOOSE
        self.choosing.begin(sold, wish, approved_by)
        self._show_pane()

    def _with_approval(self, asked: Message | None, granted: Callable[[str], None]) -> None:
        """Go on at once, or when a manager has said yes."""
        if asked is None:
            granted("")
            return
        desk = self._desk

        def by(manager: Cashier) -> None:
            granted(str(manager.cashier_id))

        desk.tried(lambda: self._approval.ask(desk.formats.say(asked), desk.session.cashier, by))

    def _show_pane(self) -> None:
        if not self.is_open:
            self.is_open = True
            self.on_open()
        self._desk.take_entry()
        self._show()

    def _show(self) -> None:
        desk, choosing = self._desk, self.choosing
        desk.refresh()
        if not self.is_open:
            return
        if self._stage is Stage.FIND:
            can_void = desk.session.sale.is_empty and not self._finding.is_empty
            self._view.show_state(finding_state(self._finding, desk.formats, can_void))
        elif self._stage is Stage.CHOOSE or choosing.preview is None:
            self._view.show_state(
                choosing_state(choosing.sold, choosing.wish, choosing.worth(), desk.formats)
            )
        else:
            self._view.show_state(preview_state(choosing.sold, choosing.preview, desk.formats))


def _nothing() -> None:
    return


def _nobody_listens(back: SaleReturn) -> None:
    del back
