"""The checkout screen with its panes, its presenters."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from pos_app.checkout.printing import PrintNews
from pos_app.checkout.session import CheckoutSession
from pos_app.ports.lanes import Lane
from pos_app.ports.printing import PrintResult
from pos_app.ports.sounds import Sounds
from pos_app.ports.staff import Cashier
from pos_app.ui.approval.presenter import ApprovalPresenter
from pos_app.ui.approval.screen import ApprovalScreen
from pos_app.ui.checkout.desk import Desk
from pos_app.ui.checkout.presenter import CheckoutPresenter
from pos_app.ui.checkout.screen import CheckoutScreen
from pos_app.ui.checkout.showing import state_of
from pos_app.ui.enrolment.presenter import EnrolmentPresenter
from pos_app.ui.exchange.screen import ExchangeScreen
from pos_app.ui.exchanging import Exchanging
from pos_app.ui.formatting import Formats
from pos_app.ui.help.screen import HelpScreen
from pos_app.ui.member.presenter import MemberPresenter
from pos_app.ui.member.screen import MemberScreen
from pos_app.ui.paper.screen import PaperWindow
from pos_app.ui.receipt.presenter import ReceiptPresenter
from pos_app.ui.receipt.screen import ReceiptScreen
from pos_app.ui.returns.presenter import ReturnsPresenter
from pos_app.ui.returns.screen import ReturnScreen
from pos_app.ui.taking_back import TakingBack
from pos_app.ui.theme.look import Look
from pos_app.ui.till import Till

QUICK_KEYS = 32


class Counter:
    """One checkout screen for everybody who signs on here, one after another."""

    def __init__(
        self,
        till: Till,
        screen: CheckoutScreen,
        look: Look,
        session: CheckoutSession,
        sounds: Sounds,
        receipt_lane: Lane,
        on_bug: Callable[[Exception], None],
        staff_lane: Lane,
    ) -> None:
        """Sit down at the screen with the first session; `start` shows it."""
        translate = till.translator
        rules = session.tools.program.program
        formats = Formats(session.tools.shop, rules.decimals, translate, rules.display)
        self.till, self.screen, self._lane = till, screen, receipt_lane
        self.desk = Desk(
            session,
            screen,
            formats,
            session.tools.clock,
            sounds,
            state_of,
            session.tools.catalogue.quick_keys(QUICK_KEYS),
        )
        enrolment = EnrolmentPresenter(session, screen.enrolment, translate)
        self.presenter = CheckoutPresenter(self.desk, enrolment, on_bug)
        self.help, self.receipt = HelpScreen(look, translate), ReceiptScreen(look, translate)
        self.receipts = ReceiptPresenter(self.receipt, translate, receipt_lane, till.preview)
        self.member = MemberScreen(look, translate)
        self.members = MemberPresenter(self.desk, self.member)
        self.members.on_gone = self.close_pane
        self.members.on_coupons = self.presenter.paper.print_coupons
        self.members.care.keep_file, self.members.care.ask_manager = till.keep_file, self._ask_approval
        self.return_pane = ReturnScreen(look, translate)
        self.approval_pane = ApprovalScreen(look, translate)
        approval = ApprovalPresenter(
            till.staff, staff_lane, session.tools.clock, self.approval_pane, translate
        )
        self.receipts.on_bug = approval.on_bug = on_bug
        returns = ReturnsPresenter(self.desk, self.return_pane, approval)
        self.taking = TakingBack(self.desk, returns, approval, self.presenter.paying)
        self.taking.show_in(
            lambda: self._open(self.return_pane), lambda: self._open(self.approval_pane), self.close_pane
        )
        pane = self.exchange_pane = ExchangeScreen(look, translate)
        self.exchanging = Exchanging(till, pane, self.presenter, approval, receipt_lane, on_bug)
        self._ask_server(returns)
        self.paper = PaperWindow(look, translate)
        self.pane: QWidget | None = None

    def press_key(self, action: str) -> bool:
        """A key of the table; False when there is nothing for it."""
        if self.taking.wants_key(action):
            return True
        if action == "help":
            self.toggle_help()
        elif action == "receipt":
            self.press_receipt()
        elif action == "exchange":
            self.exchanging.press()
        elif action == "member" and self._knows_member():
            self.press_member()
        elif action == "back" and self.pane is not None:
            self.close_pane()
        else:
            return self.presenter.press_key(action)
        return True

    def toggle_help(self) -> None:
        """Open or close the help; scans go on being sold beside it."""
        if self.pane is self.help:
            self.close_pane()
        else:
            self._open(self.help)

    def press_member(self, tab: str = "account") -> None:
        """Open what there is to know of the member on the sale, or close it again; without one, ask who it is."""
        if not self._knows_member():
            self.presenter.members.press_key()
        elif self.pane is self.member:
            self.close_pane()
        else:
            self.members.open(tab)
            self._open(self.member)

    def press_receipt(self) -> None:
        """Show the last receipt; when it is shown already, print it again."""
        last = self.desk.session.last
        if last is None:
            return
        if self.pane is self.receipt:
            self.print_again()
        else:
            self._open(self.receipt)
            self.receipts.open(last.completed.receipt_number)

    def print_again(self) -> None:
        """Print a copy of the receipt that is shown."""
        self.presenter.paper.reprint_last()
        self.receipts.tell_sent()

    def close_pane(self) -> None:
        """Back to the lines."""
        self.taking.close()
        self.exchanging.close()
        self.pane = None
        self.screen.close_pane()

    def move(self, delta: int) -> None:
        """Arrow keys scroll the receipt, or walk through results and lines."""
        if self.taking.is_open:
            return
        if self.pane is self.receipt:
            self.receipt.scroll_rows(delta)
        elif self.pane is self.member:
            self.member.scroll_rows(delta)
        elif self.pane is self.exchange_pane:
            self.exchange_pane.scroll_rows(delta)
        else:
            self.presenter.selling.move(delta)

    def on_scanned(self, code: str) -> None:
        """A scan is sold whatever is open, unless it is goods that come back; other panes give way to the lines."""
        if self.taking.wants_scan(code) or (self.pane is self.member and self.members.wants_scan(code)):
            return
        if self.pane is not None:
            self.close_pane()
        self.presenter.on_scanned(code)

    def on_print_news(self, news: PrintNews) -> None:
        """Something was printed, or not; what the simulated printer tore off is drawn on a lane."""
        self.presenter.paper.on_print_news(news)
        if news.result is not None:
            self._lane.submit(self.till.newest_paper, self._show_paper, self.on_print_error)

    def on_drawer_result(self, result: PrintResult) -> None:
        """The drawer was pulsed, or not."""
        self.presenter.paper.on_drawer_result(result)

    def on_print_error(self, error: Exception) -> None:
        """Storage or printer could not be used, or something is broken."""
        self.presenter.paper.on_print_error(error)

    def _show_paper(self, png: bytes | None) -> None:
        if png is not None and (self.paper.isVisible() or self._stand_beside()):
            self.paper.show_paper(png)

    def _stand_beside(self) -> bool:
        """Put the paper beside the till; False where there is no room: nothing may ever cover the sale."""
        window = self.screen.window().frameGeometry()
        room = self.screen.screen().availableGeometry()
        wide = self.paper.width()
        if window.right() + wide <= room.right():
            self.paper.move(window.right() + 1, window.top())
        elif window.left() - wide >= room.left():
            self.paper.move(window.left() - wide, window.top())
        else:
            return False
        return True

    def _ask_approval(self, sentence: str, agreed: Callable[[Cashier], None]) -> None:
        """Ask for a manager's yes in front of the member pane, then lead back to it."""

        def granted(who: Cashier) -> None:
            agreed(who)
            if self._knows_member():
                self._open(self.member)

        self.taking.approval.ask(sentence, self.desk.session.cashier, granted)

    def _ask_server(self, returns: ReturnsPresenter) -> None:
        """Let the panes ask what the checkout asks."""
        presenter = self.presenter
        self.exchanging.show_in(lambda: self._open(self.exchange_pane), self.close_pane)
        self.members.use_reward = lambda reward_id, told: presenter.holds.use(reward_id, told=told)
        returns.find_elsewhere = presenter.lookups.find_receipt
        presenter.offline.ask_manager = self._ask_at_lines

    def _ask_at_lines(self, sentence: str, agreed: Callable[[Cashier], None]) -> None:
        """Ask for a manager's yes in front of the lines."""
        self.taking.approval.ask(sentence, self.desk.session.cashier, agreed)

    def _knows_member(self) -> bool:
        return self.desk.session.evaluated.found is not None and "enrol" not in self.desk.standing

    def _open(self, pane: QWidget) -> None:
        if pane not in (self.return_pane, self.approval_pane):
            self.taking.close()
        self.exchanging.close()
        self.pane = pane
        self.screen.open_pane(pane)
        self.screen.focus_entry()
