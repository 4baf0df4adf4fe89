"""The window of the simulated printer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout

from pos_app.ui.kit.pane import Page
from pos_app.ui.kit.roll import Roll
from pos_app.ui.theme import tokens

if TYPE_CHECKING:
    from pos_app.kernel.messages import Translate
    from pos_app.ui.theme.look import Look


class PaperWindow(Page):
    """Shows the newest paper beside the till, without ever taking the focus from it."""

    def __init__(self, look: Look, translate: Translate) -> None:
        super().__init__(look)
        self.setWindowTitle(translate("ui.paper.title"))
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setWindowFlag(Qt.WindowType.WindowDoesNotAcceptFocus)
        self.setWindowFlag(Qt.WindowType.Tool)
        self.roll = Roll(look, translate("ui.paper.title"))
        rows = QVBoxLayout(self)
        rows.setContentsMargins(tokens.GAP, tokens.GAP, tokens.GAP, tokens.GAP)
        rows.addWidget(self.roll)
        self.resize(look.px(480), look.px(720))

    def show_paper(self, png: bytes) -> None:
        """Show a new receipt; the window opens at the first one."""
        if self.roll.show_png(png):
            self.show()
