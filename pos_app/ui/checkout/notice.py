"""The bar that says what was refused or needs an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy

from pos_app.ui.kit.button import Button, Kind
from pos_app.ui.kit.pane import Pane
from pos_app.ui.theme import tokens
from pos_app.ui.tone import Tone

if TYPE_CHECKING:
    from PySide6.QtGui import QPixmap, QResizeEvent

    from pos_app.ui.checkout.state import Notice
    from pos_app.ui.theme.look import Look

_PICTURES = {Tone.BAD: "bad", Tone.WARN: "warn", Tone.GOOD: "good", Tone.INFO: "info", Tone.NEUTRAL: "info"}


class NoticeBar(Pane):
    """Shape, words and colour of one notice with up to two answers. It never takes a key press."""

    action_pressed = Signal(str)

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self._first = ""
        self._second = ""
        self.picture = QLabel()
        self.label = QLabel()
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        self.label.setWordWrap(True)
        self.label.setFont(look.font(tokens.BODY, tokens.SEMIBOLD))
        self.label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.first = Button(look, "", Kind.PLAIN)
        self.second = Button(look, "", Kind.BARE)
        for button in (self.first, self.second):
            button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.first.clicked.connect(lambda: self.action_pressed.emit(self._first))
        self.second.clicked.connect(lambda: self.action_pressed.emit(self._second))
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(2, 2, 2, 2)
        row.setSpacing(tokens.GAP)
        row.addSpacing(look.px(12))
        row.addWidget(self.picture)
        row.addWidget(self.label, 1)
        row.addWidget(self.second)
        row.addWidget(self.first)
        self.setFixedHeight(look.touch(tokens.CARD))
        self.hide()

    def show_notice(self, notice: Notice | None) -> None:
        """Show a notice, or nothing."""
        self.setVisible(notice is not None)
        if notice is None:
            return
        signal = self.look.signal(notice.tone)
        self.set_colours(signal.fill, signal.border)
        self.picture.setPixmap(self._picture(notice.tone, signal.text))
        self.label.setText(notice.text)
        self.label.setStyleSheet(f"color: {signal.text}")
        self.setAccessibleName(notice.text)
        self._first, self._second = notice.action, notice.second_action
        self._show_answer(self.first, notice.action, notice.action_label, signal.text)
        self._show_answer(self.second, notice.second_action, notice.second_label, signal.text)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Find the size of letters again."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Write a long sentence in smaller letters before any of it is cut off."""
        self._row.activate()
        for size in (tokens.BODY, tokens.CAPTION, tokens.CAPTION - 2):
            self.label.setFont(self.look.font(size, tokens.SEMIBOLD))
            if self.label.heightForWidth(self.label.width()) <= self.height() - 4:
                return

    def _show_answer(self, button: Button, action: str, label: str, ink: str) -> None:
        button.setVisible(bool(action))
        button.ink = ink
        button.set_label(label)
        button.setMinimumWidth(button.sizeHint().width())

    def _picture(self, tone: Tone, colour: str) -> QPixmap:
        return self.look.pixmap(_PICTURES[tone], colour, self.look.px(22), self.devicePixelRatioF())
