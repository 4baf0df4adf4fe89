"""The rows of the return pane: earlier sales, lines to take back, sentences of the preview."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QScroller, QVBoxLayout, QWidget

from pos_app.ui.kit.button import Button, Kind
from pos_app.ui.kit.labels import END, MIDDLE, Label
from pos_app.ui.kit.pane import Pane
from pos_app.ui.theme import tokens
from pos_app.ui.tone import Tone

if TYPE_CHECKING:
    from PySide6.QtGui import QMouseEvent

    from pos_app.kernel.messages import Translate
    from pos_app.ui.returns.state import PickRow, PreviewRow, SaleRow
    from pos_app.ui.theme.look import Look

_ROW_HEIGHT = 60


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


class SaleButton(Pane):
    """An earlier sale, pressed whole."""

    pressed = Signal(str)

    def __init__(self, look: Look, row: SaleRow) -> None:
        super().__init__(look, look.palette.surface_0)
        self.row = row
        soft = look.palette.text_soft
        texts = QVBoxLayout()
        texts.setSpacing(0)
        texts.addWidget(Label(look, row.receipt_number, weight=tokens.SEMIBOLD))
        below = " · ".join(part for part in (row.when, row.member, row.note) if part)
        texts.addWidget(Label(look, below, size=tokens.CAPTION, colour=soft))
        line = QHBoxLayout(self)
        line.setContentsMargins(look.px(14), look.px(4), look.px(14), look.px(4))
        line.addLayout(texts, 1)
        line.addWidget(Label(look, row.amount, size=tokens.ITEM, weight=tokens.SEMIBOLD, align=END))
        self.setFixedHeight(look.touch(_ROW_HEIGHT - 6))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(f"{row.receipt_number} {below} {row.amount}")

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Choose the sale, unless the finger left it."""
        if self.rect().contains(event.position().toPoint()):
            self.pressed.emit(self.row.receipt_number)


class PickLine(Pane):
    """A line of the earlier sale with less and more."""

    stepped = Signal(int, int)

    def __init__(self, look: Look, translate: Translate, line_no: int) -> None:
        super().__init__(look, look.palette.surface_0)
        self.line_no = line_no
        soft = look.palette.text_soft
        self.name = Label(look, weight=tokens.MEDIUM)
        self.sold = Label(look, size=tokens.CAPTION, colour=soft)
        self.less = Button(look, "", Kind.KEY, picture="minus", name=translate("ui.returns.less"))
        self.more = Button(look, "", Kind.KEY, picture="plus", name=translate("ui.returns.more"))
        self.picked = Label(look, size=tokens.ITEM, weight=tokens.BOLD, align=MIDDLE, shrinks=True)
        self.amount = Label(look, size=tokens.BODY, weight=tokens.SEMIBOLD, align=END, shrinks=True)
        self.picked.setFixedWidth(look.px(52))
        self.amount.setFixedWidth(look.px(76))
        texts = QVBoxLayout()
        texts.setSpacing(0)
        texts.addWidget(self.name)
        texts.addWidget(self.sold)
        line = QHBoxLayout(self)
        line.setContentsMargins(look.px(14), look.px(4), look.px(12), look.px(4))
        line.setSpacing(tokens.INNER)
        line.addLayout(texts, 1)
        for part in (self.less, self.picked, self.more, self.amount):
            line.addWidget(part)
        for button, delta in ((self.less, -1), (self.more, 1)):
            button.setFixedSize(look.touch(), look.touch())
            button.clicked.connect(lambda _=False, by=delta: self.stepped.emit(self.line_no, by))
        self.setFixedHeight(look.touch(_ROW_HEIGHT))

    def show_pick(self, row: PickRow) -> None:
        """Show how many come back."""
        palette = self.look.palette
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

    def __init__(self, look: Look, row: PreviewRow) -> None:
        super().__init__()
        size = tokens.ITEM if row.strong else tokens.BODY
        weight = tokens.BOLD if row.strong else tokens.NORMAL
        colour = look.palette.text if row.tone is Tone.NEUTRAL else look.signal(row.tone).text
        line = QHBoxLayout(self)
        line.setContentsMargins(look.px(6), look.px(4), look.px(6), look.px(4))
        line.setSpacing(look.px(12))
        wide = 2 if len(row.text) > (34 if row.amount else 56) else 1
        line.addWidget(Label(look, row.text, size=size, weight=weight, colour=colour, lines=wide), 1)
        if row.amount:
            figure = Label(look, row.amount, size=size, weight=tokens.SEMIBOLD, colour=colour, align=END)
            line.addWidget(figure)
