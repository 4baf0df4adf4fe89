"""Goods come back through the real window: scanner, keys, touch, somebody else's PIN."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from pos_app.demo.people import MANAGER
from pos_app.demo.scans import DEMO_CARD, DEMO_SCANS
from pos_app.storage.verify import verify
from pos_app.ui.checkout.state import Mode
from pos_app.ui.kit.entry import Field
from tests.support.windows import Driver, demo_shop, window

PIN = "1234"
MILK, BANANAS, COFFEE = (scan.code for scan in DEMO_SCANS[:3])


@pytest.fixture(scope="module")
def application() -> QApplication:
    """The one application of the process."""
    found = QApplication.instance() or QApplication(["tests"])
    assert isinstance(found, QApplication)
    return found


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo shop; every test goes on where the one before ended."""
    folder = tmp_path_factory.mktemp("shop")
    demo_shop(folder)
    return folder


@pytest.fixture
def till(application: QApplication, shop: Path) -> Iterator[Driver]:
    """A window at which a cashier has signed on."""
    with window(application, shop) as driver:
        driver.sign_on(PIN)
        yield driver
    assert verify(shop, use_keyring=False).is_whole


def shown(till: Driver) -> object:
    """What stands in the place of the lines."""
    return till.checkout.pane


def number_of(till: Driver) -> str:
    last = till.checkout.desk.session.last
    assert last is not None
    return last.completed.receipt_number


def test_the_receipt_is_scanned_at_an_empty_checkout(till: Driver) -> None:
    till.scan(DEMO_CARD.code, MILK, MILK, COFFEE)
    till.key(Qt.Key.Key_F10)
    number = number_of(till)
    balance = till.checkout.desk.session.last.statement  # type: ignore[union-attr]  # there is one
    assert balance is not None
    till.scan(number)
    pane = till.checkout.return_pane
    assert shown(till) is pane
    assert pane.isVisible()
    till.scan(MILK)
    assert pane.next.isEnabled()
    till.enter()
    assert "back" in pane.next.label()
    till.enter()
    assert shown(till) is None
    assert till.state().rows[0].quantity == "−1"
    assert till.state().member is not None
    assert QApplication.focusWidget() is till.checkout.screen.entry.field
    till.enter()
    assert till.state().tile.caption == "Pay out"
    till.key(Qt.Key.Key_F12)
    assert (till.state().mode, till.state().tile.caption) == (Mode.DONE, "Paid out")
    till.until(lambda: till.state().status.message.endswith(" printed"))


def test_by_touch_with_an_exchange(till: Driver) -> None:
    till.scan(COFFEE)
    till.key(Qt.Key.Key_F10)
    price = till.state().tile.amount
    screen, pane = till.checkout.screen, till.checkout.return_pane
    till.click(screen.line_actions.returns)
    assert pane.isVisible()
    QTest.mouseClick(pane.list.rows()[0], Qt.MouseButton.LeftButton)
    QApplication.processEvents()
    line = pane.list.rows()[0]
    till.click(line.more)  # type: ignore[attr-defined]  # a line to take back
    till.click(pane.reasons["wrong_item"])
    till.click(pane.next)
    till.click(pane.next)
    assert till.state().tile.amount == price
    till.scan(COFFEE)
    assert till.state().tile.amount == "0.00"
    till.enter()
    till.enter()
    assert till.state().mode is Mode.DONE
    till.until(lambda: till.state().status.message.endswith(" printed"))


def test_without_a_receipt_somebody_in_charge_types_the_pin(till: Driver) -> None:
    till.key(Qt.Key.Key_F7)
    screen, question = till.checkout.screen, till.checkout.approval_pane
    till.click(till.checkout.return_pane.without)
    assert question.isVisible()
    assert QApplication.focusWidget() is question.pin
    till.scan(MILK)
    assert "PIN is asked for" in till.notice().text
    assert question.pin.text() == ""
    till.type(MANAGER.pin)
    assert isinstance(screen.focusWidget(), Field)
    assert question.pin.text() == MANAGER.pin
    assert screen.entry.field.text() == ""
    till.enter()
    till.until(lambda: till.checkout.pane is till.checkout.return_pane)
    assert QApplication.focusWidget() is screen.entry.field
    till.scan(MILK)
    till.enter()
    till.enter()
    assert till.state().rows[0].quantity == "−1"
    till.key(Qt.Key.Key_Delete)
    assert till.state().rows == ()


def test_the_last_sale_is_voided_and_its_card_paid_back(till: Driver) -> None:
    till.scan(DEMO_CARD.code, COFFEE)
    till.key(Qt.Key.Key_F11)
    till.until(lambda: till.checkout.desk.is_answer("confirm_card"))
    till.key(Qt.Key.Key_F11)
    assert till.state().mode is Mode.DONE
    till.until(lambda: till.state().status.message.endswith(" printed"))
    till.key(Qt.Key.Key_F7)
    till.click(till.checkout.return_pane.void)
    till.enter()
    assert "back to the card" in till.notice().text
    till.until(lambda: till.checkout.desk.is_answer("confirm_card"))
    till.key(Qt.Key.Key_F11)
    assert till.state().tile.caption == "Paid out"
    till.until(lambda: till.state().status.message.endswith(" printed"))


def test_esc_and_signing_off_forget_what_was_not_agreed(till: Driver) -> None:
    till.scan(COFFEE)
    till.key(Qt.Key.Key_F10)
    till.scan(number_of(till), COFFEE)
    till.key(Qt.Key.Key_F12)
    assert "Agree to the return first" in till.notice().text
    till.key(Qt.Key.Key_Escape)
    till.key(Qt.Key.Key_Escape)
    assert till.checkout.pane is None
    till.scan(number_of(till), COFFEE)
    till.checkout.screen.sign_off_wished.emit()
    assert not till.checkout.taking.is_open
    till.sign_on(PIN)
    assert till.checkout.pane is None
    assert till.state().rows == ()
