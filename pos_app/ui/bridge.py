"""The one door back to the screen: answers of lanes arrive by one queued Qt signal."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal


class Bridge(QObject):
    """Give `deliver` to every lane; what arrives after `close` is dropped."""

    _arrived = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._open = True
        self._arrived.connect(self._run, Qt.ConnectionType.QueuedConnection)

    def deliver(self, step: Callable[[], None]) -> None:
        """Run `step` on the thread of the screen; may be called on any thread."""
        self._arrived.emit(step)

    def close(self) -> None:
        """Let nothing more through: the screens are going."""
        self._open = False

    def _run(self, step: Callable[[], None]) -> None:
        if self._open:
            step()
