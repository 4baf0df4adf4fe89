"""Names come from the glossary; some words are never used."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.house.tree import CODE_FOLDERS, modules, none_of, room_of, shown, tree_of

BANNED = {"util", "utils", "helper", "helpers", "manager", "misc", "common", "storno"}
WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
# Names that others gave, which we override or answer to.
FOREIGN_NAMES: set[str] = set()


def words(name: str) -> set[str]:
    """The words of a name, in lower case: `PointsLot` and `points_lot` give the same two."""
    return {word.lower() for word in WORD.findall(name)}


def definitions(path: Path) -> Iterator[tuple[str, int]]:
    """What a module defines: its own name, its classes, its functions."""
    yield path.stem if path.stem != "__init__" else path.parent.name, 1
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, node.lineno


def fields(path: Path) -> Iterator[tuple[str, int]]:
    """Fields and arguments that a module declares."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            yield node.target.id, node.lineno
        elif isinstance(node, ast.arg):
            yield node.arg, node.lineno


def test_no_empty_words() -> None:
    """Say what it does."""
    none_of(
        f"{shown(path, line)}: {name}"
        for path in modules(*CODE_FOLDERS)
        for name, line in definitions(path)
        if words(name) & BANNED and name not in FOREIGN_NAMES
    )


def test_no_bare_id() -> None:
    """Say whose: sale_id, member_id. The wire has the protocol's own short names."""
    none_of(
        shown(path, line)
        for path in modules("pos_app")
        if room_of(path) != "wire"
        for name, line in fields(path)
        if name == "id"
    )


def test_no_bare_id_column() -> None:
    none_of(
        shown(path, node.lineno)
        for path in modules("pos_app/storage")
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call)
        and getattr(node.func, "attr", getattr(node.func, "id", "")) == "Column"
        and node.args
        and isinstance(node.args[0], ast.Constant)
        and node.args[0].value == "id"
    )
