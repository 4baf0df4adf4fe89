"""The application with its window: the first frame is painted fast, the rest is opened behind it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QElapsedTimer, QEventLoop, Qt, QTimer
from PySide6.QtWidgets import QApplication

from pos_app.checkout.session import CheckoutSession
from pos_app.kernel.errors import PosError
from pos_app.kernel.ids import MemberId
from pos_app.kernel.limits import LANE_STOP_TIMEOUT_MS
from pos_app.kernel.messages import Message
from pos_app.kernel.notation import figures_of
from pos_app.ports.sounds import Sound
from pos_app.ports.staff import Cashier
from pos_app.ui.bridge import Bridge
from pos_app.ui.checkout.screen import CheckoutScreen
from pos_app.ui.connections import connect_checkout, connect_sign_on
from pos_app.ui.counter import Counter
from pos_app.ui.exchanging import LatestStatus
from pos_app.ui.key_filter import KeyActions
from pos_app.ui.kit.entry import Field
from pos_app.ui.kit.key_layout import read_layouts
from pos_app.ui.main_window import MainWindow
from pos_app.ui.scan_filter import ScanFilter
from pos_app.ui.sign_on.presenter import SignOnPresenter
from pos_app.ui.sign_on.screen import SignOnScreen
from pos_app.ui.theme import tokens
from pos_app.ui.theme.look import Look
from pos_app.ui.theme.style import wear
from pos_app.ui.till import StoppableLane, Till, WindowSetup
from pos_app.ui.tone import Tone

TICK_MS = 1000


class CheckoutApp:
    """Everything between the first frame and the last. `counter` is there from the first sign-on on."""

    def __init__(
        self, application: QApplication, setup: WindowSetup, window: MainWindow | None = None
    ) -> None:
        self.application, self.setup = application, setup
        self.look = Look(_palette(application, setup.dark), setup.resources, setup.scale_percent)
        wear(application, self.look)
        self.window = window or MainWindow(setup.shop.name)
        self.window.setWindowTitle(setup.shop.name)
        self.sign_on_screen = SignOnScreen(self.look, setup.translate)
        shop = setup.shop
        self.sign_on = SignOnPresenter(shop.name, shop.terminal_name, self.sign_on_screen, setup.translate)
        self.sign_on.on_signed_on = self._signed_on
        connect_sign_on(self.sign_on_screen, self.sign_on)
        self.bridge = Bridge()
        self.till: Till | None = None
        self.counter: Counter | None = None
        self.failed = False
        self._exchange = LatestStatus()
        self._closed = False
        self._has_members_news = False
        self._figures = figures_of(shop.locale, shop.zone, shop.currency.digits)
        self._screen: CheckoutScreen | None = None
        self._lanes: dict[str, StoppableLane] = {}
        self.sounds = setup.make_sounds()
        self.filter = ScanFilter(application, setup.rules, KeyActions(self._entry, self._act))
        self.filter.scanned.connect(self._scanned)
        self._clock = QTimer(self.window)
        self._clock.setObjectName("clock")
        self._clock.timeout.connect(self._tick)
        self._opening = threading.Thread(target=self._open, name="opening", daemon=True)
        self._end_scanner: Callable[[], object] | None = None
        self._end_watch = setup.watch_bugs(lambda error: self.bridge.deliver(partial(self.on_bug, error)))
        self.window.closing.connect(self.close)

    def start(self) -> None:
        """Show the window; the till opens once its first frame is painted."""
        self.sign_on.show()
        self.window.show_screen(self.sign_on_screen)
        if self.setup.full_screen:
            self.window.showFullScreen()
        else:
            self.window.show()
        self.window.activateWindow()
        self.sign_on_screen.focus_entry()
        QTimer.singleShot(0, self._start_opening)

    def close(self) -> None:
        """End timers, threads and files, in this order; called twice it does nothing more."""
        if self._closed:
            return
        self._closed = True
        self._clock.stop()
        self.filter.stop()
        self._let_paper_out()
        if self._end_scanner is not None:
            self._end_scanner()
        if self.counter is not None:
            self.counter.paper.close()
        if self._opening.ident is not None:
            self._opening.join()
        for lane in self._lanes.values():
            lane.stop()
        self.bridge.close()
        self.sounds.stop()
        self._end_watch()
        if self.till is not None:
            self.till.close()

    def _let_paper_out(self) -> None:
        """Give the receipt that is on the printer a moment to end, or it would be taken for torn at the next start."""
        patience = QElapsedTimer()
        patience.start()
        while (
            self.counter is not None
            and self.counter.presenter.paper.under_way
            and patience.elapsed() < LANE_STOP_TIMEOUT_MS
        ):
            self.application.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 50)

    def on_bug(self, error: BaseException) -> None:
        """Something is broken that is neither a rule nor the world: write it down, go on; the sale is kept."""
        report = self.setup.record_bug(error)
        if self.counter is not None:
            self.counter.desk.say("notice.bug", Tone.BAD, report=report)
            self.counter.desk.refresh()
        else:
            self.sign_on.tell(Message("notice.bug", {"report": report}))

    def _start_opening(self) -> None:
        if not self._closed:
            self._opening.start()

    def _open(self) -> None:
        """On its own thread: books, program, catalogue."""
        try:
            till = self.setup.open_till()
        except PosError as error:
            self.bridge.deliver(partial(self._not_opened, error.message))
            return
        self.till = till
        self.bridge.deliver(partial(self._opened, till))

    def _not_opened(self, message: Message) -> None:
        self.failed = True
        self.sign_on.fail(message)

    def _opened(self, till: Till) -> None:
        asks = ("network",) if till.tools.gateway is not None else ()
        for name in ("storage", "printer", "staff", *asks):
            self._lanes[name] = self.setup.make_lane(name, self.bridge.deliver)
        self.sign_on.ready(till.staff, self._lanes["staff"], till.tools.clock)
        if self.setup.start_scanner is not None:
            self._end_scanner = self.setup.start_scanner(self._heard_code)
        till.watch_exchange(lambda status: self.bridge.deliver(partial(self._exchange, status)))
        till.start_exchange(lambda members: self.bridge.deliver(partial(self._members_changed, members)))
        self._clock.start(TICK_MS)
        self._tick()
        QTimer.singleShot(0, self._build_screen)

    def _members_changed(self, members: frozenset[MemberId]) -> None:
        self._has_members_news = self.counter is None
        if self.counter is not None:
            self.counter.presenter.lookups.heard(members)
            self.counter.presenter.shown_cards.heard()

    def _build_screen(self) -> CheckoutScreen:
        """Build the checkout while the PIN is being typed."""
        if self._screen is None:
            layouts = read_layouts(self.setup.resources / "keyboards", self.setup.keyboards)
            self._screen = CheckoutScreen(
                self.look, self.setup.translate, layouts, decimal_point=self.setup.decimal_mark
            )
            self.window.addWidget(self._screen)
        return self._screen

    def _signed_on(self, cashier: Cashier) -> None:
        if self.till is None:
            return
        screen = self._build_screen()
        session = self.till.session(cashier)
        self.window.show_screen(screen)
        if self.counter is None:
            self.counter = self._sit_down(self.till, screen, session)
        else:
            self.counter.presenter.take_over(session)
        self.counter.exchanging.begin()
        self.filter.set_entry(screen.entry.field)
        screen.focus_entry()

    def _sit_down(self, till: Till, screen: CheckoutScreen, session: CheckoutSession) -> Counter:
        storage, printer = self._lanes["storage"], self._lanes["printer"]
        staff = self._lanes["staff"]
        counter = Counter(till, screen, self.look, session, self.sounds, storage, self.on_bug, staff)
        counter.desk.sounds_on = self.setup.sounds_on
        counter.presenter.network.lane = self._lanes.get("network")
        paper = counter.presenter.paper
        paper.printing = till.printing(storage, printer, counter)
        connect_checkout(counter, self._sign_off)
        counter.presenter.start()
        if self._has_members_news:
            counter.presenter.shown_cards.heard()
        counter.exchanging.follow(self._exchange)
        paper.printing.start()
        printer.submit(till.printer.state, paper.on_printer_state, self.on_bug)
        return counter

    def _sign_off(self) -> None:
        """The open sale stays kept; whoever signs on next has it on the screen."""
        if self.counter is not None and self.counter.pane is not None:
            self.counter.close_pane()
        self.filter.set_entry(None)
        self.window.show_screen(self.sign_on_screen)
        self.sign_on.begin()

    def _tick(self) -> None:
        if self.till is None:
            return
        if self.counter is not None and self._at_checkout():
            self.counter.desk.tick()
            self.counter.exchanging.tick()
            return
        if self.counter is not None:
            self.counter.presenter.holds.tick_unseen()
            self.counter.presenter.shown_cards.tick()
        self.sign_on.tick(self._figures.time(self.till.tools.clock.now_ms()))

    def _heard_code(self, code: str) -> None:
        """On the scanner's thread: a code came over its port."""
        self.bridge.deliver(partial(self._scanned, code))

    def _scanned(self, code: str) -> None:
        if self.counter is not None and self._at_checkout():
            self.counter.on_scanned(code)
        else:
            self.sign_on.tell(Message("notice.sign_on_first"))
            self.sounds.play(Sound.REFUSED)

    def _act(self, action: str) -> bool:
        return self.counter is not None and self._at_checkout() and self.counter.press_key(action)

    def _entry(self) -> Field | None:
        return self._screen.entry.field if self._screen is not None and self._at_checkout() else None

    def _at_checkout(self) -> bool:
        return self._screen is not None and self.window.currentWidget() is self._screen


def _palette(application: QApplication, dark: bool | None) -> tokens.Palette:
    if dark is None:
        dark = application.styleHints().colorScheme() is Qt.ColorScheme.Dark
    return tokens.DARK if dark else tokens.LIGHT
