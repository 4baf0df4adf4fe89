"""Every module of a pure room has its test file, every unit test file its module."""

from __future__ import annotations

import ast
from pathlib import Path

from tests.house.tree import ROOT, modules, none_of, pure_modules, shown, tree_of

# Test files named after something other than one module of pos_app.
OTHER_SUBJECTS = ("tools", "support")


def has_logic(module: Path) -> bool:
    """Whether a module computes anything. Constants, protocols, plain values have nothing to test."""
    return any(
        isinstance(node, ast.FunctionDef) and not all(is_text_or_dots(each) for each in node.body)
        for node in ast.walk(tree_of(module))
    )


def is_text_or_dots(statement: ast.stmt) -> bool:
    """Whether a statement is a docstring or `...`."""
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def mirror_of(module: Path) -> Path:
    """Where the test of a module stands."""
    inside = module.relative_to(ROOT / "pos_app")
    return ROOT / "tests" / "unit" / inside.parent / f"test_{inside.name}"


def test_pure_modules_have_their_test() -> None:
    none_of(
        f"{shown(module)}: write {shown(mirror_of(module))}"
        for module in pure_modules()
        if has_logic(module)
        and not mirror_of(module).is_file()
        and not any(mirror_of(module).parent.glob(f"{mirror_of(module).stem}_*.py"))
    )


def test_unit_tests_stand_beside_a_module() -> None:
    """tests/unit/<room>/test_<module>.py; test_<module>_<aspect>.py where one file would grow too long."""
    strays: list[str] = []
    for path in modules("tests/unit"):
        inside = path.relative_to(ROOT / "tests" / "unit")
        if not path.name.startswith("test_") or inside.parts[0] in OTHER_SUBJECTS:
            continue
        folder, words = ROOT / "pos_app" / inside.parent, path.stem.removeprefix("test_").split("_")
        names = ["_".join(words[:count]) for count in range(len(words), 0, -1)]
        if not any((folder / f"{name}.py").is_file() or (folder / name).is_dir() for name in names):
            strays.append(shown(path))
    none_of(strays)
