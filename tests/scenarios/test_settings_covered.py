"""Every value of every setting in which vendors disagree is shown by a scenario."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from typing import Any, get_type_hints

import msgspec
import pytest

from pos_app.cli.scenario_file import open_play
from pos_app.kernel.money import Rounding
from pos_app.loyalty import settings
from pos_app.loyalty.program import Program
from pos_app.retail.shop import TaxRounding
from pos_app.scenarios.scenario import ProgramStep
from tests.house.tree import none_of
from tests.scenarios.test_scenarios import FILES

BOUNDS = ("points_per_sale", "points_per_day", "card_uses_per_hour", "adjustment")
"""Limits have no values to choose from: each must be set somewhere."""
NO_CHOICE = (("Discounting", "rounding", Rounding.UP),)
"""What the reader refuses."""


def structs() -> Iterator[type[msgspec.Struct]]:
    """Every group of settings."""
    for each in vars(settings).values():
        if isinstance(each, type) and issubclass(each, msgspec.Struct) and each is not msgspec.Struct:
            yield each


def choices(struct: type[msgspec.Struct]) -> Iterator[tuple[str, Any]]:
    """Every value that a field of a group can be set to: those of enums, yes, no."""
    for name, kind in get_type_hints(struct).items():
        if kind is bool:
            yield from ((name, False), (name, True))
        elif isinstance(kind, type) and issubclass(kind, Enum):
            yield from ((name, value) for value in kind)


def seen_in(program: Program) -> Iterator[tuple[str, str, Any]]:
    """Group, name, value of every setting of a program."""
    for field in program.__struct_fields__:
        group = getattr(program, field)
        if type(group) in set(structs()):
            for name in group.__struct_fields__:
                yield type(group).__name__, name, getattr(group, name)
        yield "Program", field, group if isinstance(group, int | Enum) else None


@pytest.fixture(scope="module")
def seen() -> set[tuple[str, str, Any]]:
    """What the programs of all scenarios say."""
    found: set[tuple[str, str, Any]] = set()
    for path in FILES:
        play = open_play(path)
        found.update(seen_in(play.world.program.program))
        for step in play.scenario.steps:
            if isinstance(step, ProgramStep):
                found.update(seen_in(play.load(step).program))
        found.add(("Shop", "tax_rounding", play.scenario.shop.tax.rounding))
    return found


def test_every_value_is_in_a_program_of_a_scenario(seen: set[tuple[str, str, Any]]) -> None:
    wanted = [(each.__name__, *choice) for each in structs() for choice in choices(each)]
    wanted += [("Program", "display", each) for each in settings.PointsDisplay]
    wanted += [("Program", "decimals", each) for each in (0, 2)]
    wanted += [("Shop", "tax_rounding", each) for each in TaxRounding]
    assert len(wanted) > 80
    none_of(
        f"no scenario has {group}.{name} = {value}"
        for group, name, value in wanted
        if (group, name, value) not in seen and (group, name, value) not in NO_CHOICE
    )


@pytest.mark.parametrize("bound", BOUNDS)
def test_every_limit_is_set_somewhere(bound: str, seen: set[tuple[str, str, Any]]) -> None:
    assert any(group == "Limits" and name == bound and value for group, name, value in seen)
