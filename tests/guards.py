"""Watches each test for what it leaves behind or complains about."""

from __future__ import annotations

import gc
import ipaddress
import logging
import re
import sys
import threading
import traceback
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Any

THREAD_WAIT_S = 3.0
QT_LEVELS = {
    "QtDebugMsg": logging.DEBUG,
    "QtInfoMsg": logging.INFO,
    "QtWarningMsg": logging.WARNING,
    "QtCriticalMsg": logging.ERROR,
    "QtFatalMsg": logging.CRITICAL,
}


OFFSCREEN_SAYS = "This plugin does not support "
"""Said by Qt's offscreen platform of size hints and raised windows: about the platform, not about us."""


class LogWatch(logging.Handler):
    """Collects warnings of one test. A record is expected when a pattern given to `expect` is found in it."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.records: list[logging.LogRecord] = []
        self.patterns: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)

    def expect(self, pattern: str) -> None:
        """Say that a log warning or a Qt warning matching `pattern` will come; it must."""
        self.patterns.append(pattern)

    def complaints(self) -> Iterator[str]:
        """One line for each record nobody expected, each expectation nothing met."""
        said = [record.getMessage() for record in self.records]
        for record, message in zip(self.records, said, strict=True):
            if not any(re.search(pattern, message) for pattern in self.patterns):
                yield f"unexpected {record.levelname} from {record.name}: {message}{trace_of(record)}"
        for pattern in self.patterns:
            if not any(re.search(pattern, message) for message in said):
                yield f"expected a warning matching {pattern!r}, none came"


def trace_of(record: logging.LogRecord) -> str:
    """The traceback a record carries, else nothing."""
    if not record.exc_info or record.exc_info[0] is None:
        return ""
    return "\n" + "".join(traceback.format_exception(*record.exc_info))


@contextmanager
def watched_logs(watch: LogWatch) -> Iterator[None]:
    """Hear every log record; afterwards the root logger is as it was before."""
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    root.addHandler(watch)
    try:
        yield
    finally:
        root.setLevel(level)
        root.handlers = [handler for handler in root.handlers if handler in before]


def route_qt_messages() -> None:
    """Make Qt speak through logging, where the watch hears it. Does nothing when Qt is not in use."""
    if "PySide6.QtCore" not in sys.modules:
        return
    from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

    def log(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
        if message.startswith(OFFSCREEN_SAYS):
            return
        logging.getLogger(f"qt.{context.category}").log(
            QT_LEVELS.get(kind.name, logging.ERROR), "%s", message
        )

    qInstallMessageHandler(log)


def release_qt_messages() -> None:
    """Give Qt its own message handler back, before the interpreter goes."""
    if "PySide6.QtCore" in sys.modules:
        from PySide6.QtCore import qInstallMessageHandler

        qInstallMessageHandler(None)


@contextmanager
def watched_hook(errors: list[str]) -> Iterator[None]:
    """Collect exceptions that nobody caught, such as those of a Qt slot."""
    before = sys.excepthook

    def collect(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        errors.append("uncaught: " + "".join(traceback.format_exception(kind, error, trace)))

    sys.excepthook = collect
    try:
        yield
    finally:
        sys.excepthook = before


def leftover_threads(before: set[threading.Thread]) -> Iterator[str]:
    """Names of threads a test started that do not end within `THREAD_WAIT_S`."""
    for thread in set(threading.enumerate()) - before:
        thread.join(THREAD_WAIT_S)
        if thread.is_alive():
            yield f"leftover thread: {thread.name}"


@contextmanager
def only_new_objects() -> Iterator[None]:
    """Let `gc.get_objects` list what was made inside only: looking through a million old ones made each test slow."""
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


_timers: weakref.WeakSet[Any] = weakref.WeakSet()
"""Every timer that some test made and that is still alive."""


def leftover_qt() -> Iterator[str]:
    """Active timers, visible windows that a test left. They are ended: the next test starts clean."""
    if "PySide6.QtWidgets" not in sys.modules:
        return
    from PySide6.QtCore import QCoreApplication, QEvent, QTimer
    from PySide6.QtWidgets import QApplication

    if QCoreApplication.instance() is None:
        return
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    _timers.update(each for each in gc.get_objects() if issubclass(type(each), QTimer))
    for timer in list(_timers):
        yield from stopped(timer)
    for window in QApplication.topLevelWidgets():
        if window.isVisible():
            window.close()
            yield f"leftover window: {window.objectName() or type(window).__name__}"


def stopped(timer: Any) -> Iterator[str]:
    """Stop a timer that still runs. A timer whose Qt half is gone runs no more."""
    from shiboken6 import isValid

    if isValid(timer) and timer.isActive():
        timer.stop()
        yield f"leftover timer: {timer.objectName() or timer!r}, every {timer.interval()} ms"


def stay_on_this_machine() -> None:
    """Refuse every connection that leaves the machine, for the rest of the process."""
    sys.addaudithook(refuse_far_addresses)


def refuse_far_addresses(event: str, arguments: tuple[Any, ...]) -> None:
    """Audit hook: a connection to anything but this machine is an error of the test."""
    if event != "socket.connect" or not isinstance(arguments[1], tuple):
        return
    host = str(arguments[1][0])
    try:
        near = ipaddress.ip_address(host).is_loopback
    except ValueError:
        near = host in ("localhost", "")
    if not near:
        raise RuntimeError(f"a test tried to reach {host}")
