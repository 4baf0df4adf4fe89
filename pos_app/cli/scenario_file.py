"""Scenario files with the program files they name, read from disk."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

from pos_app.kernel.errors import Refused, Unavailable
from pos_app.kernel.limits import PROGRAM_BYTES_MAX, SCENARIO_BYTES_MAX
from pos_app.kernel.money import Currency
from pos_app.loyalty.compiled import CompiledProgram, compile_program
from pos_app.loyalty.problems import ProgramProblem
from pos_app.loyalty.program import Program
from pos_app.loyalty.reading import read_program
from pos_app.runtime.paths import resource_path
from pos_app.runtime.program_file import ProgramDamaged
from pos_app.scenarios.play import Play
from pos_app.scenarios.reading import read_head, read_scenario
from pos_app.scenarios.scenario import ProgramStep, Scenario

ITS_OWN = "-"
"""Stands for the program that the scenario names itself."""


class ScenarioDamaged(Refused):
    """The scenario file cannot be used; `problems` are all of them in order of their lines."""

    def __init__(self, file: str, problems: tuple[ProgramProblem, ...]) -> None:
        super().__init__("scenario.damaged", file=file, line=problems[0].line, count=len(problems))
        self.problems = problems


def open_play(scenario_path: Path, program: str = ITS_OWN) -> Play:
    """Read a scenario with its program, ready to be played.

    `program` is a file, the name of one that comes along, or "-" for the one that the scenario names. Raises
    ScenarioDamaged, ProgramDamaged, Refused `scenario.no_program`, `program.file_missing`, Unavailable.
    """
    data = _bytes_of(scenario_path, SCENARIO_BYTES_MAX)
    head = read_head(data)
    if isinstance(head, tuple):
        raise ScenarioDamaged(str(scenario_path), head)
    named = head.program if program == ITS_OWN else program
    if not named and not head.adds:
        raise Refused("scenario.no_program", file=str(scenario_path))
    rules = read_rules(scenario_path.parent, named, head.adds, head.currency)
    scenario = read_scenario(data, rules.decimals)
    if isinstance(scenario, tuple):
        raise ScenarioDamaged(str(scenario_path), scenario)
    return play_of(scenario, rules, scenario_path.parent, named)


def play_of(scenario: Scenario, rules: Program, folder: Path, named: str) -> Play:
    """Return a scenario ready to be played; programs it changes to are looked for in `folder`."""
    zone = ZoneInfo(scenario.shop.zone)

    def change(step: ProgramStep) -> CompiledProgram:
        program = read_rules(folder, step.program or named, step.adds, scenario.head.currency)
        return compile_program(program, zone)

    return Play(scenario, compile_program(rules, zone), change)


def read_rules(folder: Path, named: str, adds: str, currency: Currency) -> Program:
    """Return a program: the file `named` (none when empty) with the text that a scenario adds below it."""
    data = b""
    if named:
        data = _bytes_of(_program_path(folder, named), PROGRAM_BYTES_MAX)
    if adds:
        data = data.removeprefix(b"\xef\xbb\xbf") + b"\n" + adds.encode()
    program = read_program(data, currency)
    if isinstance(program, tuple):
        raise ProgramDamaged(named or "adds", program)
    return program


def _program_path(folder: Path, named: str) -> Path:
    """A file beside the scenario, a file anywhere, or one of those that come along."""
    for path in (folder / named, folder / f"{named}.toml", Path(named)):
        if path.is_file():
            return path
    along = resource_path("programs", f"{named.removesuffix('.toml')}.toml")
    return along if along.is_file() else Path(named)


def _bytes_of(path: Path, most: int) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(most + 1)
    except FileNotFoundError as error:
        raise Refused("program.file_missing", file=str(path)) from error
    except OSError as error:
        raise Unavailable("program.unreadable", file=str(path), detail=error.strerror or "") from error
