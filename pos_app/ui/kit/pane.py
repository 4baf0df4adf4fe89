"""A rounded surface that other widgets stand on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from pos_app.ui.theme import tokens

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from pos_app.ui.theme.look import Look


class Pane(QWidget):
    """A card in a surface colour; empty strings leave fill or border away."""

    def __init__(self, look: Look, fill: str = "", border: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.look = look
        self._fill = fill or look.palette.surface_1
        self._border = border or look.palette.line
        self._thick = tokens.BORDER

    def set_colours(self, fill: str, border: str, thick: int = tokens.BORDER) -> None:
        """Change fill and border."""
        if (fill, border, thick) != (self._fill, self._border, self._thick):
            self._fill, self._border, self._thick = fill, border, thick
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the card."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(self.look.colour(self._fill))
        painter.setPen(QPen(self.look.colour(self._border), self._thick))
        radius, inset = self.look.px(tokens.RADIUS), self._thick / 2
        painter.drawRoundedRect(self.rect().toRectF().adjusted(inset, inset, -inset, -inset), radius, radius)
        painter.end()


def pane_head(title: QWidget, lead: QWidget, close: QWidget) -> QHBoxLayout:
    """Return the row on top of a pane: its title over a lead, what closes it at the right."""
    texts = QVBoxLayout()
    texts.setSpacing(2)
    texts.addWidget(title)
    texts.addWidget(lead)
    row = QHBoxLayout()
    row.setSpacing(tokens.GAP)
    row.addLayout(texts, 1)
    row.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
    return row


class Page(QWidget):
    """The lowest surface; everything else stands on it."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.look = look
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Fill what changed."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), self.look.colour(self.look.palette.surface_0))
        painter.end()
