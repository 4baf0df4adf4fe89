"""Help: every key of the till, what the entry field takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QScroller, QVBoxLayout, QWidget

from pos_app.ui import keys
from pos_app.ui.kit.button import Button, Kind
from pos_app.ui.kit.keycap import KeyCap
from pos_app.ui.kit.labels import Label
from pos_app.ui.kit.pane import Pane
from pos_app.ui.theme import tokens

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from pos_app.kernel.messages import Translate
    from pos_app.ui.theme.look import Look

ENTRIES = (
    "ui.help.code",
    "ui.help.times",
    "ui.help.name",
    "ui.help.phone",
    "ui.help.promo",
    "ui.help.discount",
    "ui.help.amount",
    "ui.help.card",
)
"""What the entry field takes: the sentence about it, with an example under the same code plus `_example`."""
_TWO_COLUMNS_FROM = 520


class HelpScreen(Pane):
    """A pane for the place of the lines; the entry field keeps the focus, so that scans go on being sold."""

    closed = Signal()

    def __init__(self, look: Look, translate: Translate) -> None:
        super().__init__(look)
        self._columns = 0
        self._key_rows = [(key.shown, translate(f"ui.keys.{key.action}")) for key in keys.KEYS]
        self._entry_rows = [(translate(f"{code}_example"), translate(code)) for code in ENTRIES]
        title = Label(look, translate("ui.help.title"), size=tokens.ITEM, weight=tokens.SEMIBOLD)
        close = Button(look, translate("ui.help.close"), Kind.PLAIN, hint=keys.shown("back"))
        close.clicked.connect(self.closed)
        self._entry_title = translate("ui.help.entry_title")
        self._scroll = QScrollArea()
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.viewport().setAutoFillBackground(False)
        QScroller.grabGesture(self._scroll.viewport(), QScroller.ScrollerGestureType.TouchGesture)
        top = QHBoxLayout()
        top.addWidget(title, 1)
        top.addWidget(close)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(look.px(18), look.px(8), look.px(8), look.px(12))
        rows.setSpacing(tokens.GAP)
        rows.addLayout(top)
        rows.addWidget(self._scroll, 1)
        self._lay_out(1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Use two columns where there is room for them."""
        super().resizeEvent(event)
        self._lay_out(2 if event.size().width() >= self.look.px(_TWO_COLUMNS_FROM) else 1)

    def _lay_out(self, columns: int) -> None:
        if columns == self._columns:
            return
        self._columns = columns
        body = QWidget()
        body.setObjectName("scrolled")
        rows = QVBoxLayout(body)
        rows.setContentsMargins(0, 0, self.look.px(10), 0)
        rows.setSpacing(self.look.px(12))
        rows.addLayout(self._table(self._key_rows, columns))
        rows.addWidget(Label(self.look, self._entry_title, size=tokens.BODY, weight=tokens.SEMIBOLD))
        rows.addLayout(self._table(self._entry_rows, 1))
        rows.addStretch(1)
        self._scroll.setWidget(body)

    def _table(self, rows: list[tuple[str, str]], columns: int) -> QGridLayout:
        """Return keys beside their sentences, running down the columns."""
        grid = QGridLayout()
        grid.setHorizontalSpacing(self.look.px(12))
        grid.setVerticalSpacing(self.look.px(6))
        depth = -(-len(rows) // columns)
        for at, (cap, text) in enumerate(rows):
            row, column = at % depth, 2 * (at // depth)
            grid.addWidget(KeyCap(self.look, cap), row, column, Qt.AlignmentFlag.AlignLeft)
            grid.addWidget(Label(self.look, text, size=tokens.BODY, shrinks_to=80), row, column + 1)
            grid.setColumnStretch(column + 1, 1)
        return grid
