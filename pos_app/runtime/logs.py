"""The log file: bounded, without personal data."""

from __future__ import annotations

import faulthandler
import logging
import sys
from contextlib import suppress
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import TextIO

from pos_app.kernel.errors import Unavailable
from pos_app.kernel.limits import LOG_BYTES_MAX, LOG_FILES_KEPT, LOG_RECORD_LENGTH_MAX
from pos_app.runtime.privacy import without_persons

LOG_FOLDER = "logs"
LOG_FILE = "pos_app.log"
NATIVE_FILE = "native.txt"
"""What a crash below Python (Qt, a driver) leaves: names of functions, nothing else."""


class _Line(logging.Formatter):
    """One record as lines of `2025-11-22T13:02:22.000Z WARNING printer: text`."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        lines = super().format(record)[:LOG_RECORD_LENGTH_MAX].splitlines() or [""]
        head = f"{at.replace('+00:00', 'Z')} {record.levelname} {record.name}: "
        return head + "\n    ".join(without_persons(line) for line in lines)


class _File(RotatingFileHandler):
    """A log that cannot be written is said once on the console; the till goes on."""

    told = False

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  # logging's own name
        if not self.told and sys.stderr is not None:
            sys.stderr.write(f"the log file cannot be written: {sys.exc_info()[1]}\n")
        self.told = True


class LogFile:
    """Keeps what the program says of itself, from `open_log` until `close`."""

    def __init__(self, handler: logging.Handler, path: Path, native: TextIO | None) -> None:
        self._handler = handler
        self._native = native
        self.path = path

    def close(self) -> None:
        """Write no more."""
        logging.getLogger().removeHandler(self._handler)
        with suppress(OSError):  # a full disk was told when it was met
            self._handler.close()
        if self._native is not None:
            faulthandler.disable()
            self._native.close()


def open_log(folder: Path, level: int = logging.INFO) -> LogFile:
    """Send all log records of `level` or above to `logs/pos_app.log` in the data folder.

    The file is renamed when it is full, the oldest ones go. What a crash below Python leaves goes to a file beside it,
    unless somebody watches for those already. Raises Unavailable `log.unwritable`.
    """
    path = folder / LOG_FOLDER / LOG_FILE
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handler = _File(path, maxBytes=LOG_BYTES_MAX, backupCount=LOG_FILES_KEPT, encoding="utf-8")
        native = None if faulthandler.is_enabled() else _watch_native(path.with_name(NATIVE_FILE))
    except OSError as error:
        raise Unavailable("log.unwritable", file=str(path), detail=error.strerror or "") from error
    handler.setFormatter(_Line())
    handler.setLevel(level)
    root = logging.getLogger()
    root.setLevel(min(level, root.level or level))
    root.addHandler(handler)
    return LogFile(handler, path, native)


def _watch_native(path: Path) -> TextIO:
    too_long = path.exists() and path.stat().st_size > LOG_BYTES_MAX
    file = path.open("w" if too_long else "a", encoding="utf-8")
    faulthandler.enable(file)
    return file
