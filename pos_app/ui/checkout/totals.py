"""The figures under the lines, with the big tile beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout

from pos_app.ui.checkout.state import Mode, Tile
from pos_app.ui.kit.bubble import Asker
from pos_app.ui.kit.labels import END, Label
from pos_app.ui.kit.pane import Pane
from pos_app.ui.theme import tokens

if TYPE_CHECKING:
    from pos_app.kernel.messages import Translate
    from pos_app.ui.theme.look import Look


NAMES = ("items", "saved", "tax", "last_change")


class Figures(Pane):
    """Items, saved, tax, last change: small captions over figures."""

    def __init__(self, look: Look, translate: Translate) -> None:
        super().__init__(look)
        row = QHBoxLayout(self)
        row.setContentsMargins(look.px(18), tokens.GAP, look.px(18), tokens.GAP)
        row.setSpacing(look.px(12))
        self.captions: list[Label] = []
        self.values: list[Label] = []
        for name in NAMES:
            column = QVBoxLayout()
            column.setSpacing(look.px(4))
            text = translate(f"ui.checkout.{name}")
            soft = look.palette.text_soft
            caption = Label(look, text, size=tokens.CAPTION, colour=soft, shrinks=True)
            value = Label(look, size=tokens.ITEM, weight=tokens.SEMIBOLD, shrinks=True)
            column.addStretch(1)
            column.addWidget(caption)
            column.addWidget(value)
            column.addStretch(1)
            row.addLayout(column, 1)
            self.captions.append(caption)
            self.values.append(value)

    def show_figures(self, items: str, saved: str, tax: str, last_change: str) -> None:
        """Show four figures; an empty one shows a dash."""
        for label, text in zip(self.values, (items, saved, tax, last_change), strict=True):
            label.set_text(text or "–", self.look.palette.text if text else self.look.palette.text_soft)


class TotalTile(Pane):
    """The figure that is read from two metres: total, still due, or change due."""

    told = Signal(str, QPoint)

    def __init__(self, look: Look) -> None:
        super().__init__(look, look.palette.tile, look.palette.tile)
        self._tile = Tile("", "", Mode.SELLING)
        self.caption = Label(look, size=tokens.ITEM, weight=tokens.SEMIBOLD, colour=look.palette.on_tile)
        self.amount = Label(
            look, size=tokens.TOTAL, weight=tokens.BOLD, colour=look.palette.on_tile, align=END, shrinks=True
        )
        self.caption.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.amount.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        row = QHBoxLayout(self)
        row.setContentsMargins(look.px(18), 0, look.px(20), 0)
        row.setSpacing(look.px(12))
        row.addWidget(self.caption)
        row.addWidget(self.amount, 1)
        self.setFixedHeight(look.touch(76))
        self.asker = Asker(self, lambda _: bool(self._tile.why))
        self.asker.asked.connect(lambda place: self.told.emit(self._tile.why, self.mapToGlobal(place)))

    def show_tile(self, tile: Tile) -> None:
        """Show a caption with its amount; change due stands in the largest type."""
        if tile == self._tile:
            return
        self._tile = tile
        palette = self.look.palette
        done = tile.mode is Mode.DONE
        self.amount.set_size(tokens.CHANGE if done else tokens.TOTAL)
        self.set_colours(palette.tile, palette.accent if tile.mode is Mode.PAYING else palette.tile)
        self.caption.set_text(tile.caption)
        self.amount.set_text(tile.amount)
        self.setAccessibleName(f"{tile.caption} {tile.amount}")
        self.setCursor(Qt.CursorShape.WhatsThisCursor if tile.why else Qt.CursorShape.ArrowCursor)
