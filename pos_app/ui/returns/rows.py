"""The rows of the return pane: earlier sales, lines to take back, sentences of the preview."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QScroller, QVBoxLayout, QWidget

from pos_app.ui.kit.bubble import answer
from pos_app.ui.kit.button import Button, Kind
from pos_app.ui.kit.labels import END, MIDDLE, Label
from pos_app.ui.kit.pane import Pane
from pos_app.ui.theme import tokens
from pos_app.ui.tone import Tone

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QResizeEvent

    from pos_app.kernel.messages import Translate
    from pos_app.ui.returns.state import PickRow, PreviewRow, SaleRow
    from pos_app.ui.theme.look import Look

_ROW_HEIGHT = 60
_WIDE = 420
"""From this width on a line to take back stands in one row, below it in two."""


class RowList(QScrollArea):
    """Rows under one another, scrolled by a finger; it never takes the focus."""

    def __init__(self, look: Look, name: str) -> None:
        super().__init__()
        self.look = look
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)
        QScroller.grabGesture(self.viewport(), QScroller.ScrollerGestureType.TouchGesture)
        self._body = QWidget()
        self._body.setObjectName("scrolled")
        self._rows = QVBoxLayout(self._body)
        self._rows.setContentsMargins(0, 0, look.px(8), 0)
        self._rows.setSpacing(tokens.INNER)
        self._rows.addStretch(1)
        self.setWidget(self._body)

    def minimumSizeHint(self) -> QSize:
        """Give way to everything else; one row stays."""
        return QSize(0, self.look.touch())

    def put_rows(self, rows: list[QWidget]) -> None:
        """Show these rows instead of those before."""
        while self._rows.count() > 1:
            item = self._rows.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for at, row in enumerate(rows):
            self._rows.insertWidget(at, row)

    def rows(self) -> list[QWidget]:
        """Return the rows that are shown."""
        found = (self._rows.itemAt(at) for at in range(self._rows.count() - 1))
        return [widget for item in found if item is not None and (widget := item.widget()) is not None]


class SaleButton(Button):
    """An earlier sale, pressed whole: by touch, or by Space when Tab has come to it."""

    chosen = Signal(str)

    def __init__(self, look: Look, row: SaleRow) -> None:
        super().__init__(look, "", Kind.PLAIN)
        self.row = row
        self.clicked.connect(lambda: self.chosen.emit(row.receipt_number))
        soft = look.palette.text_soft
        texts = QVBoxLayout()
        texts.setSpacing(0)
        texts.addWidget(Label(look, row.receipt_number, weight=tokens.SEMIBOLD))
        below = " · ".join(part for part in (row.when, row.member, row.note) if part)
        texts.addWidget(Label(look, below, size=tokens.CAPTION, colour=soft, shrinks_to=80))
        line = QHBoxLayout(self)
        line.setContentsMargins(look.px(14), look.px(4), look.px(14), look.px(4))
        line.addLayout(texts, 1)
        line.addWidget(Label(look, row.amount, size=tokens.ITEM, weight=tokens.SEMIBOLD, align=END))
        self.setFixedHeight(look.touch(_ROW_HEIGHT - 6))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(f"{row.receipt_number} {below} {row.amount}")


class PickLine(Pane):
    """A line of the earlier sale with less and more."""

    stepped = Signal(int, int)
    told = Signal(str, QPoint)

    def __init__(self, look: Look, translate: Translate, line_no: int) -> None:
        super().__init__(look, look.palette.surface_0)
        self.line_no = line_no
        self._why = ""
        answer(self, lambda: self._why, self.told.emit)
        soft = look.palette.text_soft
        self.name = Label(look, weight=tokens.MEDIUM)
        self.sold = Label(look, size=tokens.CAPTION, colour=soft)
        self.less = Button(look, "", Kind.KEY, picture="minus", name=translate("ui.returns.less"))
        self.more = Button(look, "", Kind.KEY, picture="plus", name=translate("ui.returns.more"))
        self.picked = Label(look, size=tokens.ITEM, weight=tokens.BOLD, align=MIDDLE, shrinks=True)
        self.amount = Label(look, size=tokens.BODY, weight=tokens.SEMIBOLD, align=END, shrinks=True)
        self.picked.setFixedWidth(look.px(52))
        self.amount.setFixedWidth(look.px(76))
        self._grid = grid = QGridLayout(self)
        grid.setContentsMargins(look.px(14), look.px(4), look.px(12), look.px(4))
        grid.setHorizontalSpacing(tokens.INNER)
        grid.setVerticalSpacing(0)
        grid.setColumnStretch(0, 1)
        self._is_wide: bool | None = None
        self._arrange(True)
        for button, delta in ((self.less, -1), (self.more, 1)):
            button.setFixedSize(look.touch(), look.touch())
            button.clicked.connect(lambda _=False, by=delta: self.stepped.emit(self.line_no, by))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stand in two rows where one would leave no room for the name."""
        self._arrange(self.width() >= self.look.px(_WIDE))

    def _arrange(self, wide: bool) -> None:
        if wide is self._is_wide:
            return
        self._is_wide = wide
        grid, look = self._grid, self.look
        steps: tuple[QWidget, ...] = (self.less, self.picked, self.more)
        for part in (self.name, self.sold, *steps, self.amount):
            grid.removeWidget(part)
        if wide:
            grid.addWidget(self.name, 0, 0)
            grid.addWidget(self.sold, 1, 0)
            for at, part in enumerate((*steps, self.amount), 1):
                grid.addWidget(part, 0, at, 2, 1, Qt.AlignmentFlag.AlignVCenter)
        else:
            grid.addWidget(self.name, 0, 0, 1, 2)
            grid.addWidget(self.amount, 0, 2, 1, 2, Qt.AlignmentFlag.AlignRight)
            grid.addWidget(self.sold, 1, 0)
            for at, part in enumerate(steps, 1):
                grid.addWidget(part, 1, at)
        self.setFixedHeight(look.touch(_ROW_HEIGHT) if wide else look.touch() + look.px(tokens.BODY * 2))

    def show_pick(self, row: PickRow) -> None:
        """Show how many come back."""
        palette = self.look.palette
        self._why = row.why
        self.setAccessibleDescription(row.why)
        self.name.set_text(row.name)
        self.sold.set_text(row.sold)
        self.picked.set_text(row.picked, palette.accent_text if row.chosen else palette.text_off)
        self.amount.set_text(row.amount)
        self.less.setEnabled(row.can_less)
        self.more.setEnabled(row.can_more)
        self.set_colours(
            palette.accent_fill if row.chosen else palette.surface_0,
            palette.accent if row.chosen else palette.line,
        )


class PreviewLine(QWidget):
    """A sentence with its figure; long sentences wrap."""

    def __init__(
        self, look: Look, row: PreviewRow, told: Callable[[str, QPoint], object] = lambda why, place: None
    ) -> None:
        super().__init__()
        if row.why:
            self.setAccessibleDescription(row.why)
            answer(self, lambda: row.why, told)
        size = tokens.ITEM if row.strong else tokens.BODY
        weight = tokens.BOLD if row.strong else tokens.NORMAL
        colour = look.palette.text if row.tone is Tone.NEUTRAL else look.signal(row.tone).text
        line = QHBoxLayout(self)
        line.setContentsMargins(look.px(6), look.px(4), look.px(6), look.px(4))
        line.setSpacing(look.px(12))
        line.addWidget(Label(look, row.text, size=size, weight=weight, colour=colour, grows=True), 1)
        if row.amount:
            figure = Label(look, row.amount, size=size, weight=tokens.SEMIBOLD, colour=colour, align=END)
            line.addWidget(figure)
