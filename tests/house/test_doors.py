"""Each foreign package comes in through one door."""

from __future__ import annotations

import ast
import sys
import tomllib
from pathlib import Path

from tests.house.tree import ROOT, imports_of, modules, none_of, room_of, shown, tree_of

# These compute, nothing else: any room may use them.
EVERYWHERE = {"msgspec", "biip", "stdnum", "phonenumbers", "babel"}
# Package -> the rooms that may import it.
DOORS = {
    "PySide6": {"ui"},
    "sqlalchemy": {"storage", "server"},
    "alembic": {"storage"},
    "sqlcipher3": {"storage", "server"},
    "serial": {"devices"},
    "miniaudio": {"devices"},
    "PIL": {"devices"},
    "zxingcpp": {"devices"},
    "segno": {"devices"},
    "argon2": {"storage", "server"},
    "keyring": {"storage"},
    "cryptography": {"storage", "server"},
    "platformdirs": {"runtime"},
    "tree_sitter": {"loyalty"},
    "tree_sitter_toml": {"loyalty"},
    "polars": {"replay"},
    "httpx": {"sync"},
    "starlette": {"server"},
    "uvicorn": {"server"},
    "prometheus_client": {"server"},
}


def foreign_imports(path: Path) -> list[tuple[str, int]]:
    """Top-level packages from elsewhere that a module imports."""
    tops = [(name.partition(".")[0], line) for name, line in imports_of(path)]
    return [(name, line) for name, line in tops if name != "pos_app" and name not in sys.stdlib_module_names]


def test_foreign_packages_have_one_door() -> None:
    none_of(
        f"{shown(path, line)}: {name} is for {sorted(DOORS.get(name, ())) or 'no room'}"
        for path in modules("pos_app")
        for name, line in foreign_imports(path)
        if name not in EVERYWHERE and room_of(path) not in DOORS.get(name, set())
    )


def test_doors_are_in_use() -> None:
    """A door nobody goes through belongs to a package that is no longer needed."""
    used = {name for path in modules("pos_app") for name, _line in foreign_imports(path)}
    none_of(set(DOORS) - used)


def test_presenters_are_free_of_qt() -> None:
    """The import contract follows imports further; this one names the line."""
    none_of(
        shown(path, line)
        for path in modules("pos_app/ui")
        if path.name in ("presenter.py", "state.py")
        for name, line in imports_of(path)
        if name.startswith(("PySide6", "shiboken6"))
    )


def test_package_files_import_nothing() -> None:
    """A package's own file runs before each of its modules: an import there reaches further than asked."""
    none_of(
        shown(path, line)
        for path in modules("pos_app")
        if path.name == "__init__.py"
        for name, line in imports_of(path)
        if name != "__future__"
    )


def test_no_work_at_import() -> None:
    """Importing a module opens nothing, starts nothing: no bare call stands at its top."""
    none_of(
        shown(path, node.lineno)
        for path in modules("pos_app")
        for node in tree_of(path).body
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)
    )


def test_contracts_have_no_exceptions() -> None:
    house = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    assert [each["name"] for each in house["contracts"] if each.get("ignore_imports")] == []
    layers = next(each for each in house["contracts"] if each["type"] == "layers")
    assert layers["exhaustive"] is True
