"""Every text that the screen, the command line, a receipt asks for exists, each sentence is asked for."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.house.test_texts import sentences
from tests.house.tree import modules, none_of, shown, tree_of

CODE = re.compile(r"""["']([a-z0-9_]+(?:\.[a-z0-9_]+)+)["']""")
BEGUN = re.compile(r"""f["']([a-z0-9_]+\.[a-z0-9_.]*)\{""")
ASKERS = {"translate", "_translate", "say", "question"}
# Codes that are put together where they are used: the part before the last point.
BUILT = (
    *("history", "printer", "printer.strip", "receipt.tender", "sheet", "ui.action", "ui.checkout"),
    *("ui.member", "ui.member.tab", "ui.member.field"),
    *("ui.help", "ui.keypad", "ui.keys", "ui.sign_on.role", "ui.returns.reason", "receipt.reason"),
)


def asked(path: Path) -> Iterator[tuple[str, int]]:
    """Codes a module asks the translator for, with their lines."""
    for node in ast.walk(tree_of(path)):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        code = node.args[0]
        if name in ASKERS and isinstance(code, ast.Constant) and isinstance(code.value, str):
            yield code.value, node.lineno


def test_every_text_asked_for_exists() -> None:
    known = sentences("en")
    none_of(
        f"{shown(path, line)}: {code}"
        for path in modules("pos_app")
        for code, line in asked(path)
        if code not in known
    )


def test_every_sentence_is_asked_for() -> None:
    """A sentence that nobody can meet is a leftover, or a code was misspelt."""
    written = "\n".join(path.read_text(encoding="utf-8") for path in modules("pos_app"))
    used, begun = set(CODE.findall(written)), tuple(set(BEGUN.findall(written)))
    none_of(
        code
        for code in sentences("en")
        if code not in used and not code.startswith(begun) and code.rpartition(".")[0] not in BUILT
    )
