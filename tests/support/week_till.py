"""The till of a simulated week: its real window, told what to press, telling what is on its screen.

python -m tests.support.week_till FOLDER CLOCK
"""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from pos_app.cli.window import window_setup
from pos_app.ports.books import FiledSale
from pos_app.runtime.settings import load_settings
from pos_app.terminal import Terminal
from pos_app.ui.app import CheckoutApp
from pos_app.ui.till import Deliver, StoppableLane
from tests.support.reporting_till import Silence
from tests.support.week_clock import keep_time

TELL_MS = 10
T = TypeVar("T")


class Wish(msgspec.Struct):
    """What the hands do next."""

    no: int
    do: str
    what: str = ""


class WatchedLane:
    """A lane of which is known whether it still works on something."""

    def __init__(self, lane: StoppableLane) -> None:
        self._lane, self.open = lane, 0

    def submit(
        self, work: Callable[[], T], done: Callable[[T], None], failed: Callable[[Exception], None]
    ) -> None:
        """As a lane does; called and answered on the thread of the window."""

        def answered(answer: T) -> None:
            self.open -= 1
            done(answer)

        def broken(error: Exception) -> None:
            self.open -= 1
            failed(error)

        self._lane.submit(work, answered, broken)
        self.open += 1

    def stop(self) -> bool:
        """Let queued work end."""
        return self._lane.stop()


class Report:
    """What is on the screen, on the last receipt, in the exchange; `done` is the last wish that was done."""

    def __init__(self, app: CheckoutApp, lanes: list[WatchedLane], bugs: list[str]) -> None:
        self._app, self._lanes, self._bugs = app, lanes, bugs
        self._told = b""
        self.done = 0

    def tell(self) -> None:
        """Say how it stands when that has changed."""
        line = msgspec.json.encode(self._seen())
        if line != self._told:
            self._told = line
            sys.stdout.write(line.decode() + "\n")
            sys.stdout.flush()

    def _seen(self) -> dict[str, Any]:
        app, counter = self._app, self._app.counter
        syncing = app.till.syncing if isinstance(app.till, Terminal) else None
        status = syncing.status if syncing is not None else None
        state = counter.screen.shown if counter else None
        return {
            "done": self.done,
            "ready": not app.sign_on_screen.pin.isReadOnly(),
            "failed": app.failed,
            "state": state and msgspec.structs.replace(state, quick_keys=()),
            "pane": type(counter.pane).__name__ if counter and counter.pane else "",
            "paper": _paper(counter.desk.session.last if counter else None),
            "busy": any(lane.open for lane in self._lanes),
            "contact": syncing.gateway.contact().value if syncing else "",
            "waiting": status.waiting if status else 0,
            "exchanged_at": status.last_exchange_at_ms if status else 0,
            "held_back": status.held_back.code if status and status.held_back else "",
            "quarantined": status.quarantined if status else 0,
            "bugs": self._bugs,
        }


def _paper(last: FiledSale | None) -> dict[str, Any]:
    """What the last receipt says."""
    if last is None:
        return {"number": "", "earned": 0, "spent": 0, "balance": 0, "coupons": []}
    said = last.statement
    return {
        "number": last.completed.receipt_number,
        "earned": sum(points for _, points in said.earned) if said else 0,
        "spent": sum(points for _, points in said.spent) if said else 0,
        "balance": said.balance_points if said else 0,
        "coupons": [one.code for one in said.coupons] if said else [],
    }


class Hands:
    """Does what is asked on the standard input, a line each, on the thread of the window."""

    def __init__(self, app: CheckoutApp, report: Report) -> None:
        self._app, self._report = app, report
        self._ways: dict[str, Callable[[str], object]] = {
            "pin": app.sign_on.enter,
            "scan": lambda code: self._counter().on_scanned(code),
            "key": lambda action: self._counter().press_key(action),
            "enter": self._enter,
            "answer": self._answer,
            "exchange": lambda _none: self._exchange(),
            "close": lambda _none: self._close(),
        }

    def read(self) -> None:
        """On a thread of its own, until nobody asks any more."""
        for line in sys.stdin:
            self._app.bridge.deliver(partial(self._do, msgspec.json.decode(line, type=Wish)))
        self._app.bridge.deliver(self._close)

    def _do(self, wish: Wish) -> None:
        self._ways[wish.do](wish.what)
        self._report.done = wish.no

    def _close(self) -> None:
        self._app.window.close()

    def _enter(self, text: str) -> None:
        self._counter().screen.text_entered.emit(text)

    def _answer(self, action: str) -> None:
        self._counter().presenter.answer(action)

    def _exchange(self) -> None:
        assert isinstance(self._app.till, Terminal)
        self._app.till.exchange_now()

    def _counter(self) -> Any:
        assert self._app.counter is not None, "nobody is signed on"
        return self._app.counter


def main(folder: Path, clock: Path) -> int:
    """Open the window until it is closed."""
    keep_time(clock)
    application = QApplication(sys.argv[:1])
    setup = window_setup(folder, load_settings(folder), use_keyring=False)
    bugs: list[str] = []

    def record(error: BaseException) -> str:
        bugs.append(repr(error))
        return setup.record_bug(error)

    lanes: list[WatchedLane] = []

    def make_lane(name: str, deliver: Deliver) -> StoppableLane:
        lanes.append(WatchedLane(setup.make_lane(name, deliver)))
        return lanes[-1]

    app = CheckoutApp(
        application, replace(setup, make_lane=make_lane, make_sounds=Silence, record_bug=record)
    )
    signal.signal(signal.SIGTERM, lambda *_: QTimer.singleShot(0, app.window.close))
    report = Report(app, lanes, bugs)
    threading.Thread(target=Hands(app, report).read, name="hands", daemon=True).start()
    timer = QTimer()
    timer.timeout.connect(report.tell)
    timer.start(TELL_MS)
    app.start()
    code = application.exec()
    timer.stop()
    app.close()
    return code


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
