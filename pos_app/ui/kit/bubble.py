"""A small floating answer that goes away by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QFrame, QLabel, QVBoxLayout, QWidget

from pos_app.ui.theme import tokens

if TYPE_CHECKING:
    from collections.abc import Callable

    from pos_app.ui.theme.look import Look


class Bubble(QFrame):
    """Text near the figure that was asked about. Any press or key hides it; it takes neither of them."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self.look = look
        self.host = parent
        self.setObjectName("floating")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.label = QLabel()
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        self.label.setWordWrap(True)
        self.label.setFont(look.font(tokens.BODY))
        around = QVBoxLayout(self)
        around.setContentsMargins(12, 10, 12, 10)
        around.addWidget(self.label)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(tokens.BUBBLE_SHOWN_MS)
        self._timer.timeout.connect(self.hide)
        self.hide()

    def say(self, text: str, at: QPoint) -> None:
        """Show the text above the point, inside the parent; `at` in the parent's pixels."""
        if not text:
            return
        self.label.setText(text)
        self.setAccessibleName(text)
        wide = min(self.look.px(420), self.host.width() - 2 * tokens.MARGIN)
        metrics = self.label.fontMetrics()
        longest = max(metrics.horizontalAdvance(row) for row in text.split("\n"))
        self.label.setFixedWidth(min(wide - 24, longest + 4))
        self.adjustSize()
        room = self.host.rect().adjusted(8, 8, -8, -8)
        left = min(max(room.left(), at.x() - self.width() // 2), room.right() - self.width())
        top = at.y() - self.height() - 12
        self.move(left, top if top >= room.top() else at.y() + 16)
        self.raise_()
        self.show()
        self._timer.start()
        QApplication.instance().installEventFilter(self)  # type: ignore[union-attr]  # there is one while a widget lives

    def hideEvent(self, event: QEvent) -> None:
        """Stop listening."""
        self._timer.stop()
        application = QApplication.instance()
        if application is not None:
            application.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Hide at the next press of anything, leaving the press to whom it belongs."""
        if event.type() in (QEvent.Type.MouseButtonPress, QEvent.Type.KeyPress) and event.spontaneous():
            self.hide()
        return False


class Asker(QObject):
    """Turns a long press or Alt+click on a widget into `asked`; the release after it reaches nobody."""

    asked = Signal(QPoint)

    def __init__(self, widget: QWidget, can_ask: Callable[[QPoint], bool]) -> None:
        """Watch `widget`; `can_ask` says whether there is anything to tell at a place in it."""
        super().__init__(widget)
        self._can_ask = can_ask
        self._place = QPoint()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(tokens.LONG_PRESS_MS)
        self._timer.timeout.connect(self._ask)
        self._answered = False
        widget.installEventFilter(self)

    def _ask(self) -> None:
        self._answered = True
        self.asked.emit(self._place)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Start at a press, give up when the finger wanders."""
        if not isinstance(event, QMouseEvent):
            return False
        place = event.position().toPoint()
        match event.type():
            case QEvent.Type.MouseButtonPress:
                self._answered = False
                if not self._can_ask(place):
                    return False
                self._place = place
                if event.modifiers() & Qt.KeyboardModifier.AltModifier:
                    self._ask()
                    return True
                self._timer.start()
            case QEvent.Type.MouseButtonRelease:
                self._timer.stop()
                return self._answered
            case QEvent.Type.MouseMove if (place - self._place).manhattanLength() > tokens.WANDERED_PX:
                self._timer.stop()
            case _:
                pass
        return False


def answer(widget: QWidget, why: Callable[[], str], tell: Callable[[str, QPoint], object]) -> Asker:
    """Let a long press or Alt+click on `widget` tell `why` at that place of the desktop; the sentence is made when it
    is asked for. A button is not pressed by it.
    """
    asker = Asker(widget, lambda _: bool(why()))

    def told(place: QPoint) -> None:
        if isinstance(widget, QAbstractButton):
            widget.setDown(False)
        tell(why(), widget.mapToGlobal(place))

    asker.asked.connect(told)
    return asker
