"""Strip, pane of the exchange in the real window, with the real thread that finds nobody."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from pos_app.demo.scans import DEMO_SCANS
from pos_app.terminal import build
from pos_app.wire.enrolling import EnrolReply
from tests.support.windows import Driver, demo_shop, window

PIN = "1234"
MILK = DEMO_SCANS[0].code
NOBODY = "https://127.0.0.1:9"


@pytest.fixture
def application() -> QApplication:
    found = QApplication.instance() or QApplication(["tests"])
    assert isinstance(found, QApplication)
    return found


def belong(folder: Path) -> None:
    """Let the till of a folder belong to a server that nobody answers for."""
    terminal = build(folder, use_keyring=False)
    try:
        outbox, clock = terminal.storage.outbox, terminal.tools.clock
        reply = EnrolReply(
            store_no="0001",
            terminal_no="07",
            series="B",
            server_key="",
            server_epoch="0192f0c0-0000-7000-8000-00000000e00c",
            server_time=clock.now_ms(),
            server_name="Head office",
            keys=outbox.own_keys(),
            publish=False,
        )
        outbox.connect(NOBODY, "", reply)
    finally:
        terminal.close()


def pane_is_open(till: Driver) -> bool:
    return till.checkout.pane is till.checkout.exchange_pane


def test_a_till_that_finds_nobody_says_so_and_sells(application: QApplication, tmp_path: Path) -> None:
    demo_shop(tmp_path)
    belong(tmp_path)
    with window(application, tmp_path) as till:
        till.sign_on(PIN)
        till.until(lambda: till.state().status.exchange.startswith("Offline"))
        assert "wait" in till.state().status.exchange
        till.key(Qt.Key.Key_F5)
        pane = till.checkout.exchange_pane
        till.until(lambda: pane_is_open(till) and "0001-07" in pane.lead.text())
        assert pane.title.text() == "Server: Head office"
        till.until(lambda: "127.0.0.1" in pane.problem.text())
        till.click(pane.try_now)
        till.key(Qt.Key.Key_Escape)
        assert not pane_is_open(till)
        till.click(till.checkout.screen.status)
        assert pane_is_open(till)
        till.scan(MILK)
        till.until(lambda: till.state().items == "1")
        assert not pane_is_open(till), "a scan is sold, whatever is open"
        till.key(Qt.Key.Key_F10)
        till.until(lambda: till.state().items == "0" and till.checkout.desk.session.last is not None)


def test_a_till_on_its_own_shows_nothing_of_it(application: QApplication, tmp_path: Path) -> None:
    demo_shop(tmp_path)
    with window(application, tmp_path) as till:
        till.sign_on(PIN)
        assert till.state().status.exchange == ""
        till.click(till.checkout.screen.status)
        assert till.checkout.pane is None
        till.key(Qt.Key.Key_F5)
        assert "belongs to no server" in till.notice().text
