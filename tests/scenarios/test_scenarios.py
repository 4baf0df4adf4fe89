"""Every scenario file says what it expects, names its source, is as expected."""

from __future__ import annotations

from pathlib import Path

import pytest

from pos_app.cli.scenario_file import open_play
from pos_app.cli.trying import all_met, count_of
from pos_app.runtime.texts import load_translator

HERE = Path(__file__).parent
FILES = sorted(path for path in HERE.rglob("*.toml") if path.parent.name != "programs")


def case(path: Path) -> object:
    """A scenario as a test; one with a known bug must fail."""
    text = path.read_text(encoding="utf-8")
    known = [line for line in text.splitlines() if line.startswith("known_bug")]
    marks = [pytest.mark.xfail(strict=True, reason=known[0])] if known else []
    return pytest.param(path, id=path.relative_to(HERE).with_suffix("").as_posix(), marks=marks)


@pytest.mark.parametrize("path", [case(path) for path in FILES])
def test_scenario(path: Path) -> None:
    play = open_play(path)
    translate = load_translator("en", play.scenario.shop, play.world.program.program.decimals)
    wrong = all_met(play, translate)
    assert not wrong, "\n" + "\n".join(wrong)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_scenario_expects_something_and_says_where_from(path: Path) -> None:
    scenario = open_play(path).scenario
    assert scenario.source
    assert sum(count_of(step.expect) for step in scenario.steps if step.expect is not None)
