"""A drawn key of a keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from pos_app.ui.theme import tokens

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from pos_app.ui.theme.look import Look


class KeyCap(QWidget):
    """The name of a key in a box."""

    def __init__(self, look: Look, text: str) -> None:
        super().__init__()
        self.look = look
        self.text = text
        self.setAccessibleName(text)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Return room for the name, at least a square key."""
        metrics = QFontMetrics(self.look.font(tokens.CAPTION, tokens.SEMIBOLD))
        high = metrics.height() + self.look.px(8)
        return QSize(max(self.look.px(40), metrics.horizontalAdvance(self.text) + self.look.px(18)), high)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the key."""
        look, palette = self.look, self.look.palette
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(look.colour(palette.surface_2))
        painter.setPen(QPen(look.colour(palette.edge), 1))
        painter.drawRoundedRect(self.rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)
        painter.setPen(look.colour(palette.text))
        painter.setFont(look.font(tokens.CAPTION, tokens.SEMIBOLD))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text)
        painter.end()
