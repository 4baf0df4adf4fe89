"""A program of head office that no till could sell by never comes into force; every one that could does."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from pos_app.kernel.money import Currency
from pos_app.loyalty.program import Program
from pos_app.runtime.program_file import load_program_file
from pos_app.storage.in_force import program_in_force
from pos_app.storage.program_checks import is_usable_program
from tests.support.counters import PROGRAM, counter
from tests.sync.test_documents import Till

ROOT = Path(__file__).parents[2]
SHIPPED = sorted(
    [*(ROOT / "resources" / "programs").glob("*.toml"), *(ROOT / "tests/scenarios/programs").glob("*.toml")]
)


def changed(program: Program, path: tuple[str | int, ...], value: object) -> Any:
    """The program as JSON values with one of them another."""
    values = json.loads(msgspec.json.encode(program))
    place = values
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return values


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("decimals",), 10**14),
        (("decimals",), -1),
        (("earn", 0, "points", "denominator"), 0),
        (("earn", 0, "points", "numerator"), -1),
        (("earn", 0, "step"), 0),
        (("limits", "claim_days"), 2**53),
        (("expiry", "months"), 2**70),
    ],
    ids=str,
)
def test_what_nothing_could_be_sold_by_leaves_the_tills_own_in_force(
    tmp_path: Path, path: tuple[str | int, ...], value: object
) -> None:
    with counter(tmp_path, program_text=PROGRAM) as own:
        program = own.tools.program.program
        till = Till(own.storage)
        till.gets("program", "shop", changed(program, path, value))
        assert program_in_force(own.storage.documents, program) == program
        till.gets("program", "shop", changed(program, ("name",), "Better"))
        assert program_in_force(own.storage.documents, program).name == "Better"


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_each_program_that_comes_along_is_usable(path: Path) -> None:
    assert is_usable_program(load_program_file(path, Currency("JPY" if path.stem == "yen" else "EUR")))
