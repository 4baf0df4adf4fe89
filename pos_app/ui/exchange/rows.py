"""The rows of the exchange pane: headings, sentences, records that the server cannot apply."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from pos_app.ui.kit.button import Button, Kind
from pos_app.ui.kit.labels import END, Label
from pos_app.ui.kit.pane import Pane
from pos_app.ui.theme import tokens
from pos_app.ui.tone import Tone

if TYPE_CHECKING:
    from pos_app.kernel.messages import Translate
    from pos_app.ui.exchange.state import Figure, KeptRow, Line
    from pos_app.ui.theme.look import Look


class FigureTable(QWidget):
    """Labels with what they stand for, under one another."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.look = look
        self._shown: tuple[Figure, ...] = ()
        self._pairs: list[tuple[Label, Label]] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(look.px(14))
        self._grid.setVerticalSpacing(look.px(2))
        self._grid.setColumnStretch(1, 1)

    def show_figures(self, figures: tuple[Figure, ...]) -> None:
        """Show these; a row that was there before only changes its text."""
        if figures == self._shown:
            return
        self._shown = figures
        while len(self._pairs) < len(figures):
            at, soft = len(self._pairs), self.look.palette.text_soft
            pair = Label(self.look, colour=soft), Label(self.look, weight=tokens.MEDIUM, grows=True)
            for column, label in enumerate(pair):
                top = Qt.AlignmentFlag.AlignTop if column == 0 else Qt.AlignmentFlag(0)
                self._grid.addWidget(label, at, column, top)
            self._pairs.append(pair)
        for at, (label, value) in enumerate(self._pairs):
            label.setVisible(at < len(figures))
            value.setVisible(at < len(figures))
            if at < len(figures):
                figure = figures[at]
                plain = figure.tone is Tone.NEUTRAL
                ink = self.look.palette.text if plain else self.look.signal(figure.tone).text
                label.set_text(figure.label)
                value.set_text(figure.value, ink)


class Sentence(QWidget):
    """A sentence with its figure; long sentences wrap."""

    def __init__(self, look: Look, line: Line) -> None:
        super().__init__()
        colour = look.palette.text if line.tone is Tone.NEUTRAL else look.signal(line.tone).text
        row = QHBoxLayout(self)
        row.setContentsMargins(look.px(6), look.px(2), look.px(6), look.px(2))
        row.setSpacing(look.px(12))
        row.addWidget(Label(look, line.text, colour=colour, grows=True), 1)
        if line.amount:
            row.addWidget(Label(look, line.amount, weight=tokens.SEMIBOLD, colour=colour, align=END))


class Kept(Pane):
    """A record that the server cannot apply, with why; a manager's look at it is a press."""

    mark_wished = Signal(str)

    def __init__(self, look: Look, translate: Translate, row: KeptRow) -> None:
        super().__init__(look, look.palette.surface_0)
        soft = look.palette.text_soft
        texts = QVBoxLayout()
        texts.setSpacing(0)
        texts.addWidget(Label(look, row.title, weight=tokens.SEMIBOLD, shrinks_to=75))
        texts.addWidget(Label(look, row.reason, size=tokens.CAPTION, colour=soft, grows=True))
        if row.seen:
            texts.addWidget(Label(look, row.seen, size=tokens.CAPTION, shrinks_to=75))
        line = QHBoxLayout(self)
        line.setContentsMargins(look.px(12), look.px(6), look.px(8), look.px(6))
        line.setSpacing(tokens.GAP)
        line.addLayout(texts, 1)
        if not row.seen:
            self.mark = Button(look, translate("ui.exchange.mark"), Kind.OUTLINE)
            self.mark.clicked.connect(lambda: self.mark_wished.emit(row.event))
            line.addWidget(self.mark, 0, Qt.AlignmentFlag.AlignVCenter)


class Sections(QWidget):
    """Rows under one another that are all put anew at once."""

    def __init__(self) -> None:
        super().__init__()
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, tokens.GAP, 0, 0)
        self._rows.setSpacing(tokens.INNER)

    def put(self, rows: list[QWidget]) -> None:
        """Show these rows instead of those before."""
        while (item := self._rows.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for row in rows:
            self._rows.addWidget(row)


def heading(look: Look, text: str) -> Label:
    """Return the title of a section."""
    return Label(look, text, weight=tokens.SEMIBOLD, grows=True)
