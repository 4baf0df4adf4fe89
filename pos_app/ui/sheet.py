"""The printable sheet of command barcodes, for a till with nothing but a scanner."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QMarginsF, QRectF, QSizeF, Qt
from PySide6.QtGui import QFont, QGuiApplication, QImage, QPageSize, QPainter, QPdfWriter

from pos_app.checkout.outcome import Command
from pos_app.kernel.errors import Refused, Unavailable
from pos_app.retail.codes import COMMAND_PREFIX
from pos_app.ui.kit.code128 import modules
from pos_app.ui.theme.look import find_family

if TYPE_CHECKING:
    from pathlib import Path

    from pos_app.kernel.messages import Translate

_PAGE_MM = (210.0, 297.0)
_PNG_DPI = 200
_MODULE_MM = 0.5
"""Twice the smallest that every scanner reads: the sheet is read under a counter lamp, through a plastic cover."""
_BAR_HEIGHT_MM = 22.0
_ROW_MM = 46.0
_LEFT_MM = 20.0
_POINT_MM = 25.4 / 72


def command_code(command: Command) -> str:
    """Return what the barcode of a command says, for example `POS-CASH`."""
    return f"{COMMAND_PREFIX}{command.value.upper()}"


def write_sheet(path: Path, translate: Translate) -> None:
    """Write the sheet as PDF or PNG, as the name says.

    Raises Refused `sheet.kind` for another ending, Unavailable `sheet.not_written` if the file cannot be written.
    """
    kind = path.suffix.lower()
    if kind not in (".pdf", ".png"):
        raise Refused("sheet.kind", file=path.name)
    if QCoreApplication.instance() is None:
        # Kept in a name until the sheet is written: fonts live as long as it does.
        application = QGuiApplication(sys.argv[:1])
        _write(path, kind, translate)
        del application
    else:
        _write(path, kind, translate)


def _write(path: Path, kind: str, translate: Translate) -> None:
    try:
        path.open("ab").close()
    except OSError as error:
        raise Unavailable("sheet.not_written", file=str(path), problem=error.strerror or "") from error
    if kind == ".pdf":
        writer = QPdfWriter(str(path))
        writer.setPageSize(QPageSize(QSizeF(*_PAGE_MM), QPageSize.Unit.Millimeter))
        writer.setPageMargins(QMarginsF(0, 0, 0, 0))
        writer.setTitle(translate("sheet.title"))
        painter = QPainter(writer)
        _draw(painter, writer.logicalDpiX() / 25.4, translate)
        painter.end()
        return
    scale = _PNG_DPI / 25.4
    image = QImage(round(_PAGE_MM[0] * scale), round(_PAGE_MM[1] * scale), QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    image.setDotsPerMeterX(round(scale * 1000))
    image.setDotsPerMeterY(round(scale * 1000))
    painter = QPainter(image)
    _draw(painter, scale, translate)
    painter.end()
    if not image.save(str(path)):
        raise Unavailable("sheet.not_written", file=str(path), problem="PNG")


def _draw(painter: QPainter, scale: float, translate: Translate) -> None:
    """Draw the page; `scale` is dots in a millimetre."""
    page = _Page(painter, scale)
    page.text(_LEFT_MM, 18, translate("sheet.title"), 20, bold=True)
    page.text(_LEFT_MM, 28, translate("sheet.intro"), 10)
    for at, command in enumerate(Command):
        top = 44 + at * _ROW_MM
        page.bars(_LEFT_MM, top, command_code(command))
        page.text(_LEFT_MM, top + _BAR_HEIGHT_MM + 1, command_code(command), 9)
        page.text(112, top + 2, translate(f"sheet.{command.value}"), 18, bold=True)
        page.text(112, top + 12, translate(f"sheet.{command.value}_body"), 10)


class _Page:
    """Draws in millimetres."""

    def __init__(self, painter: QPainter, scale: float) -> None:
        self.painter = painter
        self.scale = scale
        self.family = find_family()

    def text(self, left: float, top: float, text: str, points: float, *, bold: bool = False) -> None:
        """Draw a text that wraps before the page's right edge."""
        font = QFont(self.family)
        font.setPixelSize(round(points * _POINT_MM * self.scale))
        font.setBold(bold)
        self.painter.setFont(font)
        area = QRectF(
            left * self.scale, top * self.scale, (_PAGE_MM[0] - left - 12) * self.scale, 24 * self.scale
        )
        self.painter.drawText(area, int(Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap), text)

    def bars(self, left: float, top: float, text: str) -> None:
        """Draw a barcode in whole dots, so that all bars are equally sharp."""
        wide = max(1, round(_MODULE_MM * self.scale))
        start = round(left * self.scale)
        for at, bar in enumerate(modules(text)):
            if bar:
                self.painter.fillRect(
                    start + at * wide,
                    round(top * self.scale),
                    wide,
                    round(_BAR_HEIGHT_MM * self.scale),
                    Qt.GlobalColor.black,
                )
