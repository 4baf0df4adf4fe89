"""Scenarios as text, played."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pos_app.cli.scenario_file import open_play
from pos_app.runtime.texts import load_translator
from pos_app.scenarios.answer import Answer
from pos_app.scenarios.answering import answers
from pos_app.scenarios.play import Play

PROGRAM = """
program = "points"
adds = '''
[[reward]]
id = "five-off"
name = "5.00 off"
points = 100
amount = "5.00"
'''
[[product]]
number = "pan"
price = "20.00"
[[member]]
id = "ayse"
points = 150
"""


@pytest.fixture
def opened(tmp_path: Path) -> Callable[[str], Play]:
    """Opens a scenario whose head is `PROGRAM`."""

    def play(steps: str) -> Play:
        file = tmp_path / "scenario.toml"
        file.write_text(PROGRAM + steps, encoding="utf-8")
        return open_play(file)

    return play


@pytest.fixture
def played(opened: Callable[[str], Play]) -> Callable[[str], list[Answer]]:
    """Plays the steps of such a scenario."""

    def answered(steps: str) -> list[Answer]:
        play = opened(steps)
        translate = load_translator("en", play.scenario.shop)
        return [answer for _, answer in answers(play, translate)]

    return answered
