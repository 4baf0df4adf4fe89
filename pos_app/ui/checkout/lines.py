"""The list of what is being sold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelectionModel, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QScroller, QTableView

from pos_app.ui.checkout.lines_model import LinesModel
from pos_app.ui.checkout.lines_paint import LinePainter
from pos_app.ui.kit.bubble import Asker
from pos_app.ui.kit.fitting import by_content
from pos_app.ui.theme import tokens

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QPaintEvent, QResizeEvent

    from pos_app.kernel.messages import Translate
    from pos_app.ui.checkout.state import LineRow
    from pos_app.ui.theme.look import Look


class Lines(QTableView):
    """Rows are pressed, never edited; the list never takes the focus. `told` asks for a bubble at a place."""

    line_selected = Signal(int)
    unsold_dismissed = Signal(int)
    told = Signal(str, QPoint)

    def __init__(self, look: Look, translate: Translate) -> None:
        super().__init__()
        self.look = look
        self.empty_title = translate("ui.checkout.empty_title")
        self.empty_body = translate("ui.checkout.empty_body")
        self._pressed_at = QPoint()
        self.explain: Callable[[str], str] = lambda figure: ""
        """Returns where the points of a line come from, asked for as `points:3`."""
        self.lines = LinesModel()
        self.painter = LinePainter(look, self.lines, translate("ui.checkout.dismiss"))
        self.setModel(self.lines)
        self.setItemDelegate(self.painter)
        self._set_up(translate("ui.checkout.lines"))
        self.lines.rows_touched.connect(self._on_rows_touched)
        self.asker = Asker(self.viewport(), lambda place: bool(self.why_at(place)))
        self.asker.asked.connect(lambda place: self._tell(self.why_at(place), place))

    def _set_up(self, name: str) -> None:
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setShowGrid(False)
        # Painted whole by us: scrolling then moves what is on screen, painting only what comes into view.
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setCornerButtonEnabled(False)
        self.horizontalHeader().hide()
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        rows = self.verticalHeader()
        rows.hide()
        rows.setMinimumSectionSize(1)
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(self.painter.row_height)
        QScroller.grabGesture(self.viewport(), QScroller.ScrollerGestureType.TouchGesture)

    def show_rows(self, rows: tuple[LineRow, ...]) -> None:
        """Show the rows, repainting only those that changed; keep the newest or the selected one in view."""
        old = self.lines.rows
        if rows == old:
            return
        was_seen = self._sees_chosen()
        self.lines.show_rows(rows)
        if not old or not rows:
            self.viewport().update()
        self.updateGeometries()
        chosen = next((at for at, row in enumerate(rows) if row.selected), -1)
        stays = 0 <= chosen < len(old) and old[chosen].selected and len(rows) <= len(old)
        if chosen >= 0 and (was_seen or not stays):
            self.scrollTo(self.lines.index(chosen, 0))
        elif len(rows) > len(old) and chosen < 0:
            self.scrollToBottom()

    def _sees_chosen(self) -> bool:
        """Tell whether the chosen row is in view, so that it stays there when the rows above it grow."""
        chosen = next((at for at, row in enumerate(self.lines.rows) if row.selected), -1)
        area = self.visualRect(self.lines.index(chosen, 0)) if chosen >= 0 else QRect()
        return area.intersects(self.viewport().rect())

    def why_at(self, place: QPoint) -> str:
        """Return what there is to tell about the figure or name at a place in the viewport."""
        row = self.row_at(place)
        if row is None:
            return ""
        width = self.viewport().width()
        top = self.rowViewportPosition(self.lines.rows.index(row))
        at = (place.y() - top - self.painter.height(row)) // self.painter.note_height + len(row.notes)
        said = row.notes[at].why if 0 <= at < len(row.notes) and row.notes[at].why else row.why
        points = self.explain(f"points:{row.line_no}") if row.points else ""
        name = row.name if self.painter.is_cut(row, width) else ""
        return "\n".join(part for part in (name, said, points) if part)

    def row_at(self, place: QPoint) -> LineRow | None:
        """Return the row at a place in the viewport."""
        at = self.rowAt(place.y())
        return self.lines.rows[at] if 0 <= at < len(self.lines.rows) else None

    def dismiss_area(self, row_number: int) -> QRect:
        """Return where an unsold row is dismissed, in the viewport's pixels."""
        wide = self.painter.dismiss_width
        left = 0 if self.isRightToLeft() else self.viewport().width() - wide
        return QRect(left, self.rowViewportPosition(row_number), wide, self.rowHeight(row_number))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Remember where the finger came down: what wanders is scrolling."""
        self._pressed_at = event.position().toPoint()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Choose the row, or dismiss an unsold one at its end."""
        place = event.position().toPoint()
        row = self.row_at(place)
        wandered = (place - self._pressed_at).manhattanLength() > tokens.WANDERED_PX
        if row is None or wandered or event.button() is not Qt.MouseButton.LeftButton:
            return
        if row.unsold and self.dismiss_area(self.rowAt(place.y())).contains(place):
            self.unsold_dismissed.emit(row.line_no)
            return
        if self.painter.is_cut(row, self.viewport().width()):
            self._tell(row.name, place)
        self.line_selected.emit(row.line_no)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the columns in place beside a scroll bar; measure the rows again when they change their layout."""
        super().resizeEvent(event)
        wide = event.size().width()
        if self.painter.set_width(wide, self.width() - wide) and self.lines.rows:
            self._on_rows_touched(0, len(self.lines.rows))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the rows, or what to do when there are none."""
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), self.look.colour(self.look.palette.surface_1))
        if self.lines.rows:
            painter.end()
            super().paintEvent(event)
            return
        by_content(painter)
        look, palette = self.look, self.look.palette
        area = self.viewport().rect()
        size = look.px(56)
        middle = area.center()
        top = middle.y() - look.px(72)
        painter.drawPixmap(
            middle.x() - size // 2, top, look.pixmap("scan", palette.accent, size, self.devicePixelRatioF())
        )
        painter.setPen(palette.text)
        painter.setFont(look.font(tokens.HEADING, tokens.SEMIBOLD))
        wide = min(area.width() - look.px(32), look.px(380))
        across = QRect(middle.x() - wide // 2, 0, wide, area.height())
        flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
        across.setTop(top + size + look.px(16))
        painter.drawText(across, flags, self.empty_title)
        title = painter.boundingRect(across, flags, self.empty_title)
        painter.setPen(palette.text_soft)
        painter.setFont(look.font(tokens.BODY))
        across.setTop(title.bottom() + look.px(10))
        painter.drawText(across, flags, self.empty_body)
        painter.end()

    def minimumSizeHint(self) -> QSize:
        """Give way to whatever needs the room."""
        return QSize(0, 0)

    def selectionCommand(self, *_: object) -> QItemSelectionModel.SelectionFlag:
        """Leave Qt's own selection alone: what is selected is part of the state."""
        return QItemSelectionModel.SelectionFlag.NoUpdate

    def _on_rows_touched(self, first: int, count: int) -> None:
        usual = self.painter.row_height
        for at in range(first, first + count):
            height = self.painter.height(self.lines.rows[at])
            if height != usual or self.rowHeight(at) != usual:
                self.setRowHeight(at, height)

    def _tell(self, text: str, place: QPoint) -> None:
        self.told.emit(text, self.viewport().mapToGlobal(place))
