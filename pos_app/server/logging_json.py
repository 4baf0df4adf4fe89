"""The server's log: one JSON object a line, without personal data."""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime
from typing import TextIO

from pos_app.kernel.limits import LOG_RECORD_LENGTH_MAX
from pos_app.runtime.privacy import without_persons


class _JsonLine(logging.Formatter):
    """`{"at", "level", "from", "text"}`, a traceback as lines of `trace`."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line: dict[str, object] = {
            "at": at.replace("+00:00", "Z"),
            "level": record.levelname.lower(),
            "from": record.name,
            "text": without_persons(record.getMessage()[:LOG_RECORD_LENGTH_MAX].replace("\n", " ")),
        }
        if record.exc_info:
            trace = self.formatException(record.exc_info)[-LOG_RECORD_LENGTH_MAX:]
            line["trace"] = [without_persons(each) for each in trace.splitlines()]
        return json.dumps(line, ensure_ascii=False)


def log_to(stream: TextIO | None = None, level: int = logging.INFO) -> logging.Handler:
    """Send every record of `level` or above to `stream` (default: stderr); returns what does it, for taking it off."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(_JsonLine())
    handler.setLevel(level)
    root = logging.getLogger()
    root.setLevel(level)
    root.addHandler(handler)
    return handler
