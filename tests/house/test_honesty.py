"""Nothing is swallowed, switched off without a reason, or left for later."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from pathlib import Path

from tests.house.tree import CODE_FOLDERS, modules, none_of, shown, tree_of

ALL = modules(*CODE_FOLDERS)
SHORTEST_REASON = 8
UNFINISHED = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X|HA" + r"CK)\b")
SWITCH = re.compile(r"#\s*(noqa(?::\s*[A-Z0-9, ]+)?|type:\s*ignore\[[^\]]+\]|pragma:\s*no cover)(?P<rest>.*)")
BARE_SWITCH = re.compile(r"#\s*(noqa\b(?!:)|type:\s*ignore(?!\[)|mypy:|ruff:\s*noqa)")


def comments(path: Path) -> list[tuple[str, int]]:
    """Comments of a file with their lines."""
    tokens = tokenize.generate_tokens(io.StringIO(path.read_text(encoding="utf-8")).readline)
    return [(token.string, token.start[0]) for token in tokens if token.type == tokenize.COMMENT]


def test_nothing_is_left_for_later() -> None:
    none_of(shown(path, line) for path in ALL for text, line in comments(path) if UNFINISHED.search(text))
    none_of(
        shown(path, node.lineno)
        for path in ALL
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Raise) and "NotImplementedError" in ast.dump(node)
    )


def test_a_check_switched_off_says_why() -> None:
    none_of(
        f"{shown(path, line)}: {text}"
        for path in ALL
        for text, line in comments(path)
        if BARE_SWITCH.search(text) or lacks_reason(text)
    )


def lacks_reason(comment: str) -> bool:
    """Whether a comment switches a check off without words that say why."""
    switch = SWITCH.search(comment)
    return switch is not None and len(switch["rest"].strip(" -#:")) < SHORTEST_REASON


def test_no_error_is_swallowed() -> None:
    none_of(
        shown(path, node.lineno)
        for path in ALL
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.ExceptHandler | ast.Call) and swallows(node)
    )


def swallows(node: ast.ExceptHandler | ast.Call) -> bool:
    """Whether this hides every error: a bare or empty broad `except`, a `suppress` of everything."""
    if isinstance(node, ast.ExceptHandler):
        empty = all(isinstance(each, ast.Pass) or is_ellipsis(each) for each in node.body)
        return node.type is None or (empty and is_broad(node.type))
    name = getattr(node.func, "id", getattr(node.func, "attr", ""))
    return name == "suppress" and any(is_broad(each) for each in node.args)


def is_ellipsis(statement: ast.stmt) -> bool:
    """Whether a statement is `...`."""
    return isinstance(statement, ast.Expr) and getattr(statement.value, "value", None) is ...


def is_broad(caught: ast.expr) -> bool:
    """Whether what is caught covers bugs too."""
    names = {node.id for node in ast.walk(caught) if isinstance(node, ast.Name)}
    return bool(names & {"Exception", "BaseException"})


def test_tests_can_fail() -> None:
    none_of(
        shown(path, node.lineno)
        for path in modules("tests")
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Assert | ast.Call | ast.Attribute) and proves_nothing(node)
    )


def proves_nothing(node: ast.Assert | ast.Call | ast.Attribute) -> bool:
    """Whether this is `assert True`, a sleep instead of a wait for something, or a test expected to fail."""
    if isinstance(node, ast.Assert):
        return isinstance(node.test, ast.Constant) and node.test.value is True
    if isinstance(node, ast.Call):
        return getattr(node.func, "attr", getattr(node.func, "id", "")) == "sleep"
    return node.attr == "xfail"
