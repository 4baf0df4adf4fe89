"""Crash reports."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from pos_app.kernel.limits import CRASH_BYTES_MAX, CRASH_REPORTS_KEPT
from pos_app.runtime.crash import CrashReports, watch_crashes

AT_MS = 1_763_816_542_123


class Clock:
    """Goes on by a second with every look."""

    def __init__(self) -> None:
        self.at_ms = AT_MS - 1000

    def now_ms(self) -> int:
        self.at_ms += 1000
        return self.at_ms

    def mono_ms(self) -> int:
        return self.at_ms


def fault(text: str) -> Exception:
    try:
        raise ZeroDivisionError(text)
    except ZeroDivisionError as error:
        return error


def test_a_report_says_what_is_needed(tmp_path: Path) -> None:
    path = CrashReports(tmp_path, Clock(), "1.2.3").write(fault("by +4917612345678"))
    assert path is not None
    assert path.name == "crash-20251122-130222-123.txt"
    text = path.read_text(encoding="utf-8")
    assert text.startswith("pos_app 1.2.3\n2025-11-22T13:02:22Z\nPython ")
    assert "ZeroDivisionError: by ...78" in text
    assert "in fault" in text
    assert "12345678" not in text


def test_reports_are_bounded(tmp_path: Path) -> None:
    reports = CrashReports(tmp_path, Clock())
    written = [reports.write(fault("x" * CRASH_BYTES_MAX * 2)) for _each in range(CRASH_REPORTS_KEPT + 3)]
    left = sorted((tmp_path / "crashes").iterdir())
    assert left == written[3:]
    assert left[0].stat().st_size < CRASH_BYTES_MAX + 100


def test_a_crash_makes_no_other(tmp_path: Path, expect_warning: Callable[[str], None]) -> None:
    expect_warning("a crash report could not be written")
    (tmp_path / "crashes").write_text("a file in the way")
    assert CrashReports(tmp_path, Clock()).write(fault("x")) is None


def test_errors_that_nobody_caught_arrive() -> None:
    seen: list[BaseException] = []
    before = sys.excepthook, threading.excepthook
    end = watch_crashes(seen.append)
    try:
        error = fault("here")
        sys.excepthook(type(error), error, error.__traceback__)
        thread = threading.Thread(target=lambda: 1 // 0)
        thread.start()
        thread.join()
    finally:
        end()
    assert [type(one) for one in seen] == [ZeroDivisionError, ZeroDivisionError]
    assert (sys.excepthook, threading.excepthook) == before


def test_leaving_is_no_crash(monkeypatch: pytest.MonkeyPatch) -> None:
    passed_on: list[type[BaseException]] = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, _error, _trace: passed_on.append(kind))
    seen: list[BaseException] = []
    end = watch_crashes(seen.append)
    try:
        sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
        thread = threading.Thread(target=sys.exit)
        thread.start()
        thread.join()
    finally:
        end()
    assert passed_on == [KeyboardInterrupt]
    assert seen == []
