"""Files, functions, classes stay small enough to read."""

from __future__ import annotations

import ast
from pathlib import Path

from tests.house.tree import CODE_FOLDERS, modules, none_of, shown, tree_of

FILE_LINES = 300
TEST_FILE_LINES = 400
FUNCTION_LINES = 50
CLASS_METHODS = 20
# Raising a limit is a reviewed change with a reason: file name -> (lines allowed, reason).
LARGER_FILES: dict[str, tuple[int, str]] = {}

ALL = modules(*CODE_FOLDERS)
Function = ast.FunctionDef | ast.AsyncFunctionDef


def lines_allowed(path: Path) -> int:
    """How long this file may be."""
    usual = TEST_FILE_LINES if shown(path).startswith("tests/") else FILE_LINES
    return LARGER_FILES.get(shown(path), (usual, ""))[0]


def lines_of(path: Path) -> int:
    """How long a file is."""
    return len(path.read_text(encoding="utf-8").splitlines())


def test_files_are_small() -> None:
    """A file over the limit has a second job: find it."""
    none_of(f"{shown(path)}: {lines_of(path)} lines" for path in ALL if lines_of(path) > lines_allowed(path))


def test_functions_are_small() -> None:
    none_of(
        f"{shown(path, node.lineno)}: {node.name} has {node.end_lineno - node.lineno + 1} lines"
        for path in ALL
        for node in ast.walk(tree_of(path))
        if isinstance(node, Function) and node.end_lineno and node.end_lineno - node.lineno >= FUNCTION_LINES
    )


def test_classes_are_small() -> None:
    none_of(
        f"{shown(path, node.lineno)}: {node.name} has {methods_of(node)} methods"
        for path in ALL
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.ClassDef) and methods_of(node) > CLASS_METHODS
    )


def methods_of(node: ast.ClassDef) -> int:
    """How many methods a class has."""
    return sum(isinstance(each, Function) for each in node.body)


def test_raised_limits_are_needed() -> None:
    names = {shown(path): path for path in ALL}
    none_of(name for name in LARGER_FILES if name not in names or lines_of(names[name]) <= FILE_LINES)
