"""The left-hand side: the lines, a form above them, or another pane in their place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from pos_app.ui.checkout.lines import Lines
from pos_app.ui.checkout.tenders import TenderList
from pos_app.ui.kit.pane import Pane
from pos_app.ui.theme import tokens

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from pos_app.kernel.messages import Translate
    from pos_app.ui.theme.look import Look


class LeftPane(QWidget):
    """Shows the lines unless something else was opened."""

    def __init__(self, look: Look, translate: Translate) -> None:
        super().__init__()
        self.lines = Lines(look, translate)
        self._forms: list[QWidget] = []
        self.page = QWidget()
        self.rows = QVBoxLayout(self.page)
        self.rows.setContentsMargins(0, 0, 0, 0)
        self.rows.setSpacing(tokens.GAP)
        self.frame = Pane(look)
        inside = QVBoxLayout(self.frame)
        inside.setContentsMargins(1, look.px(8), 1, look.px(8))
        inside.addWidget(self.lines)
        self.rows.addWidget(self.frame, 1)
        self.tenders = TenderList(look, translate)
        self.tenders.hide()
        self.rows.addWidget(self.tenders)
        self.stack = QStackedLayout(self)
        self.stack.setContentsMargins(0, 0, 0, 0)
        self.stack.addWidget(self.page)

    def add_form(self, form: QWidget) -> None:
        """Put a form above the lines; it shows itself when it is needed."""
        self._forms.append(form)
        self.rows.insertWidget(0, form, 0, Qt.AlignmentFlag.AlignTop)

    def minimumSizeHint(self) -> QSize:
        """Give way to the on-screen keyboard; a form keeps its height."""
        return QSize(0, 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Hide the lines where a form leaves less than a row for them."""
        taken = sum(form.sizeHint().height() + tokens.GAP for form in self._forms if not form.isHidden())
        self.frame.setVisible(event.size().height() - taken >= 2 * tokens.TOUCH)

    def open_pane(self, pane: QWidget) -> None:
        """Show a pane in the place of the lines."""
        if self.stack.indexOf(pane) < 0:
            self.stack.addWidget(pane)
        self.stack.setCurrentWidget(pane)

    def close_pane(self) -> None:
        """Show the lines again."""
        self.stack.setCurrentWidget(self.page)
