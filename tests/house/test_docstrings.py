"""Every module says its one job in one line."""

from __future__ import annotations

import ast
from pathlib import Path

from tests.house.tree import CODE_FOLDERS, modules, none_of, shown, tree_of


def first_line(path: Path) -> tuple[str, str]:
    """The first line of a module's docstring, what follows it."""
    summary, _, rest = (ast.get_docstring(tree_of(path)) or "").partition("\n")
    return summary, rest


def test_module_has_one_line() -> None:
    """The first line is a whole sentence that stands alone."""
    wrong = []
    for path in modules(*CODE_FOLDERS):
        summary, rest = first_line(path)
        if not summary.endswith((".", ":")) or (rest and not rest.startswith("\n")):
            wrong.append(f"{shown(path)}: {summary!r}")
    none_of(wrong)


def test_module_has_one_job() -> None:
    """An "and" in the line means two jobs: two modules, or a better sentence."""
    paths = modules("pos_app", "tools", "bench", "installer")
    none_of(f"{shown(path)}: {first_line(path)[0]}" for path in paths if " and " in first_line(path)[0])
