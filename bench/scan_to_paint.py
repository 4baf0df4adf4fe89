"""From a scanned code to the painted line: 30 lines, a member, 50 rules, the real presenter with the real screen."""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bench.row import Row

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

LINES = 30
RULES = 50
ROUNDS = 200
WARM_UP = 20


def rows() -> list[Row]:
    """One row: 99th percentile beside that of a bare table that appends a row."""
    from PySide6.QtWidgets import QApplication

    from bench.counter_screen import sitting_at_the_counter

    application = QApplication.instance() or QApplication(["bench"])
    with tempfile.TemporaryDirectory() as folder, sitting_at_the_counter(Path(folder), LINES, RULES) as sat:
        append, take_off = _bare_table()
        ours: list[float] = []
        limit: list[float] = []
        for number in range(WARM_UP + ROUNDS):
            code = sat.codes[number % len(sat.codes)]
            took = _timed(lambda code=code: sat.presenter.on_scanned(code), application.processEvents)  # type: ignore[misc]  # bound now
            sat.presenter.press_key("undo")
            application.processEvents()
            bare = _timed(append, application.processEvents)
            take_off()
            application.processEvents()
            if number >= WARM_UP:
                ours.append(took)
                limit.append(bare)
    note = f"medians {statistics.median(ours):,.0f} / {statistics.median(limit):,.0f} us"
    name = f"scan to painted line, p99 ({LINES} lines, member, {RULES} rules)"
    return [Row(name, _p99(ours), _p99(limit), "QTableView append + repaint, p99", 2.5, note)]


def _timed(work: Callable[[], object], paint: Callable[[], object]) -> float:
    began = time.perf_counter_ns()
    work()
    paint()
    return (time.perf_counter_ns() - began) / 1000


def _p99(values: list[float]) -> float:
    return sorted(values)[int(len(values) * 0.99) - 1]


def _bare_table() -> tuple[Callable[[], None], Callable[[], None]]:
    """A plain table of the same size with as many rows; returns what appends a row, what takes it off again."""
    from PySide6.QtGui import QStandardItem, QStandardItemModel
    from PySide6.QtWidgets import QTableView

    model = QStandardItemModel(0, 5)

    def append() -> None:
        cells = ("2", "Whole milk 1 l", "1.29", "2.58", "+2")
        model.appendRow([QStandardItem(text) for text in cells])
        view.scrollToBottom()
        view.viewport().update()

    def take_off() -> None:
        model.removeRow(model.rowCount() - 1)

    view = QTableView()
    view.setModel(model)
    view.resize(1024, 768)
    for _ in range(LINES):
        append()
    view.show()
    return append, take_off
