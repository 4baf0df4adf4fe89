"""The one button of all screens.

A press by mouse or touch never takes the focus from the entry field; Tab reaches every button, Space presses.
No button is ever a default one, so that the Enter of a scanner cannot press anything.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from pos_app.ui.kit.fitting import by_content, fitted, wrapped
from pos_app.ui.theme import tokens

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QPaintEvent

    from pos_app.ui.theme.look import Look


_SMALLEST_PERCENT = 60
_SMALLEST_MAGNIFIED_PERCENT = 50
_READABLE_PX = 11
_MIRRORED = {"next": "previous", "previous": "next"}


class Kind(Enum):
    """How loud a button is."""

    PLAIN = "plain"
    KEY = "key"
    SOFT = "soft"
    OUTLINE = "outline"
    PRIMARY = "primary"
    BARE = "bare"


class Button(QAbstractButton):
    """A label, an optional picture, and the key that does the same in small type under the label."""

    def __init__(
        self,
        look: Look,
        label: str,
        kind: Kind = Kind.PLAIN,
        *,
        hint: str = "",
        picture: str = "",
        name: str = "",
        size: int = tokens.BODY,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.look = look
        self.kind = kind
        self.hint = hint
        self.picture = picture
        self.ink = ""
        """A colour of its own for the label: a token, or empty for the kind's."""
        self._size = size
        self._label = ""
        self._wide = QSize()
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Minimum)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.set_label(label, name)

    def label(self) -> str:
        """Return the label. It is never Qt's own text, where an ampersand would make a shortcut."""
        return self._label

    def set_label(self, label: str, name: str = "") -> None:
        """Change the label; `name` is what a screen reader says, the label if empty."""
        if label != self._label or not self._wide.isValid():
            self._label = label
            self._wide = self._measured()
            self.updateGeometry()
        said = name or label
        if self.hint and self.hint not in said:
            said = f"{said} {self.hint}"
        self.setAccessibleName(said)

    def sizeHint(self) -> QSize:
        """Room for label, picture and key hint, 48 pixels or more each way."""
        return self._wide

    def minimumSizeHint(self) -> QSize:
        """48 by 48 pixels: a label that does not fit is cut in the middle."""
        return QSize(tokens.TOUCH, tokens.TOUCH)

    def colours(self) -> tuple[str, str, str]:
        """Return fill, border and ink for the present state; an empty one is not painted."""
        p = self.look.palette
        if not self.isEnabled():
            fill = p.surface_2 if self.kind in (Kind.PRIMARY, Kind.SOFT, Kind.KEY) else p.surface_1
            return (
                "" if self.kind is Kind.BARE else fill,
                "" if self.kind is Kind.BARE else p.line,
                p.text_off,
            )
        down = self.isDown()
        match self.kind:
            case Kind.PRIMARY:
                return (p.accent_press if down else p.accent, "", self.ink or p.on_accent)
            case Kind.OUTLINE:
                return (p.accent_fill if down else p.surface_1, p.accent, self.ink or p.accent_text)
            case Kind.SOFT:
                return (p.surface_3 if down else p.accent_fill, "", self.ink or p.accent_text)
            case Kind.KEY:
                return (p.surface_3 if down else p.surface_2, "", self.ink or p.text)
            case Kind.BARE:
                return (p.surface_3 if down else "", "", self.ink or p.accent_text)
            case Kind.PLAIN:
                return (p.surface_3 if down else p.surface_1, p.line, self.ink or p.text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Be pressed by Space alone: the Enter at the end of a scan must never press anything."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.ignore()
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the plate, the focus ring, then label and hint in the middle."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        fill, border, ink = self.colours()
        self._paint_plate(painter, fill, border)
        self._paint_content(painter, ink)
        painter.end()

    def _paint_plate(self, painter: QPainter, fill: str, border: str) -> None:
        look = self.look
        thick = 2 if self.kind is Kind.OUTLINE and self.isEnabled() else 1
        if self.hasFocus():
            border, thick = (look.palette.text if self.kind is Kind.PRIMARY else look.palette.accent), 3
        painter.setBrush(look.colour(fill) if fill else Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(look.colour(border), thick) if border else Qt.PenStyle.NoPen)
        inset = thick / 2 if border else 0
        radius = look.px(tokens.RADIUS)
        painter.drawRoundedRect(self.rect().toRectF().adjusted(inset, inset, -inset, -inset), radius, radius)

    def _paint_content(self, painter: QPainter, ink: str) -> None:
        look = self.look
        painter.setPen(look.colour(ink))
        area = self.rect().adjusted(tokens.INNER + 2, 2, -tokens.INNER - 2, -2)
        font = look.font(self._size, self._weight())
        small = look.font(tokens.CAPTION)
        height = QFontMetrics(font).height()
        below = QFontMetrics(small).height() if self.hint and self.hint != self._label else 0
        top = area.top() + (area.height() - height - below) // 2
        row = QRect(area.left(), top, area.width(), height)
        in_rows = self._in_rows(font, area.adjusted(0, 0, 0, -below))
        if in_rows is not None:
            painter.setFont(in_rows)
            tall = QFontMetrics(in_rows).boundingRect(area, Qt.TextFlag.TextWordWrap, self._label).height()
            row = QRect(area.left(), area.top() + (area.height() - tall - below) // 2, area.width(), tall)
            painter.drawText(row, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self._label)
            self.setToolTip("")
            self._paint_hint(painter, small, QRect(area.left(), row.top() + tall, area.width(), below))
            return
        if self.picture:
            row = self._paint_picture(painter, row if self._label else area, ink)
        font, shown = fitted(font, self._label, row.width(), self._smallest())
        painter.setFont(font)
        by_content(painter)
        painter.drawText(row, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextSingleLine, shown)
        self.setToolTip(self._label if shown != self._label else "")
        self._paint_hint(painter, small, QRect(area.left(), top + height, area.width(), below))

    def _paint_hint(self, painter: QPainter, font: QFont, room: QRect) -> None:
        if room.height():
            font, shown = fitted(font, self.hint, room.width())
            painter.setFont(font)
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter, shown)

    def _smallest(self) -> int:
        """Return down to how many percent a label shrinks: further where letters are large anyway."""
        still = _READABLE_PX * 100 // max(1, self.look.px(self._size))
        return max(_SMALLEST_MAGNIFIED_PERCENT, min(_SMALLEST_PERCENT, still))

    def _in_rows(self, font: QFont, room: QRect) -> QFont | None:
        """Return the font for a label of several words in rows, where that is larger than one row would be."""
        if self.picture or " " not in self._label:
            return None
        single, shown = fitted(font, self._label, room.width(), self._smallest())
        if single is font:
            return None
        found = wrapped(font, self._label, room, self._smallest())
        is_better = found is not None and (shown != self._label or found.pixelSize() > single.pixelSize())
        return found if is_better else None

    def _paint_picture(self, painter: QPainter, row: QRect, ink: str) -> QRect:
        """Paint the picture before the label, or alone in the middle; return what is left for the label."""
        size = self.look.px(20 if self._label else 22)
        mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        picture = _MIRRORED.get(self.picture, self.picture) if mirrored else self.picture
        pixmap = self.look.pixmap(picture, ink, size, self.devicePixelRatioF())
        if not self._label:
            painter.drawPixmap(row.center().x() - size // 2, row.center().y() - size // 2, pixmap)
            return row
        gap = self.look.px(6)
        metrics = QFontMetrics(self.look.font(self._size, self._weight()))
        used = min(row.width(), size + gap + metrics.horizontalAdvance(self._label) + 2)
        start = row.left() + (row.width() - used) // 2
        whole = QRect(start, row.top(), used, row.height())
        left = whole.right() - size if mirrored else whole.left()
        painter.drawPixmap(left, row.center().y() - size // 2, pixmap)
        return whole.adjusted(0, 0, -size - gap, 0) if mirrored else whole.adjusted(size + gap, 0, 0, 0)

    def _weight(self) -> int:
        return tokens.MEDIUM if self.kind in (Kind.KEY, Kind.PLAIN) and not self.hint else tokens.SEMIBOLD

    def _measured(self) -> QSize:
        look = self.look
        metrics = QFontMetrics(look.font(self._size, self._weight()))
        wide = metrics.horizontalAdvance(self._label) if self._label else 0
        high = metrics.height()
        if self.hint:
            small = QFontMetrics(look.font(tokens.CAPTION))
            wide = max(wide, small.horizontalAdvance(self.hint))
            high += small.height()
        if self.picture:
            wide += look.px(20) + (look.px(6) if self._label else 0)
        return QSize(max(tokens.TOUCH, wide + look.px(24)), max(look.touch(), high + 4))
