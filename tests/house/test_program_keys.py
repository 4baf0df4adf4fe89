"""Every key and every word of a program file stands in the owner's list."""

from __future__ import annotations

import ast
import re
from enum import StrEnum
from pathlib import Path

from pos_app.loyalty import rules, settings
from tests.house.tree import ROOT, modules, none_of, tree_of

PAGE = (ROOT / "docs" / "program-keys.md").read_text(encoding="utf-8")
WRITTEN = set(re.findall(r"[a-z_]+", PAGE))
READERS = {"text", "texts", "flag", "whole", "number", "choice", "day", "table", "tables"}
READERS |= {"amount", "points", "rate", "percent", "worth", "_factor", "purchase", "_limit", "_paths"}
TITLED = (settings, rules)
NOT_WRITTEN = {"EarnKind", "Effect", "Whose"}
"""Told by which key is given, never written as a word."""


def keys(path: Path) -> set[str]:
    """The keys that a module asks a table for."""
    found: set[str] = set()
    for node in ast.walk(tree_of(path)):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        if name in READERS:
            words = [one.value for one in node.args[:2] if isinstance(one, ast.Constant)]
            found.update(word for word in words if isinstance(word, str) and word)
    return found


def test_every_key_is_told() -> None:
    asked = {
        key for path in modules("pos_app/loyalty") if path.stem.startswith("reading") for key in keys(path)
    }
    assert len(asked) > 100
    none_of(sorted(asked - WRITTEN))


def test_every_word_is_told() -> None:
    kinds = [one for module in TITLED for one in vars(module).values() if isinstance(one, type)]
    words = {
        str(word)
        for kind in kinds
        if issubclass(kind, StrEnum) and kind.__name__ not in NOT_WRITTEN
        for word in kind
    }
    assert len(words) > 40
    none_of(sorted(words - WRITTEN))
