"""Help, receipt preview, simulated paper, the command sheet."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from pos_app.checkout.outcome import Command
from pos_app.kernel.errors import Refused, Unavailable
from pos_app.kernel.messages import Translate
from pos_app.ui import keys, samples
from pos_app.ui.checkout.screen import CheckoutScreen
from pos_app.ui.help.screen import HelpScreen
from pos_app.ui.kit.code128 import modules
from pos_app.ui.kit.keycap import KeyCap
from pos_app.ui.paper.screen import PaperWindow
from pos_app.ui.receipt.screen import ReceiptScreen
from pos_app.ui.receipt.state import ReceiptState
from pos_app.ui.screenshots import sample_paper
from pos_app.ui.sheet import command_code, write_sheet
from pos_app.ui.theme.look import Look

LEFT = Qt.MouseButton.LeftButton


def test_help_names_every_key(
    open_checkout: Callable[[Look], CheckoutScreen], look: Look, translate: Translate
) -> None:
    screen = open_checkout(look)
    screen.show_state(samples.SELLING)
    pane = HelpScreen(look, translate)
    screen.open_pane(pane)
    QApplication.processEvents()
    caps = {cap.text for cap in pane.findChildren(KeyCap)}
    assert {key.shown for key in keys.KEYS} <= caps
    assert screen.tile.isVisible()
    assert screen.entry.field.hasFocus(), "a scan goes on being sold"
    closed: list[bool] = []
    pane.closed.connect(lambda: closed.append(True))
    QTest.mouseClick(pane.findChildren(QAbstractButton)[0], LEFT)
    screen.close_pane()
    assert closed == [True]
    assert screen.left.lines.isVisible()


def test_receipt_shows_the_paper(
    open_checkout: Callable[[Look], CheckoutScreen], look: Look, translate: Translate
) -> None:
    screen = open_checkout(look)
    screen.show_state(samples.DONE)
    pane = ReceiptScreen(look, translate)
    screen.open_pane(pane)
    pane.show_state(ReceiptState("Receipt 1", b"", waiting="Drawing the receipt"))
    assert pane.waiting.isVisible()
    pane.show_state(ReceiptState("Receipt 1", sample_paper()))
    QApplication.processEvents()
    assert pane.roll.isVisible()
    bar = pane.roll.verticalScrollBar()
    pane.scroll_rows(2)
    assert bar.value() > 0
    wished: list[str] = []
    pane.print_wished.connect(lambda: wished.append("print"))
    pane.closed.connect(lambda: wished.append("close"))
    QTest.mouseClick(pane.again, LEFT)
    QTest.mouseClick(pane.close_button, LEFT)
    assert wished == ["print", "close"]
    pane.show_state(ReceiptState("Receipt 1", b"no picture", waiting="No picture"))
    assert pane.waiting.isVisible(), "what is no picture is said, not shown"
    assert screen.tile.amount.text() == "16.29", "the change stays"


def test_simulated_paper_opens_at_the_first_receipt(
    look: Look, translate: Translate, open_checkout: Callable[[Look], CheckoutScreen]
) -> None:
    screen = open_checkout(look)
    window = PaperWindow(look, translate)
    window.show_paper(b"rubbish")
    assert not window.isVisible()
    window.show_paper(sample_paper())
    assert window.isVisible()
    assert window.testAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
    assert screen.entry.field.hasFocus() or not QWidget.isActiveWindow(window)
    window.close()
    window.deleteLater()


def test_the_sheet_is_read_back(application: QApplication, tmp_path: Path, translate: Translate) -> None:
    file = tmp_path / "sheet.png"
    write_sheet(file, translate)
    with Image.open(file) as picture:
        read = [code.text for code in zxingcpp.read_barcodes(picture)]
    assert sorted(read) == sorted(command_code(command) for command in Command)
    assert "POS-CASH" in read


def test_the_sheet_is_a_pdf(application: QApplication, tmp_path: Path, translate: Translate) -> None:
    write_sheet(tmp_path / "sheet.pdf", translate)
    assert (tmp_path / "sheet.pdf").read_bytes().startswith(b"%PDF-1")
    with pytest.raises(Refused):
        write_sheet(tmp_path / "sheet.docx", translate)
    with pytest.raises(Unavailable):
        write_sheet(tmp_path / "nowhere" / "sheet.pdf", translate)


def test_bars_of_every_character_are_read_back() -> None:
    for start in range(32, 127, 12):
        text = "".join(chr(code) for code in range(start, min(start + 12, 127)))
        bars = [False] * 10 + modules(text) + [False] * 10
        row = bytes(0 if bar else 255 for bar in bars for _ in range(3))
        picture = Image.frombytes("L", (len(row), 60), row * 60)
        found = zxingcpp.read_barcodes(
            picture, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.Code128)
        )
        assert [code.text for code in found] == [text]
    with pytest.raises(ValueError, match="Code 128"):
        modules("ş")
