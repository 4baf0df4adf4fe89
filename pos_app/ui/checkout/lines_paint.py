"""Paints one row of the sale."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from pos_app.ui.kit.fitting import by_content, fitted
from pos_app.ui.theme import tokens

if TYPE_CHECKING:
    from pos_app.ui.checkout.lines_model import LinesModel
    from pos_app.ui.checkout.state import LineRow, RowNote
    from pos_app.ui.theme.look import Look

_FLAT = (
    Qt.TextFlag.TextSingleLine
    | Qt.TextFlag.TextDontClip
    | Qt.AlignmentFlag.AlignVCenter
    | Qt.AlignmentFlag.AlignAbsolute
)
"""A figure too long for its column grows over the gap before it: figures are never cut."""
_LEFT = int(_FLAT | Qt.AlignmentFlag.AlignLeft)
_RIGHT = int(_FLAT | Qt.AlignmentFlag.AlignRight)
"""Joined once: joining Qt's flags costs more than drawing a short text."""
_ELIDED_KEPT = 2000
_NARROW_CHARACTERS = 16


class LinePainter(QStyledItemDelegate):
    """Quantity, name, unit price, amount, points; under them the notes, their amounts in the amount's column.

    Where the pane is too narrow, unit price with points move under the name.
    """

    def __init__(self, look: Look, model: LinesModel, dismiss: str) -> None:
        super().__init__()
        self.look = look
        self.model = model
        self.dismiss = dismiss
        self.item = look.font(tokens.ITEM, tokens.MEDIUM)
        self.strong = look.font(tokens.ITEM, tokens.SEMIBOLD)
        self.body = look.font(tokens.BODY)
        self.note = look.font(tokens.BODY - 1)
        self.small = look.font(tokens.CAPTION, tokens.SEMIBOLD)
        metrics = QFontMetrics(self.strong)
        self.item_metrics = QFontMetrics(self.item)
        self.note_metrics = QFontMetrics(self.note)
        self.note_height = self.note_metrics.height() + 1
        self.row_height = max(tokens.TOUCH - 4, metrics.height() + 2 * look.px(9))
        self.pad = look.px(14)
        self.gap = look.px(12)
        self.trailing = self.pad
        """Room after the last column: less while a scroll bar takes some, so that columns do not move."""
        self._strong_metrics = metrics
        self.narrow = False
        self.quantity_width = metrics.horizontalAdvance("0.000")
        self.amount_width = metrics.horizontalAdvance("000.00")
        self._body_metrics = QFontMetrics(self.body)
        self.price_width = self._body_metrics.horizontalAdvance("00.00/kg")
        self.points_width = QFontMetrics(self.small).horizontalAdvance("+000 p")
        self.dismiss_width = max(
            tokens.TOUCH * 2, QFontMetrics(self.small).horizontalAdvance(dismiss) + 2 * self.pad
        )
        self.narrow_below = (
            2 * self.pad
            + 4 * self.gap
            + self.quantity_width
            + self.amount_width
            + self.price_width
            + self.points_width
        ) + metrics.averageCharWidth() * _NARROW_CHARACTERS
        self._elided: dict[tuple[str, int], str] = {}

    def set_width(self, width: int, bar: int) -> bool:
        """Take over the width of the rows beside a scroll bar, in pixels; tell whether their heights change.

        Narrow rows have unit price with points under the name.
        """
        self.trailing = self.look.px(22) - min(bar, self.look.px(10))
        before, self.narrow = self.narrow, width < self.narrow_below
        return self.narrow is not before

    def height(self, row: LineRow) -> int:
        """Return the height of a row in pixels."""
        rows = len(row.notes) + (1 if self.narrow and row.unit_price and not row.unsold else 0)
        return self.row_height if not rows else self.row_height - self.look.px(4) + rows * self.note_height

    def name_left(self) -> int:
        """Return where names begin, from the leading edge."""
        return self.pad + self.quantity_width + self.gap

    def name_width(self, row: LineRow, width: int) -> int:
        """Return the room for the name: up to where this row's own figures begin."""
        if row.unsold:
            return width - self.name_left() - self.dismiss_width - self.gap
        if self.narrow:
            end = self._amount_left(width) - self._overhang(row)
        else:
            end = self._price_right(row, width) - self._body_metrics.horizontalAdvance(row.unit_price)
        return end - self.gap - self.name_left()

    def _amount_left(self, width: int) -> int:
        """Return where the column of amounts begins."""
        points = 0 if self.narrow else self.points_width + self.gap
        return width - self.trailing - points - self.amount_width

    def _overhang(self, row: LineRow) -> int:
        """Return how far an amount reaches out of its column."""
        return max(0, self._strong_metrics.horizontalAdvance(row.amount) - self.amount_width)

    def _price_right(self, row: LineRow, width: int) -> int:
        """Return where the unit price ends."""
        return self._amount_left(width) - self.gap - self._overhang(row)

    def is_cut(self, row: LineRow, width: int) -> bool:
        """Tell whether the name does not fit."""
        return self.item_metrics.horizontalAdvance(row.name) > self.name_width(row, width)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint the row at `index`."""
        row = self.model.rows[index.row()]
        area: QRect = option.rect
        mirrored = option.direction is Qt.LayoutDirection.RightToLeft
        by_content(painter)
        pen = _Pen(painter, area, mirrored)
        palette = self.look.palette
        fill = palette.bad.fill if row.unsold else palette.accent_fill if row.selected else ""
        if fill:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            is_marked = row.unsold and row.selected
            painter.setPen(self.look.colour(palette.bad.border) if is_marked else Qt.PenStyle.NoPen)
            painter.setBrush(self.look.colour(fill))
            radius = self.look.px(tokens.RADIUS)
            painter.drawRoundedRect(area.adjusted(tokens.INNER, 1, -tokens.INNER, -1), radius, radius)
        if row.unsold:
            self._paint_unsold(pen, row, area)
        else:
            self._paint_line(pen, row, area)

    def _paint_line(self, pen: _Pen, row: LineRow, area: QRect) -> None:
        palette, width = self.look.palette, area.width()
        narrow = self.narrow
        high = self.row_height
        pen.text(self.pad, 0, self.quantity_width, high, row.quantity, self.strong, palette.text, end=True)
        left, room = self.name_left(), self.name_width(row, width)
        pen.text(left, 0, room, high, self._cut(row.name, room), self.item, palette.text)
        amount_left = self._amount_left(width)
        pen.text(amount_left, 0, self.amount_width, high, row.amount, self.strong, palette.text, end=True)
        if not narrow:
            points_room = self.points_width + self.gap - tokens.INNER
            small, points = fitted(self.small, row.points, points_room)
            points_left = width - self.trailing - points_room
            pen.text(points_left, 0, points_room, high, points, small, palette.good.text, end=True)
            price_left = self._price_right(row, width) - self.price_width
            pen.text(price_left, 0, self.price_width, high, row.unit_price, self.body,
                     palette.text_soft, end=True)  # fmt: skip
        top = high - self.look.px(9)
        if narrow and row.unit_price:
            under = f"{row.unit_price}   {row.points}".rstrip()
            pen.text(left, top, room, self.note_height, under, self.note, palette.text_soft)
            top += self.note_height
        for note in row.notes:
            self._paint_note(pen, note, top, amount_left, width)
            top += self.note_height

    def _paint_note(self, pen: _Pen, note: RowNote, top: int, amount_left: int, width: int) -> None:
        colour = self.look.signal(note.tone).text
        left = self.name_left()
        room = (amount_left if note.amount else width - self.pad) - left - self.gap
        shown = self.note_metrics.elidedText(note.text, Qt.TextElideMode.ElideMiddle, room)
        pen.text(left, top, room, self.note_height, shown, self.note, colour)
        pen.text(
            amount_left, top, self.amount_width, self.note_height, note.amount, self.note, colour, end=True
        )

    def _paint_unsold(self, pen: _Pen, row: LineRow, area: QRect) -> None:
        colour, width = self.look.palette.bad.text, area.width()
        high = area.height() if not row.notes else self.row_height
        size = self.look.px(20)
        picture = self.look.pixmap("bad", colour, size, pen.painter.device().devicePixelRatioF())
        pen.picture(self.pad + self.quantity_width - size, (high - size) // 2, size, picture)
        room = self.name_width(row, width)
        pen.text(self.name_left(), 0, room, high, self._cut(row.name, room), self.strong, colour)
        room = self.dismiss_width - self.pad
        pen.text(width - self.dismiss_width, 0, room, high, self.dismiss, self.small, colour, end=True)
        top = high - self.look.px(9)
        for note in row.notes:
            pen.text(self.name_left(), top, room, self.note_height, note.text, self.note, colour)
            top += self.note_height

    def _cut(self, text: str, room: int) -> str:
        key = (text, room)
        found = self._elided.get(key)
        if found is None:
            if len(self._elided) >= _ELIDED_KEPT:
                self._elided.clear()
            found = self.item_metrics.elidedText(text, Qt.TextElideMode.ElideMiddle, room)
            self._elided[key] = found
        return found


class _Pen:
    """Draws in places counted from the leading edge, mirrored for languages that run from the right."""

    def __init__(self, painter: QPainter, area: QRect, mirrored: bool) -> None:
        self.painter = painter
        self.area = area
        self.direction = Qt.LayoutDirection.RightToLeft if mirrored else Qt.LayoutDirection.LeftToRight
        self.mirrored = mirrored

    def place(self, left: int, top: int, width: int, height: int) -> QRect:
        """Return the rectangle on the device."""
        rect = QRect(self.area.left() + left, self.area.top() + top, width, height)
        return QStyle.visualRect(self.direction, self.area, rect) if self.mirrored else rect

    def text(self, left: int, top: int, width: int, height: int, text: str, font: object, colour: str,
             *, end: bool = False) -> None:  # fmt: skip
        """Draw one line of text at the leading edge of its place, or at its end."""
        if not text:
            return
        self.painter.setFont(font)  # type: ignore[arg-type]  # a QFont; named object to keep the import out
        self.painter.setPen(colour)
        side = _RIGHT if end is not self.mirrored else _LEFT
        self.painter.drawText(self.place(left, top, width, height), side, text)

    def picture(self, left: int, top: int, size: int, pixmap: object) -> None:
        """Draw a square picture."""
        self.painter.drawPixmap(self.place(left, top, size, size), pixmap)  # type: ignore[call-overload]  # a QPixmap
