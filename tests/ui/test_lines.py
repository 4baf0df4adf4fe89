"""The list of lines changes as little as possible, paints no more than it must."""

from __future__ import annotations

import random
from collections.abc import Callable
from statistics import median
from time import perf_counter

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QAbstractTableModel, QEvent, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QApplication, QTableView, QWidget

from pos_app.ui import samples
from pos_app.ui.checkout.lines_model import LinesModel, differing
from pos_app.ui.checkout.lines_paint import LinePainter
from pos_app.ui.checkout.screen import CheckoutScreen
from pos_app.ui.checkout.state import LineRow, RowNote
from pos_app.ui.theme.look import Look

ROWS = tuple(replace(samples.LINES[at % 6], line_no=at + 1, selected=False) for at in range(200))
APPEND_RATIO_MAX = 2.5


@pytest.mark.parametrize(
    ("old", "new", "front", "back"),
    [
        ("", "abc", 0, 0),
        ("abc", "abcd", 3, 0),
        ("abc", "ac", 1, 1),
        ("abc", "axc", 1, 1),
        ("abc", "", 0, 0),
        ("aaa", "aaaa", 3, 0),
        ("abc", "abc", 3, 0),
    ],
)
def test_only_the_middle_differs(old: str, new: str, front: int, back: int) -> None:
    def rows(letters: str) -> tuple[LineRow, ...]:
        return tuple(LineRow(1, "1", letter, "1", "1") for letter in letters)

    assert differing(rows(old), rows(new)) == (front, back)


def test_any_change_ends_in_the_new_rows() -> None:
    """Views follow the model's notices: after any series of changes they must count as the rows do."""
    dice = random.Random(7)
    model = LinesModel()
    counted = 0

    def count(change: int) -> None:
        nonlocal counted
        counted += change

    model.rowsInserted.connect(lambda _parent, first, last: count(last - first + 1))
    model.rowsRemoved.connect(lambda _parent, first, last: count(first - last - 1))
    for _ in range(500):
        rows = tuple(dice.sample(ROWS[:12], dice.randrange(12)))
        model.show_rows(rows)
        assert model.rows == rows
        assert counted == model.rowCount() == len(rows)


def test_an_appended_line_touches_one_row() -> None:
    model = LinesModel()
    model.show_rows(ROWS[:50])
    inserted: list[tuple[int, int]] = []
    touched: list[tuple[int, int]] = []
    model.rowsInserted.connect(lambda _parent, first, last: inserted.append((first, last)))
    model.rows_touched.connect(lambda first, count: touched.append((first, count)))
    changed: list[int] = []
    model.dataChanged.connect(lambda first, last, _roles: changed.append(last.row() - first.row() + 1))
    model.show_rows(ROWS[:51])
    assert inserted == [(50, 50)]
    assert touched == [(50, 1)]
    assert changed == []
    model.show_rows((*ROWS[:20], replace(ROWS[20], quantity="9"), *ROWS[21:51]))
    assert touched[-1] == (20, 1)
    assert changed == [1]


def test_200_lines_paint_only_what_is_seen(
    open_checkout: Callable[[Look], CheckoutScreen], look: Look, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = open_checkout(look)
    screen.show_state(replace(samples.SELLING, rows=ROWS[:199]))
    QApplication.processEvents()
    painted: list[int] = []
    paint = LinePainter._paint_line

    def counting(self: LinePainter, pen: object, row: LineRow, area: object) -> None:
        painted.append(row.line_no)
        paint(self, pen, row, area)  # type: ignore[arg-type]  # handed on as it came

    monkeypatch.setattr(LinePainter, "_paint_line", counting)
    screen.show_state(replace(samples.SELLING, rows=ROWS))
    QApplication.processEvents()
    assert 200 in painted, "the newest line is in view"
    assert len(painted) <= 16


class _PaintWatch(QObject):
    """Notes every paint of what it watches."""

    def __init__(self) -> None:
        super().__init__()
        self.painted: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  # Qt's own name
        if event.type() == QEvent.Type.Paint:
            self.painted.append(watched.metaObject().className())
        return False


def test_the_same_state_paints_nothing(open_checkout: Callable[[Look], CheckoutScreen], look: Look) -> None:
    screen = open_checkout(look)
    screen.show_state(samples.SELLING)
    for _ in range(5):
        QApplication.processEvents()
    watch = _PaintWatch()
    for part in screen.findChildren(QWidget):
        part.installEventFilter(watch)
    screen.show_state(replace(samples.SELLING))
    QApplication.processEvents()
    assert watch.painted == []


def test_notes_stand_under_the_line(look: Look) -> None:
    painter = LinePainter(look, LinesModel(), "Dismiss")
    bare = replace(ROWS[0], notes=())
    assert painter.height(bare) == painter.row_height
    two = replace(bare, notes=(RowNote("one"), RowNote("two")))
    one = replace(bare, notes=(RowNote("one"),))
    assert painter.height(two) - painter.height(one) == painter.note_height
    assert painter.set_width(300, 0), "a narrow list puts the price under the name"
    assert painter.height(one) > painter.height(replace(one, unit_price=""))


class _BareModel(QAbstractTableModel):
    """The least a table can show: what our list is measured against."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[tuple[str, ...]] = []

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008, N802  # Qt's own
        return len(self.texts)

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008, N802  # Qt's own
        return 5

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = 0) -> str | None:
        return self.texts[index.row()][index.column()] if role == Qt.ItemDataRole.DisplayRole else None


def test_appending_is_as_fast_as_a_bare_table(
    open_checkout: Callable[[Look], CheckoutScreen], look: Look, opened: Callable[[QWidget], None]
) -> None:
    """The middle of many tries of each on a full list, taken in turns: a busy machine slows both."""
    screen = open_checkout(look)
    lines = screen.left.lines
    bare, model = QTableView(), _BareModel()
    bare.setModel(model)
    bare.resize(lines.size())
    opened(bare)

    def append_bare() -> None:
        model.beginInsertRows(QModelIndex(), len(model.texts), len(model.texts))
        model.texts.append(("2", "Whole milk 1 l", "1.29", "2.38", "+2 p"))
        model.endInsertRows()
        bare.scrollToBottom()
        QApplication.processEvents()

    def append_ours(count: int) -> None:
        lines.show_rows(ROWS[:count])
        QApplication.processEvents()

    ours, theirs = [], []
    for count in range(1, 100):
        start = perf_counter()
        append_bare()
        between = perf_counter()
        append_ours(count)
        theirs.append(between - start)
        ours.append(perf_counter() - between)
    full = slice(40, None)
    assert median(ours[full]) <= APPEND_RATIO_MAX * median(theirs[full])


def test_the_chosen_line_stays_in_view_when_rows_above_it_grow(
    open_checkout: Callable[[Look], CheckoutScreen], look: Look
) -> None:
    screen = open_checkout(look)
    lines = screen.left.lines
    rows = (*ROWS[:39], replace(ROWS[39], selected=True))
    screen.show_state(replace(samples.SELLING, rows=rows))
    index = lines.lines.index(39, 0)
    assert lines.viewport().rect().contains(lines.visualRect(index))
    note = RowNote("5.00 off", "-0.12")
    screen.show_state(replace(samples.SELLING, rows=tuple(replace(row, notes=(note,)) for row in rows)))
    assert lines.viewport().rect().contains(lines.visualRect(index))
