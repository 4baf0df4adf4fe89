"""Crash reports: what is written down when the program has a fault."""

from __future__ import annotations

import logging
import platform
import sys
import threading
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

from pos_app import __version__
from pos_app.kernel.clock import Clock, local_time
from pos_app.kernel.limits import CRASH_BYTES_MAX, CRASH_REPORTS_KEPT
from pos_app.runtime.privacy import without_persons

CRASH_FOLDER = "crashes"

_log = logging.getLogger(__name__)


class CrashReports:
    """Writes one text file a crash into the data folder: version, system, traceback; no values, no personal data."""

    def __init__(self, folder: Path, clock: Clock, version: str = __version__) -> None:
        self._folder = folder / CRASH_FOLDER
        self._clock = clock
        self._version = version

    def write(self, error: BaseException) -> Path | None:
        """Return the report's file, None when it could not be written: a crash must not make another one."""
        at = local_time(self._clock.now_ms(), UTC)
        path = self._folder / f"crash-{at:%Y%m%d-%H%M%S}-{at.microsecond // 1000:03d}.txt"
        text = self.report(error, at)
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode("utf-8", "replace"))
            self._forget_oldest()
        except OSError as failed:
            _log.error("a crash report could not be written: %s", failed.strerror)
            return None
        return path

    def report(self, error: BaseException, at: datetime) -> str:
        """Return the report as text."""
        head = [
            f"pos_app {self._version}",
            f"{at:%Y-%m-%dT%H:%M:%SZ}",
            f"Python {platform.python_version()} on {platform.system()} {platform.release()} {platform.machine()}",
            f"thread {threading.current_thread().name}",
            "",
        ]
        lines = "".join(traceback.format_exception(error)).splitlines()
        text = "\n".join([*head, *(without_persons(line) for line in lines)])
        if len(text) > CRASH_BYTES_MAX:
            half = CRASH_BYTES_MAX // 2
            text = f"{text[:half]}\n...\n{text[-half:]}"
        return text + "\n"

    def _forget_oldest(self) -> None:
        reports = sorted(self._folder.glob("crash-*.txt"))
        for path in reports[:-CRASH_REPORTS_KEPT]:
            path.unlink(missing_ok=True)


def watch_crashes(crashed: Callable[[BaseException], None]) -> Callable[[], None]:
    """Call `crashed` with every error that nobody caught, on the thread where it happened; returns what ends that.

    Errors of Qt slots come this way too. Interrupting from the keyboard is no crash.
    """
    before, before_threads = sys.excepthook, threading.excepthook

    def caught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            before(kind, error, trace)
        else:
            crashed(error)

    def caught_in_thread(args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None and not issubclass(args.exc_type, SystemExit):
            crashed(args.exc_value)

    def end() -> None:
        sys.excepthook, threading.excepthook = before, before_threads

    sys.excepthook, threading.excepthook = caught, caught_in_thread
    return end
