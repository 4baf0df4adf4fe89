"""A box to tick with a sentence beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from pos_app.ui.kit.fitting import by_content, start
from pos_app.ui.theme import tokens

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QPaintEvent

    from pos_app.ui.theme.look import Look


class Check(QAbstractButton):
    """The whole row can be touched; the sentence wraps to two rows."""

    def __init__(self, look: Look, label: str) -> None:
        super().__init__()
        self.look = look
        self._label = ""
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_label(label)

    def set_label(self, label: str) -> None:
        """Change the sentence."""
        if label != self._label:
            self._label = label
            self.setAccessibleName(label)
            self.setToolTip(label)
            self.update()

    def sizeHint(self) -> QSize:
        """Return a row that can be touched."""
        metrics = QFontMetrics(self.look.font(tokens.BODY))
        return QSize(self.look.px(200), max(tokens.TOUCH, metrics.height() * 2 + 4))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Be ticked by Space alone, as buttons are."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.ignore()
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint box, tick, sentence."""
        look, palette = self.look, self.look.palette
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        size = look.px(26)
        mirrored = self.isRightToLeft()
        left = self.width() - size - 1 if mirrored else 1
        box = QRect(left, (self.height() - size) // 2, size, size)
        ticked = self.isChecked()
        painter.setBrush(look.colour(palette.accent if ticked else palette.surface_1))
        painter.setPen(QPen(look.colour(palette.accent if ticked or self.hasFocus() else palette.edge), 2))
        painter.drawRoundedRect(box.toRectF().adjusted(1, 1, -1, -1), 6, 6)
        if ticked:
            inner = look.px(20)
            picture = look.pixmap("check", palette.on_accent, inner, self.devicePixelRatioF())
            painter.drawPixmap(box.center().x() - inner // 2 + 1, box.center().y() - inner // 2 + 1, picture)
        painter.setPen(look.colour(palette.text))
        gap = size + look.px(12)
        room = self.rect().adjusted(0, 0, -gap, 0) if mirrored else self.rect().adjusted(gap, 0, 0, 0)
        by_content(painter)
        flags = start(mirrored) | Qt.TextFlag.TextWordWrap
        painter.setFont(look.font(tokens.BODY))
        if painter.boundingRect(room, flags, self._label).height() > room.height():
            painter.setFont(look.font(tokens.CAPTION))
        painter.drawText(room, flags, self._label)
        painter.end()
