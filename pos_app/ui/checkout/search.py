"""The results that float under the entry field while typing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, QStringListModel, Qt, Signal
from PySide6.QtGui import QFontMetrics, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QScroller,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from pos_app.ui.kit.fitting import by_content, end, start
from pos_app.ui.theme import tokens

if TYPE_CHECKING:
    from pos_app.ui.checkout.state import SearchRow
    from pos_app.ui.theme.look import Look

_FLAT = Qt.TextFlag.TextSingleLine
_SHOWN_MAX = 7


class _ResultPainter(QStyledItemDelegate):
    """Name with detail under it, price at the end."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.look = look
        self.rows: tuple[SearchRow, ...] = ()
        self.selected = -1
        self.high = look.touch(52)

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Return a row that can be touched."""
        return QSize(0, self.high)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint the result at `index`."""
        by_content(painter)
        look, palette = self.look, self.look.palette
        area: QRect = option.rect
        direction = option.direction
        row = self.rows[index.row()]
        if index.row() == self.selected:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.colour(palette.accent_fill))
            painter.drawRoundedRect(area.adjusted(0, 1, 0, -1), look.px(6), look.px(6))
        mirrored = direction is Qt.LayoutDirection.RightToLeft
        leading, trailing = start(mirrored), end(mirrored)
        pad, price_font = look.px(12), look.font(tokens.ITEM, tokens.SEMIBOLD)
        price_wide = QFontMetrics(price_font).horizontalAdvance(row.price)
        inner = area.adjusted(pad, 0, -pad, 0)
        price = QRect(inner.right() - price_wide, inner.top(), price_wide + 1, inner.height())
        name = QRect(inner.left(), inner.top(), inner.width() - price_wide - pad, inner.height())
        painter.setFont(price_font)
        painter.setPen(palette.text)
        painter.drawText(QStyle.visualRect(direction, area, price), _FLAT | trailing, row.price)
        painter.setFont(look.font(tokens.BODY + 1, tokens.MEDIUM))
        if row.detail:
            name.setHeight(inner.height() * 6 // 10)
        shown = painter.fontMetrics().elidedText(row.name, Qt.TextElideMode.ElideMiddle, name.width())
        painter.drawText(QStyle.visualRect(direction, area, name), _FLAT | leading, shown)
        if row.detail:
            painter.setFont(look.font(tokens.CAPTION))
            painter.setPen(palette.text_soft)
            under = QRect(name.left(), name.bottom() - 2, name.width(), inner.height() * 4 // 10 - 2)
            shown = painter.fontMetrics().elidedText(row.detail, Qt.TextElideMode.ElideMiddle, under.width())
            painter.drawText(QStyle.visualRect(direction, area, under), _FLAT | leading, shown)


class SearchResults(QFrame):
    """A list over the lines, never over the total; a press chooses, the entry field keeps the focus."""

    chosen = Signal(str)

    def __init__(self, look: Look, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("floating")
        self._names = QStringListModel(self)
        self._painter = _ResultPainter(look)
        self.view = QListView()
        self.view.setModel(self._names)
        self.view.setItemDelegate(self._painter)
        self.view.setUniformItemSizes(True)
        self.view.setFrameShape(QFrame.Shape.NoFrame)
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.view.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.setAccessibleName(name)
        self.view.clicked.connect(self._on_clicked)
        QScroller.grabGesture(self.view.viewport(), QScroller.ScrollerGestureType.TouchGesture)
        around = QVBoxLayout(self)
        around.setContentsMargins(6, 6, 6, 6)
        around.addWidget(self.view)
        self.hide()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Keep presses on the border from reaching the lines below."""
        event.accept()

    def show_results(self, rows: tuple[SearchRow, ...], selected: int) -> None:
        """Show results with one of them marked, or hide when there are none."""
        painter = self._painter
        if rows != painter.rows:
            painter.rows = rows
            self._names.setStringList([f"{row.name} {row.price}" for row in rows])
        painter.selected = selected
        if rows:
            self.view.viewport().update()
            if 0 <= selected < len(rows):
                self.view.scrollTo(self._names.index(selected))
        self.setVisible(bool(rows))

    def selected(self) -> int:
        """Return the place of the marked result."""
        return self._painter.selected

    def wanted_height(self) -> int:
        """Return the height that shows up to seven results."""
        return min(_SHOWN_MAX, len(self._painter.rows)) * self._painter.high + 14

    def _on_clicked(self, index: QModelIndex) -> None:
        self.chosen.emit(self._painter.rows[index.row()].number)
