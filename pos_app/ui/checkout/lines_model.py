"""The rows of the sale for the table, changed by as few rows as possible."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

if TYPE_CHECKING:
    from pos_app.ui.checkout.state import LineRow

Index = QModelIndex | QPersistentModelIndex


def differing(old: tuple[LineRow, ...], new: tuple[LineRow, ...]) -> tuple[int, int]:
    """Return how many rows are equal from the start, then from the end of what is left."""
    most = min(len(old), len(new))
    front = 0
    while front < most and (old[front] is new[front] or old[front] == new[front]):
        front += 1
    back = 0
    while back < most - front and (old[-1 - back] is new[-1 - back] or old[-1 - back] == new[-1 - back]):
        back += 1
    return front, back


class LinesModel(QAbstractTableModel):
    """One column; the delegate reads whole rows. `rows_touched` names the first changed row with how many."""

    rows_touched = Signal(int, int)

    def __init__(self) -> None:
        super().__init__()
        self.rows: tuple[LineRow, ...] = ()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own signature, the value is never changed
        """Return the number of rows."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # as above
        """Return the one column."""
        return 0 if parent.isValid() else 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the row in words for a screen reader; nothing for any other role."""
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        row = self.rows[index.row()]
        notes = ", ".join(f"{note.text} {note.amount}".strip() for note in row.notes)
        return " ".join(part for part in (row.quantity, row.name, row.amount, row.points, notes) if part)

    def show_rows(self, rows: tuple[LineRow, ...]) -> None:
        """Take over the new rows: tell only of those that changed, came or went."""
        old = self.rows
        if rows is old:
            return
        front, back = differing(old, rows)
        gone, come = len(old) - front - back, len(rows) - front - back
        kept = min(gone, come)
        nowhere = QModelIndex()
        if gone > kept:
            self.beginRemoveRows(nowhere, front + kept, front + gone - 1)
            self.rows = rows[: front + kept] + old[front + gone :]
            self.endRemoveRows()
        elif come > kept:
            self.beginInsertRows(nowhere, front + kept, front + come - 1)
            self.rows = rows
            self.endInsertRows()
        self.rows = rows
        if come:
            self.rows_touched.emit(front, come)
        if kept:
            self.dataChanged.emit(self.index(front, 0), self.index(front + kept - 1, 0))
