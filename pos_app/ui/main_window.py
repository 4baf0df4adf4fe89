"""The window: it only stacks screens."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

SMALLEST = (1024, 768)


class MainWindow(QStackedWidget):
    """Shows one screen at a time."""

    closing = Signal()

    def __init__(self, title: str) -> None:
        super().__init__()
        self.setWindowTitle(title)
        self.setObjectName("main_window")
        self.resize(*SMALLEST)

    def show_screen(self, screen: QWidget) -> None:
        """Bring a screen to the front."""
        if self.indexOf(screen) < 0:
            self.addWidget(screen)
        self.setCurrentWidget(screen)

    def drop_screen(self, screen: QWidget) -> None:
        """Let a screen go that is not shown any more."""
        self.removeWidget(screen)
        screen.hide()
        screen.deleteLater()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Tell that the window goes; the open sale is kept already."""
        self.closing.emit()
        super().closeEvent(event)
