"""Pure rooms reach nothing outside: no files, clocks, threads, chance."""

from __future__ import annotations

import ast

from tests.house.tree import imports_of, none_of, pure_modules, shown, tree_of

# What pure rooms may take from the standard library. None of it does I/O, reads a clock or throws dice.
ALLOWED = {
    "__future__",
    "abc",
    "base64",
    "binascii",
    "bisect",
    "calendar",
    "collections",
    "contextlib",
    "csv",
    "dataclasses",
    "datetime",
    "decimal",
    "difflib",
    "enum",
    "fractions",
    "functools",
    "gettext",
    "hashlib",
    "heapq",
    "hmac",
    "itertools",
    "keyword",
    "json",
    "math",
    "operator",
    "re",
    "string",
    "struct",
    "textwrap",
    "tomllib",
    "types",
    "typing",
    "unicodedata",
    "uuid",
    "zlib",
    "zoneinfo",
}
FOREIGN = {"msgspec", "biip", "stdnum", "phonenumbers", "babel", "pos_app", "tree_sitter", "tree_sitter_toml"}
CLOCKS = {"now", "today", "utcnow", "uuid1", "uuid4", "uuid7", "uuid6"}
DOORS_OF_THE_LANGUAGE = {"open", "print", "input", "exec", "eval", "__import__"}


def test_imports_do_no_io() -> None:
    none_of(
        f"{shown(path, line)}: {name}"
        for path in pure_modules()
        for name, line in imports_of(path)
        if name.partition(".")[0] not in ALLOWED | FOREIGN
    )


def test_calls_do_no_io() -> None:
    none_of(
        shown(path, node.lineno)
        for path in pure_modules()
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call) and reaches_outside(node.func)
    )


def reaches_outside(function: ast.expr) -> bool:
    """Whether a call opens a file, talks to a person, reads a clock of its own, or throws dice."""
    if isinstance(function, ast.Name):
        return function.id in DOORS_OF_THE_LANGUAGE
    return (
        isinstance(function, ast.Attribute) and function.attr in CLOCKS and not reads_a_clock_given(function)
    )


def reads_a_clock_given(function: ast.Attribute) -> bool:
    """Whether this is `clock.now()` on a clock that was handed in: what the Clock protocol is for."""
    owner = function.value
    name = owner.attr if isinstance(owner, ast.Attribute) else owner.id if isinstance(owner, ast.Name) else ""
    return "clock" in name
