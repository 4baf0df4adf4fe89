"""Reads the source tree for the house tests."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PURE_ROOMS = ("kernel", "retail", "loyalty", "receipts", "wire", "scenarios")
CODE_FOLDERS = ("pos_app", "tests", "tools", "bench", "installer")


@cache
def house_files() -> tuple[Path, ...]:
    """Every file of the project: what git tracks plus what it would track. Paths are absolute."""
    command = ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout.decode().split("\0")
    return tuple(sorted(ROOT / name for name in names if name and (ROOT / name).is_file()))


@cache
def modules(*folders: str) -> tuple[Path, ...]:
    """Python files below these folders of the tree."""
    tops = [ROOT / folder for folder in folders]
    return tuple(
        path
        for path in house_files()
        if path.suffix == ".py" and any(path.is_relative_to(top) for top in tops)
    )


@cache
def tree_of(path: Path) -> ast.Module:
    """The syntax tree of one file."""
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def shown(path: Path, line: int | None = None) -> str:
    """A place in the tree as people write it: pos_app/kernel/money.py:12."""
    name = path.relative_to(ROOT).as_posix()
    return name if line is None else f"{name}:{line}"


def room_of(path: Path) -> str:
    """The room a module of pos_app lives in: `kernel` for pos_app/kernel/money.py."""
    return path.relative_to(ROOT / "pos_app").parts[0].removesuffix(".py")


def imports_of(path: Path) -> Iterator[tuple[str, int]]:
    """Dotted names a module imports, each with its line."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module, node.lineno


def none_of(violations: Iterable[str]) -> None:
    """Fail with every violation on a line of its own."""
    wrong = sorted(violations)
    assert not wrong, "\n" + "\n".join(wrong)


def pure_modules() -> tuple[Path, ...]:
    """Modules of the rooms without I/O."""
    return modules(*(f"pos_app/{room}" for room in PURE_ROOMS))
