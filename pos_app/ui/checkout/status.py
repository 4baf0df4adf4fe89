"""The strip at the bottom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from pos_app.ui.kit.labels import Label
from pos_app.ui.theme import tokens
from pos_app.ui.tone import Tone

if TYPE_CHECKING:
    from PySide6.QtGui import QMouseEvent, QPaintEvent

    from pos_app.ui.checkout.state import Status
    from pos_app.ui.theme.look import Look


class Lamp(QWidget):
    """A small mark: a disc when well, a triangle when not, a ring when nothing is known."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.look = look
        self._tone = Tone.NEUTRAL
        self.setFixedSize(look.px(12), look.px(12))

    def show_tone(self, tone: Tone) -> None:
        """Show a meaning."""
        if tone is not self._tone:
            self._tone = tone
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the mark."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = self.rect().toRectF().adjusted(1.5, 1.5, -1.5, -1.5)
        colour = self.look.colour(self.look.signal(self._tone).text)
        painter.setPen(colour)
        if self._tone is not Tone.NEUTRAL:
            painter.setBrush(colour)
        if self._tone in (Tone.WARN, Tone.BAD):
            painter.drawPolygon(
                [area.bottomLeft(), area.bottomRight(), (area.topLeft() + area.topRight()) / 2]
            )
        else:
            painter.drawEllipse(area)
        painter.end()


class StatusStrip(QWidget):
    """The message that goes away by itself, then server, printer, cashier, time. Pressed anywhere while there is a
    server it wishes to know more of it.
    """

    exchange_wished = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.look = look
        soft = look.palette.text_soft
        self.message = Label(look, size=tokens.CAPTION, colour=soft)
        self.exchange_lamp = Lamp(look)
        self.exchange = Label(look, size=tokens.CAPTION, colour=soft, shrinks_to=80)
        self.lamp = Lamp(look)
        self.printer = Label(look, size=tokens.CAPTION, weight=tokens.MEDIUM)
        self.cashier = Label(look, size=tokens.CAPTION, colour=soft)
        self.time = Label(look, size=tokens.CAPTION, colour=soft)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(tokens.GAP)
        row.addWidget(self.message, 1)
        parts = (self.exchange_lamp, self.exchange, self.lamp, self.printer, self.cashier, self.time)
        for widget in parts:
            if isinstance(widget, Label):
                widget.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
            if widget in (self.lamp, self.cashier, self.time):
                row.addSpacing(look.px(16))
            row.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)
        self.setFixedHeight(look.px(22))

    def show_status(self, status: Status) -> None:
        """Show the strip."""
        self.message.set_text(status.message)
        self.printer.set_text(status.printer, self._ink(status.printer_tone))
        self.lamp.show_tone(status.printer_tone)
        self.lamp.setVisible(bool(status.printer))
        self.exchange.set_text(status.exchange, self._quiet(status.exchange_tone))
        self.exchange_lamp.show_tone(status.exchange_tone)
        self.exchange_lamp.setVisible(bool(status.exchange))
        self.setCursor(Qt.CursorShape.PointingHandCursor if status.exchange else Qt.CursorShape.ArrowCursor)
        self.cashier.set_text(status.cashier)
        self.time.set_text(status.time)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A press on the strip asks for more."""
        if self.exchange.text() and self.rect().contains(event.position().toPoint()):
            self.exchange_wished.emit()

    def _quiet(self, tone: Tone) -> str:
        is_well = tone in (Tone.GOOD, Tone.NEUTRAL)
        return self.look.palette.text_soft if is_well else self.look.signal(tone).text

    def _ink(self, tone: Tone) -> str:
        return self.look.palette.text if tone in (Tone.GOOD, Tone.NEUTRAL) else self.look.signal(tone).text
