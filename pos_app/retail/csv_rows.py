"""Rows of a table that people keep in a spreadsheet, each with its line."""

from __future__ import annotations

import csv
import difflib
from collections.abc import Iterable, Iterator

import msgspec

from pos_app.kernel.limits import IMPORT_LINE_LENGTH_MAX
from pos_app.kernel.messages import Message, Parameter

DELIMITERS = ";,\t"


class ImportProblem(msgspec.Struct, frozen=True):
    """What is wrong in one cell: `line` from 1, `column` by its name (empty for the whole row), why."""

    line: int
    column: str
    message: Message


class CsvRow(msgspec.Struct, frozen=True):
    """One row: the `line` it begins at (from 1), its cells by column name, stripped."""

    line: int
    cells: dict[str, str]


def problem(line: int, column: str, code: str, **params: Parameter) -> ImportProblem:
    """Return a problem whose message names its column too."""
    return ImportProblem(line, column, Message(code, {"column": column, **params}))


def read_rows(
    lines: Iterable[str | bytes], required: tuple[str, ...], optional: tuple[str, ...]
) -> Iterator[CsvRow | ImportProblem]:
    """Yield the rows of a table with a header line, one at a time; a bad line is a problem, the next one still counts.

    Text or UTF-8, with or without byte order mark; cells between `;`, `,` or tabs, whichever the header uses. A header
    that does not fit ends the table.
    """
    numbered = _Numbered(lines)
    header = next((line for line in numbered if line.strip()), "")
    delimiter = max(DELIMITERS, key=header.count)
    columns = [name.strip().casefold() for name in next(csv.reader([header], delimiter=delimiter), [])]
    wrong = list(_header_problems(columns, numbered.line, required, optional))
    if wrong or numbered.problems:
        yield from (*numbered.problems, *wrong)
        return
    reader = csv.reader(numbered, delimiter=delimiter, strict=True)
    while True:
        numbered.begin()
        try:
            cells = next(reader, None)
        except csv.Error:
            yield problem(numbered.first, "", "import.quotes")
            continue
        finally:
            yield from numbered.told()
        first = numbered.first
        if cells is None:
            return
        if len(cells) > len(columns) and any(cells[len(columns) :]):
            yield problem(first, "", "import.cells", found=len(cells), wanted=len(columns))
        elif any(cell.strip() for cell in cells):
            yield CsvRow(first, {name: cell.strip() for name, cell in zip(columns, cells, strict=False)})


class _Numbered:
    """Counts lines, leaves out those that no table can have."""

    def __init__(self, lines: Iterable[str | bytes]) -> None:
        self._lines = iter(lines)
        self.line = 0
        self.first = 0
        self.problems: list[ImportProblem] = []

    def __iter__(self) -> _Numbered:
        return self

    def __next__(self) -> str:
        for line in self._lines:
            self.line += 1
            if len(line) > IMPORT_LINE_LENGTH_MAX:
                self.problems.append(problem(self.line, "", "import.line_long", most=IMPORT_LINE_LENGTH_MAX))
                continue
            try:
                text = line if isinstance(line, str) else line.decode("utf-8")
            except UnicodeDecodeError:
                self.problems.append(problem(self.line, "", "import.not_utf8"))
                continue
            self.first = self.first or self.line
            return text.removeprefix("\ufeff") if self.line == 1 else text
        raise StopIteration

    def begin(self) -> None:
        """Begin a row: `first` becomes the line of the next text."""
        self.first = 0

    def told(self) -> list[ImportProblem]:
        """Return the problems since the last call."""
        since, self.problems = self.problems, []
        return since


def _header_problems(
    columns: list[str], line: int, required: tuple[str, ...], optional: tuple[str, ...]
) -> Iterator[ImportProblem]:
    known = (*required, *optional)
    for name in required:
        if name not in columns:
            yield problem(max(line, 1), name, "import.column_missing")
    for at, name in enumerate(columns):
        if name in columns[:at]:
            yield problem(line, name, "import.column_twice")
        elif name not in known:
            near = difflib.get_close_matches(name, known, 1)
            yield problem(line, name, "import.column_unknown", known=near[0] if near else ", ".join(known))
