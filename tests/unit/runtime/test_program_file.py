"""Where a shop's program is, what happens when it is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from pos_app.kernel.errors import Refused, Unavailable
from pos_app.kernel.money import Currency
from pos_app.runtime.paths import resource_path
from pos_app.runtime.program_file import ProgramDamaged, load_program, program_path

EUR = Currency("EUR")


def test_a_program_that_comes_along(tmp_path: Path) -> None:
    assert load_program(tmp_path, "corner-shop", EUR).program_id == "corner-shop"


def test_a_program_of_ones_own(tmp_path: Path) -> None:
    own = resource_path("programs", "corner-shop.toml").read_text(encoding="utf-8")
    (tmp_path / "mine.toml").write_text(own.replace('id = "corner-shop"', 'id = "mine"'), encoding="utf-8")
    assert load_program(tmp_path, "mine.toml", EUR).program_id == "mine"
    assert program_path(tmp_path, "mine.toml") == tmp_path / "mine.toml"


def test_a_damaged_program_names_every_line(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text("[program]\nname = 7\nversion = 'x'\n", encoding="utf-8")
    with pytest.raises(ProgramDamaged) as damaged:
        load_program(tmp_path, "mine.toml", EUR)
    assert {2, 3} <= {one.line for one in damaged.value.problems}
    assert damaged.value.message.params["count"] == len(damaged.value.problems)
    assert path.read_text(encoding="utf-8").startswith("[program]")


def test_programs_that_cannot_be_read(tmp_path: Path) -> None:
    for name in ("none", "none.toml"):
        with pytest.raises(Refused, match=r"program\.file_missing"):
            load_program(tmp_path, name, EUR)
    (tmp_path / "folder.toml").mkdir()
    with pytest.raises(Unavailable, match=r"program\.unreadable"):
        load_program(tmp_path, "folder.toml", EUR)
