"""SQL is never put together from strings."""

from __future__ import annotations

import ast
import re

import pytest

from tests.house.tree import modules, none_of, shown, tree_of

CAPITALS = re.compile(r"^\s*(SELECT|INSERT|UPDATE|DELETE|REPLACE|WITH|CREATE|ALTER|DROP)\s+\S")


def built_statements(tree: ast.Module) -> list[int]:
    """Lines where a text that begins like SQL takes values in by formatting instead of parameters."""
    lines = []
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr) and node.values:
            first, pieces = node.values[0], len(node.values)
            if isinstance(first, ast.Constant) and pieces > 1 and CAPITALS.match(str(first.value)):
                lines.append(node.lineno)
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod | ast.Add):
            lines += [node.lineno] if is_sql(node.left) else []
        elif (
            isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "format"
        ):
            lines += [node.lineno] if is_sql(node.func.value) else []
    return lines


def is_sql(node: ast.expr) -> bool:
    """Whether a node is a literal that begins like SQL."""
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and bool(CAPITALS.match(node.value))


def test_sql_takes_parameters() -> None:
    paths = modules("pos_app", "bench")
    none_of(shown(path, line) for path in paths for line in built_statements(tree_of(path)))


@pytest.mark.parametrize(
    "source",
    [
        'f"SELECT * FROM {table}"',
        '"DELETE FROM sale WHERE sale_id = %s" % sale_id',
        '"INSERT INTO sale VALUES ({})".format(sale_id)',
        '"UPDATE sale SET note = " + note',
    ],
)
def test_the_check_sees_each_way(source: str) -> None:
    assert built_statements(ast.parse(source)) == [1]


@pytest.mark.parametrize("source", ['f"Select {name} first"', '"SELECT 1"', 'f"with {count} points"'])
def test_the_check_leaves_sentences_alone(source: str) -> None:
    assert built_statements(ast.parse(source)) == []
