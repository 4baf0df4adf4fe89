"""What Qt has to say goes into the log, not over the terminal."""

from __future__ import annotations

import logging

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

_log = logging.getLogger("pos_app.qt")
_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}
_HARMLESS = ("This plugin does not support",)
"""What the off-screen platform says of window decorations that it does not have."""


def log_qt_messages() -> None:
    """Send Qt's messages to the log from now on."""
    qInstallMessageHandler(_logged)


def _logged(kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
    if not text.startswith(_HARMLESS):
        _log.log(_LEVELS.get(kind, logging.WARNING), "%s", text)
