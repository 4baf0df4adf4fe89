"""Every code that travels has its sentence."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from tests.house.tree import ROOT, modules, none_of, shown, tree_of

CARRIERS = {"Refused", "Unavailable", "Message"}
PLACEHOLDER = re.compile(r"\{(\w+)\}")


def sentences(language: str) -> dict[str, str]:
    """Code -> sentence of one language."""
    page = ROOT / "resources" / "translations" / f"{language}.toml"
    return tomllib.loads(page.read_text(encoding="utf-8"))


def codes_made(path: Path) -> Iterator[tuple[str, set[str] | None, int]]:
    """Codes a module makes: the code, its parameters' names (None when not written out), the line."""
    for node in ast.walk(tree_of(path)):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or not node.args:
            continue
        code = node.args[0]
        if node.func.id in CARRIERS and isinstance(code, ast.Constant) and isinstance(code.value, str):
            names = [keyword.arg for keyword in node.keywords]
            given = {name for name in names if name} if None not in names else None
            yield code.value, given if len(node.args) == 1 else None, node.lineno


def test_every_code_has_a_sentence() -> None:
    known = sentences("en")
    none_of(
        f"{shown(path, line)}: {code}"
        for path in modules("pos_app")
        for code, _given, line in codes_made(path)
        if code not in known
    )


def test_every_placeholder_is_given() -> None:
    known = sentences("en")
    none_of(
        f"{shown(path, line)}: {code} needs {', '.join(sorted(missing))}"
        for path in modules("pos_app")
        for code, given, line in codes_made(path)
        if given is not None and (missing := set(PLACEHOLDER.findall(known.get(code, ""))) - given)
    )
