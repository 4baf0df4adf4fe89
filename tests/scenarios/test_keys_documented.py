"""Every key that the readers know stands in an example file, in force or as a remark."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.house.tree import ROOT, none_of, tree_of

READERS = sorted((ROOT / "pos_app" / "loyalty").glob("reading*.py"))
EXAMPLES = [ROOT / "resources" / "programs" / f"{name}.toml" for name in ("corner-shop", "department-store")]
PLACE_OF_KEY = {
    **dict.fromkeys(("text", "texts", "flag", "whole", "number", "choice", "day", "table", "tables"), 0),
    **dict.fromkeys(
        ("amount", "points", "rate", "percent", "worth", "_paths", "purchase", "_limit", "_factor"), 1
    ),
}
WRITTEN = re.compile(r"(?:^|[#{,\s])([a-z_]+)\s*=[^=]")
HEADERS = re.compile(r"^#?\s*\[+([a-z_]+)\]+", re.MULTILINE)


def keys_of(path: Path) -> Iterator[tuple[str, str]]:
    """Keys that a reader asks a table for, with where."""
    for node in ast.walk(tree_of(path)):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        place = PLACE_OF_KEY.get(name)
        if place is None or len(node.args) <= place:
            continue
        key = node.args[place]
        if isinstance(key, ast.Constant) and isinstance(key.value, str):
            yield key.value, f"{path.name}:{node.lineno}"
        elif isinstance(key, ast.JoinedStr):
            ends = [
                part.value
                for part in key.values
                if isinstance(part, ast.Constant) and isinstance(part.value, str)
            ]
            yield f"get_{ends[-1]}", f"{path.name}:{node.lineno}"


def test_every_key_stands_in_an_example() -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in EXAMPLES)
    written = {*WRITTEN.findall(text), *HEADERS.findall(text)}
    known = {key: place for path in READERS for key, place in keys_of(path)}
    assert len(known) > 100
    none_of(f"{place}: {key}" for key, place in known.items() if key not in written)
