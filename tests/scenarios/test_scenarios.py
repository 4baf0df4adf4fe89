"""Every scenario file says what it expects, names its source, is as expected."""

from __future__ import annotations

from pathlib import Path

import pytest

from pos_app.cli.scenario_file import open_play
from pos_app.cli.trying import all_met, count_of
from pos_app.runtime.texts import load_translator

HERE = Path(__file__).parent
FILES = sorted(path for path in HERE.rglob("*.toml") if path.parent.name != "programs")


def name_of(path: Path) -> str:
    """What a scenario is called: folder and file."""
    return path.relative_to(HERE).with_suffix("").as_posix()


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_scenario(path: Path) -> None:
    """One with a known bug must not be as expected: whoever mends the bug takes the line out."""
    play = open_play(path)
    translate = load_translator("en", play.scenario.shop, play.world.program.program.decimals)
    wrong = all_met(play, translate)
    if play.scenario.known_bug:
        assert wrong, f"mended: {play.scenario.known_bug}"
    else:
        assert not wrong, "\n" + "\n".join(wrong)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_scenario_expects_something_and_says_where_from(path: Path) -> None:
    scenario = open_play(path).scenario
    assert scenario.source
    assert sum(count_of(step.expect) for step in scenario.steps if step.expect is not None)
