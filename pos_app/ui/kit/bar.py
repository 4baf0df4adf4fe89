"""A bar that fills from the start."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from pos_app.ui.theme.look import Look

_HEIGHT = 8


class Bar(QWidget):
    """So many percent of the way; the figure itself stands beside it as text."""

    def __init__(self, look: Look, percent: int) -> None:
        super().__init__()
        self.look = look
        self.percent = max(0, min(100, percent))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(f"{self.percent} %")

    def sizeHint(self) -> QSize:
        """Return a thin line."""
        return QSize(self.look.px(80), self.look.px(_HEIGHT))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the way with what is done of it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        whole, round_ = self.rect().toRectF(), self.height() / 2
        painter.setBrush(self.look.colour(self.look.palette.surface_3))
        painter.drawRoundedRect(whole, round_, round_)
        if self.percent:
            done = max(whole.height(), whole.width() * self.percent / 100)
            left = whole.right() - done if self.isRightToLeft() else whole.left()
            painter.setBrush(self.look.colour(self.look.palette.accent))
            painter.drawRoundedRect(QRectF(left, whole.top(), done, whole.height()), round_, round_)
        painter.end()
