"""Troubles at the counter: each has a sentence, and loses nothing."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from pos_app.demo.scans import DEMO_SCANS
from pos_app.devices.simulated.mechanism import Mood
from pos_app.kernel.errors import Unavailable
from pos_app.storage.verify import verify
from pos_app.terminal import build
from pos_app.ui.checkout.state import Mode
from tests.support.windows import Driver, demo_shop, window

PIN = "1234"
MILK = DEMO_SCANS[0].code


class FullDisk:
    """The books on a disk that is full, until there is room again."""

    def __init__(self, books: Any) -> None:
        self._books = books
        self.is_full = True

    def file_sale(self, sale: Any) -> Any:
        """Refuse while the disk is full."""
        if self.is_full:
            raise Unavailable("storage.full")
        return self._books.file_sale(sale)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._books, name)


@pytest.fixture(scope="module")
def application() -> QApplication:
    """The one application of the process."""
    found = QApplication.instance() or QApplication(["tests"])
    assert isinstance(found, QApplication)
    return found


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo shop."""
    folder = tmp_path_factory.mktemp("shop")
    demo_shop(folder)
    return folder


@pytest.fixture
def till(application: QApplication, shop: Path) -> Iterator[Driver]:
    """A window somebody has signed on to."""
    with window(application, shop) as driver:
        driver.sign_on(PIN)
        yield driver


def test_books_in_use(application: QApplication, shop: Path) -> None:
    other = build(shop, use_keyring=False)
    try:
        with window(application, shop) as driver:
            driver.until(driver.app.sign_on_screen.problem.text)
            assert "Another program" in driver.app.sign_on_screen.problem.text()
            driver.type("1234")
            driver.enter()
            assert driver.app.counter is None
            assert driver.app.failed
    finally:
        other.close()


def test_closing_while_the_books_open(application: QApplication, shop: Path) -> None:
    with window(application, shop) as driver:
        driver.until(lambda: driver.app._opening.ident is not None)
    assert verify(shop, use_keyring=False).is_whole


def test_bug_is_recorded_and_the_sale_goes_on(application: QApplication, shop: Path) -> None:
    with window(application, shop) as driver:
        driver.sign_on(PIN)
        driver.scan(MILK)
        driver.app.on_bug(ZeroDivisionError())
        assert "crash.txt" in driver.notice().text
        driver.scan(MILK)
        assert driver.state().rows[0].quantity == "2"
        driver.checkout.presenter.cancelling.confirm()
        assert [type(bug) for bug in driver.bugs] == [ZeroDivisionError]
        driver.bugs.clear()


def test_full_disk_keeps_the_paid_sale(till: Driver) -> None:
    desk = till.checkout.desk
    disk = FullDisk(desk.session.tools.books)
    desk.session.tools = dataclasses.replace(desk.session.tools, books=disk)
    till.scan(MILK)
    till.checkout.presenter.paying.press_exact()
    assert till.state().mode is Mode.PAYING
    assert "disk is full" in till.notice().text
    assert len(till.state().rows) == 1
    till.checkout.presenter.answer("retry_finish")
    assert till.state().mode is Mode.PAYING
    disk.is_full = False
    till.checkout.presenter.answer("retry_finish")
    assert till.state().mode is Mode.DONE
    assert till.state().notice is None


@pytest.mark.parametrize("mood", [Mood.ABSENT, Mood.PAPER_OUT, Mood.DIES])
def test_printer_trouble_never_stops_a_sale(till: Driver, mood: Mood) -> None:
    printer = till.app.till.paper  # type: ignore[union-attr]  # the demo prints on simulated paper
    printer.mechanism.set_mood(mood)
    till.scan(MILK)
    till.checkout.presenter.paying.press_exact()
    assert till.state().mode is Mode.DONE
    till.scan(MILK)
    assert till.state().rows[0].name == "Whole milk 1 l"
    till.until(lambda: till.checkout.desk.offered)
    till.until(lambda: till.state().notice is not None)
    assert till.notice().action in ("retry_print", "copy_print")
    printer.mechanism.set_mood(Mood.FINE)
    till.checkout.presenter.answer(till.notice().action)
    till.until(lambda: not till.checkout.desk.offered)
    till.until(lambda: till.state().status.printer == "Printer ready")
    till.checkout.presenter.cancelling.confirm()
