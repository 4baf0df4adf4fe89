"""The receipt preview. No Qt here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from pos_app.kernel.errors import PosError
from pos_app.kernel.messages import Translate
from pos_app.ports.lanes import Lane
from pos_app.ui.receipt.state import ReceiptState
from pos_app.ui.tone import Tone


class View(Protocol):
    """What the presenter needs of the pane."""

    def show_state(self, state: ReceiptState) -> None:
        """Show it."""
        ...


class ReceiptPresenter:
    """Draws a receipt on a lane, from the bytes a printer would get."""

    def __init__(self, view: View, translate: Translate, lane: Lane, draw: Callable[[str], bytes]) -> None:
        """`draw` returns the picture of a receipt number as PNG; it runs on the lane."""
        self._view, self._translate, self._lane, self._draw = view, translate, lane, draw
        self._number = ""
        self._png = b""
        self.on_bug: Callable[[Exception], None] = _raise

    def open(self, number: str) -> None:
        """Show a receipt: at first that it is being drawn."""
        self._number, self._png = number, b""
        self._show(waiting="ui.receipt.drawing")

        def drawn(png: bytes) -> None:
            if self._number == number:
                self._png = png
                self._show()

        def failed(error: Exception) -> None:
            if isinstance(error, PosError):
                self._fail(error)
            else:
                self.on_bug(error)

        try:
            self._lane.submit(lambda: self._draw(number), drawn, failed)
        except PosError as error:
            self._fail(error)

    def tell_sent(self) -> None:
        """A copy goes to the printer."""
        self._show(message=self._translate("ui.receipt.sent"), tone=Tone.GOOD)

    def _fail(self, error: PosError) -> None:
        reason = self._translate(error.message.code, **error.message.params)
        self._show(message=self._translate("notice.receipt_failed", reason=reason), tone=Tone.BAD)

    def _show(self, message: str = "", tone: Tone = Tone.NEUTRAL, waiting: str = "") -> None:
        self._view.show_state(
            ReceiptState(
                title=self._translate("ui.receipt.title", number=self._number),
                png=self._png,
                message=message,
                tone=tone,
                waiting=self._translate(waiting) if waiting else "",
            )
        )


def _raise(error: Exception) -> None:
    raise error
