"""The exchange at the counter: when its pane opens, who is asked in front of it. No Qt here."""

from __future__ import annotations

from collections.abc import Callable

from pos_app.ports.lanes import Lane
from pos_app.ports.staff import Cashier
from pos_app.ports.sync_status import SyncStatus
from pos_app.ui.approval.presenter import ApprovalPresenter
from pos_app.ui.checkout.presenter import CheckoutPresenter
from pos_app.ui.exchange.morning import SHOW
from pos_app.ui.exchange.presenter import ExchangePresenter, View
from pos_app.ui.exchange.ways import Ways
from pos_app.ui.till import Till
from pos_app.ui.tone import Tone


class LatestStatus:
    """Keeps the newest status for whoever sits down later."""

    def __init__(self) -> None:
        self.status: SyncStatus | None = None
        self.hear: Callable[[SyncStatus], None] = lambda _status: None

    def __call__(self, status: SyncStatus) -> None:
        """Take a status, on the screen's thread."""
        self.status = status
        self.hear(status)


class Exchanging:
    """`presenter` is None for a till on its own, which has nothing to show."""

    def __init__(
        self,
        till: Till,
        view: View,
        checkout: CheckoutPresenter,
        approval: ApprovalPresenter,
        lane: Lane,
        on_bug: Callable[[Exception], None],
    ) -> None:
        self._desk, self._approval = checkout.desk, approval
        self._open: Callable[[], None] = lambda: None
        self._lines: Callable[[], None] = lambda: None
        self.presenter: ExchangePresenter | None = None
        book = till.exchange_book
        if book is None:
            return
        ways = Ways(book, lane, till.exchange_now, till.report, till.keep_file)
        self.presenter = ExchangePresenter(checkout.desk, view, checkout.network, ways, on_bug)
        self.presenter.ask_manager, self.presenter.ask_extension = self._ask, checkout.offline.ask
        checkout.add_answer(SHOW, self.show)

    def show_in(self, opened: Callable[[], None], lines: Callable[[], None]) -> None:
        """Take what shows the pane, and the lines again."""
        self._open, self._lines = opened, lines

    @property
    def is_open(self) -> bool:
        """True while the pane is shown."""
        return self.presenter is not None and self.presenter.is_open

    def press(self) -> None:
        """The key, or the strip: open the pane, or close it; a till on its own says that it has no server."""
        if self.presenter is None:
            self._desk.say("sync.alone", Tone.INFO)
            self._desk.refresh()
        elif self.is_open:
            self._lines()
        else:
            self.show()

    def show(self) -> None:
        """Open the pane."""
        if self.presenter is not None:
            self._desk.settle()
            self._open()
            self.presenter.open()
            self._desk.refresh()

    def close(self) -> None:
        """Something else is shown."""
        if self.presenter is not None:
            self.presenter.close()

    def follow(self, latest: LatestStatus) -> None:
        """Hear of every status from now on, of the newest one at once."""
        if self.presenter is None:
            return
        latest.hear = self.presenter.heard
        if latest.status is not None:
            self.presenter.heard(latest.status)

    def tick(self) -> None:
        """A second went by: what the pane says of time is said anew."""
        if self.presenter is not None:
            self.presenter.show()

    def begin(self) -> None:
        """Somebody signed on."""
        if self.presenter is not None:
            self.presenter.begin()

    def _ask(self, sentence: str, agreed: Callable[[Cashier], None]) -> None:
        """Ask for a manager's yes in front of the pane, then lead back to it."""

        def granted(who: Cashier) -> None:
            if not self.is_open:
                self.show()
            agreed(who)

        self._approval.ask(sentence, self._desk.session.cashier, granted)
