"""Labels that cut long texts in the middle, never read rich text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from pos_app.ui.kit.fitting import by_content, end, fitted, start
from pos_app.ui.theme import tokens

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from pos_app.ui.theme.look import Look

START = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
END = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
MIDDLE = Qt.AlignmentFlag.AlignCenter
_SHRINKS_TO = 35


class Label(QWidget):
    """One line of text in one size and colour; the whole text is in the tooltip when it had to be cut.

    With `lines` above 1 it wraps at words; when it `grows`, into as many lines as it needs. A figure shrinks instead
    of being cut when `shrinks`, any other text down to `shrinks_to` percent before it is cut.
    """

    def __init__(
        self,
        look: Look,
        text: str = "",
        *,
        size: int = tokens.BODY,
        weight: int = tokens.NORMAL,
        colour: str = "",
        align: Qt.AlignmentFlag = START,
        shrinks: bool = False,
        shrinks_to: int = 100,
        lines: int = 1,
        grows: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.look = look
        self._text = text
        self._size = size
        self._weight = weight
        self._colour = colour or look.palette.text
        self._align = align
        self._shrinks_to = _SHRINKS_TO if shrinks else shrinks_to
        self._lines = lines
        self._grows = grows
        across = QSizePolicy.Policy.Expanding if lines > 1 or grows else QSizePolicy.Policy.Preferred
        policy = QSizePolicy(across, QSizePolicy.Policy.Minimum if grows else QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(grows)
        self.setSizePolicy(policy)
        self.setAccessibleName(text)

    def text(self) -> str:
        """Return the whole text."""
        return self._text

    def set_text(self, text: str, colour: str = "") -> None:
        """Show another text, in another colour if one is given."""
        if text == self._text and (not colour or colour == self._colour):
            return
        self._text = text
        self._colour = colour or self._colour
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def set_size(self, size: int) -> None:
        """Use another type size."""
        if size != self._size:
            self._size = size
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:
        """Return the room the text wants."""
        metrics = QFontMetrics(self.look.font(self._size, self._weight))
        wide = metrics.horizontalAdvance(self._text)
        if self._lines > 1:
            return QSize(min(wide, self.look.px(320)), metrics.height() * self._lines)
        if self._grows:
            return QSize(min(wide + 2, self.look.px(320)), metrics.height())
        return QSize(wide + 2, metrics.height())

    def hasHeightForWidth(self) -> bool:
        """True for a text that takes as many lines as it needs."""
        return self._grows

    def heightForWidth(self, width: int) -> int:
        """Return the height of the text in a width."""
        metrics = QFontMetrics(self.look.font(self._size, self._weight))
        room = QRect(0, 0, max(1, width), 0)
        return max(
            metrics.height(), metrics.boundingRect(room, Qt.TextFlag.TextWordWrap, self._text).height()
        )

    def minimumSizeHint(self) -> QSize:
        """Return no width at all: the text is cut when there is less room."""
        return QSize(0, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the text, cut in the middle or smaller where it does not fit."""
        painter = QPainter(self)
        painter.setPen(self.look.colour(self._colour))
        font = self.look.font(self._size, self._weight)
        by_content(painter)
        align = self._align
        if align in (START, END):
            mirrored = self.isRightToLeft()
            align = end(mirrored) if align == END else start(mirrored)
        if self._lines > 1 or self._grows:
            painter.setFont(font)
            painter.drawText(self.rect(), align | Qt.TextFlag.TextWordWrap, self._text)
            painter.end()
            return
        font, shown = fitted(font, self._text, self.width(), self._shrinks_to)
        self.setToolTip(self._text if shown != self._text else "")
        painter.setFont(font)
        painter.drawText(self.rect(), align | Qt.TextFlag.TextSingleLine | Qt.TextFlag.TextDontClip, shown)
        painter.end()
