"""Pages of keys for what has no barcode."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from pos_app.ui.kit.button import Button, Kind
from pos_app.ui.theme import tokens

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from pos_app.kernel.messages import Translate
    from pos_app.ui.checkout.state import QuickKey
    from pos_app.ui.theme.look import Look

_WIDTH_WANTED = 98


class QuickKeys(QWidget):
    """As many keys as there is room for; the last place turns the page when there are more."""

    pressed = Signal(str)

    def __init__(self, look: Look, translate: Translate) -> None:
        super().__init__()
        self.look = look
        self._keys: tuple[QuickKey, ...] = ()
        self._buttons: list[Button] = []
        self._page = 0
        self._next = Button(
            look, "", Kind.KEY, picture="next", name=translate("ui.checkout.more_keys"), parent=self
        )
        self._next.clicked.connect(self._turn)
        self._next.hide()
        self.setAccessibleName(translate("ui.checkout.quick_keys"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def minimumSizeHint(self) -> QSize:
        """Give way entirely when there is no room."""
        return QSize(0, 0)

    def sizeHint(self) -> QSize:
        """Return two rows."""
        return QSize(0, 2 * self.look.touch() + tokens.GAP)

    def show_keys(self, keys: tuple[QuickKey, ...]) -> None:
        """Show these keys from the first page on."""
        if keys == self._keys:
            return
        self._keys = keys
        self._page = 0
        while len(self._buttons) < len(keys):
            self._buttons.append(self._built(len(self._buttons)))
        for key, button in zip(keys, self._buttons, strict=False):
            button.hint = key.price
            button.set_label(key.label)
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Arrange the keys anew."""
        self._arrange()

    def grid(self) -> tuple[int, int, int]:
        """Return columns, rows, height of a row in pixels for the present size."""
        columns = max(2, (self.width() + tokens.GAP) // (self.look.px(_WIDTH_WANTED) + tokens.GAP))
        high = self.look.touch()
        rows = (self.height() + tokens.GAP) // (high + tokens.GAP)
        if rows:
            wanted = min(rows, max(1, -(-len(self._keys) // columns)))
            high = min(self.look.touch(72), (self.height() - (wanted - 1) * tokens.GAP) // wanted)
        return columns, rows, high

    def _built(self, at: int) -> Button:
        button = Button(self.look, "", Kind.PLAIN, hint=" ", parent=self)
        button.clicked.connect(lambda: self.pressed.emit(self._keys[at].number))
        return button

    def _arrange(self) -> None:
        columns, rows, high = self.grid()
        places = columns * rows
        for button in self._buttons:
            button.hide()
        paged = len(self._keys) > places
        self._next.setVisible(paged and places > 1)
        if not places:
            return
        fit = places - 1 if paged else places
        first = self._page * fit
        if first >= len(self._keys):
            self._page = first = 0
        for place, button in enumerate(self._buttons[first : min(first + fit, len(self._keys))]):
            self._put(button, place, columns, high)
        if paged:
            self._put(self._next, places - 1, columns, high)

    def _put(self, button: Button, place: int, columns: int, high: int) -> None:
        row, column = divmod(place, columns)
        whole = self.width() + tokens.GAP
        left, right = column * whole // columns, (column + 1) * whole // columns - tokens.GAP
        if self.isRightToLeft():
            left, right = self.width() - right, self.width() - left
        button.setGeometry(left, row * (high + tokens.GAP), right - left, high)
        button.show()

    def _turn(self) -> None:
        self._page += 1
        self._arrange()
