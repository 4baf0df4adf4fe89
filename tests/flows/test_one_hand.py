"""Whole sales by touch alone, by scanner alone, by keyboard alone, through the real window."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from pos_app.demo.people import MANAGER, REGULAR
from pos_app.demo.scans import DEMO_CARD, DEMO_SCANS, REFUSED_SCANS
from pos_app.ports.sounds import Sound
from pos_app.retail.tender import TenderKind
from pos_app.ui.checkout.state import Mode
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
    """A window in front of somebody who has not signed on."""
    with window(application, shop) as driver:
        driver.until(lambda: not driver.app.sign_on_screen.pin.isReadOnly())
        yield driver


def button(parent: QWidget, label: str) -> QAbstractButton:
    """The visible button with this text or name."""
    found = [
        one
        for one in parent.findChildren(QAbstractButton)
        if one.isVisible() and label in (one.text(), one.accessibleName(), getattr(one, "label", ""))
    ]
    assert found, f"no button {label!r}"
    return found[0]


def touch(till: Driver, parent: QWidget, *labels: str) -> None:
    """Press buttons one after another."""
    for label in labels:
        QTest.mouseClick(button(parent, label), Qt.MouseButton.LeftButton)
        QApplication.processEvents()


def test_by_touch_alone(till: Driver) -> None:
    touch(till, till.app.sign_on_screen, *PIN, "Enter")
    till.until(lambda: till.app.counter is not None)
    screen = till.checkout.screen
    till.until(lambda: screen.isVisible() and till.state() is not None)
    touch(till, screen, "3", "Times")
    quick = screen.side.quick.findChildren(QAbstractButton)
    roll = next(one for one in quick if one.isVisible() and "Bread roll" in one.accessibleName())
    QTest.mouseClick(roll, Qt.MouseButton.LeftButton)
    assert till.state().rows[0].quantity == "3"
    QTest.mouseClick(screen.line_actions.more, Qt.MouseButton.LeftButton)
    assert till.state().rows[0].quantity == "4"
    row = screen.left.lines.visualRect(screen.left.lines.model().index(0, 0)).center()
    QTest.mouseClick(screen.left.lines.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(row))
    QTest.mouseClick(screen.line_actions.less, Qt.MouseButton.LeftButton)
    assert till.state().rows[0].quantity == "3"
    touch(till, screen, *REGULAR.phone.removeprefix("+353").join(("0", "")), "Enter")
    assert till.state().member is not None
    touch(till, screen, "Enter")
    assert till.state().mode is Mode.PAYING
    touch(till, screen, "2", "0")
    QTest.mouseClick(screen.pay_actions.cash, Qt.MouseButton.LeftButton)
    assert till.state().mode is Mode.DONE
    assert till.state().tile.amount == "18.95"
    till.until(lambda: till.state().status.message.endswith(" printed"))
    QTest.mouseClick(screen.line_actions.receipt, Qt.MouseButton.LeftButton)
    assert till.checkout.pane is till.checkout.receipt
    assert QApplication.focusWidget() is screen.entry.field


def test_by_scanner_alone(till: Driver) -> None:
    till.sign_on(PIN)
    till.scan(MILK, BANANAS, DEMO_CARD.code, "POS-CASH", "POS-EXACT")
    assert till.state().mode is Mode.DONE
    till.scan(COFFEE, "POS-CARD")
    assert till.state().tile.caption == "By card"
    till.until(lambda: till.checkout.desk.is_answer("confirm_card"))
    till.scan("POS-FINISH")
    assert till.state().mode is Mode.DONE
    last = till.checkout.desk.session.last
    assert last is not None
    assert [one.kind for one in last.completed.sale.tenders] == [TenderKind.CARD]
    assert Sound.REFUSED not in till.sounds.sounds


def test_by_keyboard_alone(till: Driver) -> None:
    till.key(Qt.Key.Key_Down, gap_ms=300)
    till.sign_on(MANAGER.pin)
    till.type("milk")
    assert till.state().search
    till.key(Qt.Key.Key_Down)
    name = till.state().search[1].name
    till.enter()
    assert till.state().rows[0].name == name
    till.type("+")
    assert till.state().rows[0].quantity == "2"
    till.type("-")
    till.type("10%")
    assert till.checkout.screen.entry.field.text() == "-10%"
    till.enter()
    assert till.state().rows[0].quantity == "2"
    assert till.state().rows[0].notes
    till.type("2*soda bread")
    till.enter()
    assert till.state().rows[1].quantity == "2"
    till.key(Qt.Key.Key_Delete)
    assert len(till.state().rows) == 1
    till.key(Qt.Key.Key_Z, "\x1a", 200, 52, Qt.KeyboardModifier.ControlModifier)
    assert len(till.state().rows) == 2
    till.key(Qt.Key.Key_F1)
    assert till.checkout.help.isVisible()
    till.key(Qt.Key.Key_Escape)
    assert not till.checkout.help.isVisible()
    till.type("1")
    till.key(Qt.Key.Key_F11)
    till.until(lambda: till.checkout.desk.is_answer("confirm_card"))
    till.key(Qt.Key.Key_F11)
    assert [row.amount for row in till.state().tenders] == ["1.00"]
    till.key(Qt.Key.Key_F10)
    assert till.state().mode is Mode.DONE
    till.key(Qt.Key.Key_F9)
    till.until(lambda: till.checkout.receipt.stack.currentWidget() is till.checkout.receipt.roll)
    till.key(Qt.Key.Key_F9)
    till.until(lambda: till.state().status.message.endswith(" printed"))


@pytest.mark.parametrize("refused", REFUSED_SCANS, ids=lambda one: one.what.replace(" ", "-"))
def test_refused_scans_leave_the_sale_alone(till: Driver, refused) -> None:  # type: ignore[no-untyped-def]  # a DemoScan
    till.sign_on(PIN)
    till.scan(MILK, refused.code)
    assert till.state().notice is not None
    assert till.sounds.sounds[-1] is Sound.REFUSED
    till.scan(COFFEE)
    assert next(row.name for row in till.state().rows if not row.unsold) == "Whole milk 1 l"
    assert len([row for row in till.state().rows if not row.unsold]) == 2
    till.checkout.presenter.cancelling.confirm()


def test_scan_sells_beside_every_pane(till: Driver) -> None:
    till.sign_on(PIN)
    till.key(Qt.Key.Key_F1)
    till.scan(MILK)
    till.key(Qt.Key.Key_F9)
    till.scan(COFFEE)
    assert len(till.state().rows) == 2
    for one in till.checkout.screen.findChildren(QAbstractButton):
        if one.isVisible() and one.isEnabled():
            one.setFocus()
            till.scan(MILK)
    assert till.state().mode is Mode.SELLING
    assert till.state().rows[-1].name == "Whole milk 1 l"
    till.checkout.presenter.cancelling.confirm()


def test_signing_off_keeps_the_open_sale(till: Driver) -> None:
    till.sign_on(PIN)
    till.scan(MILK, COFFEE)
    QTest.mouseClick(till.checkout.screen.header.leave, Qt.MouseButton.LeftButton)
    till.until(till.app.sign_on_screen.isVisible)
    till.scan(MILK)
    assert till.app.sign_on_screen.pin.text() == ""
    assert "Sign on first" in till.app.sign_on_screen.problem.text()
    till.key(Qt.Key.Key_Down, gap_ms=300)
    till.sign_on(MANAGER.pin)
    assert len(till.state().rows) == 2
    assert till.notice().action == "resume_draft"
    till.checkout.presenter.answer("drop_draft")
    assert till.state().rows == ()
