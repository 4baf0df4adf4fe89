"""`pos-app program try`: plays a scenario, tells what each step answers or which expectations are not met."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import msgspec

from pos_app.cli.scenario_file import open_play
from pos_app.kernel.messages import Translate
from pos_app.loyalty.positions import Positions
from pos_app.loyalty.problems import KeyPath, key_text
from pos_app.runtime.texts import load_translator
from pos_app.scenarios.answer import Answer
from pos_app.scenarios.answering import answers
from pos_app.scenarios.expecting import Difference, differences
from pos_app.scenarios.json_text import is_json, places_of
from pos_app.scenarios.play import Play


def try_scenario(program: str, scenario: Path, as_json: bool, language: str) -> int:
    """Play a scenario; the exit code is 1 when an expectation is not met."""
    play = open_play(scenario, program)
    translate = load_translator(language, play.scenario.shop, play.world.program.program.decimals)
    said: list[Answer] = []
    wrong: list[tuple[KeyPath, str, Difference]] = []
    expected = 0
    for played, answer in answers(play, translate):
        said.append(answer)
        if played.step.expect is not None:
            expected += count_of(played.step.expect)
            found = differences(played.step.expect, answer)
            wrong += [(played.step.path, played.step.name, each) for each in found]
    name = play.scenario.name or scenario.stem
    if as_json or not expected:
        print(msgspec.json.format(msgspec.json.encode({"scenario": name, "steps": said})).decode())
    for line in told(wrong, scenario, translate):
        print(line, file=sys.stderr)
    if wrong:
        print(translate("scenario.failed", name=name, count=len(wrong)), file=sys.stderr)
    elif expected and not as_json:
        print(translate("scenario.met", name=name, steps=len(said), count=expected))
    return 1 if wrong else 0


def told(wrong: list[tuple[KeyPath, str, Difference]], scenario: Path, translate: Translate) -> list[str]:
    """Return one line per expectation that is not met, with its place in the scenario file."""
    if not wrong:
        return []
    line_of = _lines(scenario.read_text(encoding="utf-8-sig"))
    return [
        translate(
            "scenario.differs",
            line=line_of((*path, "expect", *each.path)),
            step=step,
            what=key_text(each.path),
            expected=each.expected,
            found=each.found,
        )
        for path, step, each in wrong
    ]


def _lines(text: str) -> Callable[[KeyPath], int]:
    """Return what tells the line of a key."""
    if is_json(text):
        places = places_of(text)
        return lambda path: next(
            (places[path[:end]][0] for end in range(len(path), 0, -1) if path[:end] in places), 1
        )
    positions = Positions(text)
    return lambda path: positions.of(path)[0]


def count_of(expected: object) -> int:
    """Return how many single values are expected."""
    if isinstance(expected, dict):
        return sum(count_of(each) for each in expected.values())
    if isinstance(expected, list) and expected:
        return sum(count_of(each) for each in expected)
    return 1


def all_met(play: Play, translate: Translate) -> list[str]:
    """Play a scenario; return what is not met, as `step: place: expected, found`."""
    return [
        f"{played.step.name}: {key_text(each.path)}: expected {each.expected}, found {each.found}"
        for played, answer in answers(play, translate)
        for each in differences(played.step.expect or {}, answer)
    ]
