"""Printed paper on screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QFrame, QScrollArea, QScroller, QSizePolicy, QWidget

from pos_app.ui.theme import tokens

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent, QResizeEvent

    from pos_app.ui.theme.look import Look

_PAPER = QColor("#fffefa")
_EDGE = 16
_WIDTH_MAX = 400


class _Paper(QWidget):
    """A strip of paper with the picture on it, as wide as there is room but never larger than printed."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.look = look
        self.image = QImage()
        self._scaled = QImage()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def show_image(self, image: QImage) -> None:
        self.image = image
        self._scaled = QImage()
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit()

    def _wide(self) -> int:
        return max(1, min(self.look.px(_WIDTH_MAX), self.width() - 4 * _EDGE, self.image.width()))

    def _fit(self) -> None:
        if self.image.isNull():
            return
        if self._scaled.width() != self._wide():
            self._scaled = self.image.scaledToWidth(self._wide(), Qt.TransformationMode.SmoothTransformation)
        self.setMinimumHeight(self._scaled.height() + 4 * _EDGE)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self.look.px(_WIDTH_MAX), self._scaled.height() + 4 * _EDGE)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._scaled.isNull():
            return
        painter = QPainter(self)
        wide, high = self._scaled.width() + 2 * _EDGE, self._scaled.height() + 2 * _EDGE
        left = (self.width() - wide) // 2
        painter.setPen(self.look.colour(self.look.palette.line))
        painter.setBrush(_PAPER)
        painter.drawRect(left, _EDGE, wide - 1, high - 1)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Darken)
        painter.drawImage(left + _EDGE, 2 * _EDGE, self._scaled)
        painter.end()


class Roll(QScrollArea):
    """Scrolls a picture of paper by wheel, finger, or `scroll_rows`."""

    def __init__(self, look: Look, name: str) -> None:
        super().__init__()
        self._paper = _Paper(look)
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)
        self.setWidget(self._paper)
        self._paper.setAutoFillBackground(False)
        QScroller.grabGesture(self.viewport(), QScroller.ScrollerGestureType.TouchGesture)

    def show_png(self, png: bytes) -> bool:
        """Show a PNG from its top; tell whether it could be read."""
        image = QImage.fromData(png)
        self._paper.show_image(image)
        self.verticalScrollBar().setValue(0)
        return not image.isNull()

    def scroll_rows(self, delta: int) -> None:
        """Scroll by so many steps of a finger's width."""
        bar = self.verticalScrollBar()
        bar.setValue(bar.value() + delta * tokens.TOUCH * 2)
