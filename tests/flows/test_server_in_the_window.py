"""A server that takes its time, seen in the real window with its real lanes."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from pos_app.demo.scans import DEMO_CARD, DEMO_SCANS
from pos_app.kernel.ids import AccountId, SaleId
from pos_app.ports.gateway import HoldAnswer
from pos_app.storage.cut_off import StoredCutOff
from pos_app.terminal import Terminal
from pos_app.ui.checkout.state import Mode
from pos_app.ui.till import Till
from tests.support.gateways import DictGateway
from tests.support.windows import Driver, demo_shop, window

PIN = "1234"
MILK, COFFEE = DEMO_SCANS[0].code, DEMO_SCANS[2].code
PATIENCE_S = 20


class SlowGateway(DictGateway):
    """Answers when it is let."""

    def __init__(self) -> None:
        super().__init__()
        self.let = threading.Event()
        self.is_asked = threading.Event()

    def hold(self, sale_id: SaleId, account_id: AccountId, amount: int) -> HoldAnswer:
        self.is_asked.set()
        assert self.let.wait(PATIENCE_S), "nobody let the server answer"
        return super().hold(sale_id, account_id, amount)


@pytest.fixture
def gateway() -> SlowGateway:
    """The server."""
    return SlowGateway()


@pytest.fixture
def till(tmp_path: Path, gateway: SlowGateway) -> Iterator[Driver]:
    """The window of a till of a server; a cashier has signed on."""
    application = QApplication.instance() or QApplication(["tests"])
    assert isinstance(application, QApplication)
    demo_shop(tmp_path)

    def wired(till: Till) -> Till:
        assert isinstance(till, Terminal)
        book = StoredCutOff(till.storage.database)
        return replace(till, tools=replace(till.tools, gateway=gateway, cut_off=book))

    with window(application, tmp_path, wired) as driver:
        driver.sign_on(PIN)
        yield driver
        gateway.let.set()


def test_scanning_goes_on_while_the_server_thinks(till: Driver, gateway: SlowGateway) -> None:
    till.scan(DEMO_CARD.code, MILK, COFFEE)
    till.until(lambda: till.state().member is not None and len(till.state().rows) == 2)
    till.key(Qt.Key.Key_F8)
    till.until(gateway.is_asked.is_set)
    till.until(lambda: "Asking the server" in till.state().status.message)
    till.scan(MILK)
    till.until(lambda: till.state().items == "3")
    assert till.checkout.desk.session.sale.rewards == ()
    gateway.let.set()
    till.until(lambda: till.checkout.desk.session.sale.rewards)
    assert till.state().status.message == ""
    assert gateway.threads == {"lane-network"}
    till.key(Qt.Key.Key_F10)
    till.until(lambda: till.state().mode is Mode.DONE)


def test_payment_waits_for_the_answer_then_goes_on_by_itself(till: Driver, gateway: SlowGateway) -> None:
    till.scan(DEMO_CARD.code, MILK, COFFEE)
    till.until(lambda: till.state().member is not None and len(till.state().rows) == 2)
    till.key(Qt.Key.Key_F8)
    till.key(Qt.Key.Key_F10)
    till.until(gateway.is_asked.is_set)
    assert till.state().mode is Mode.SELLING
    gateway.let.set()
    till.until(lambda: till.state().mode is Mode.DONE)
    last = till.checkout.desk.session.last
    assert last is not None
    assert len(last.completed.sale.rewards) == 1
