"""Where a shop's loyalty program file is."""

from __future__ import annotations

from pathlib import Path

from pos_app.kernel.errors import Refused, Unavailable
from pos_app.kernel.limits import PROGRAM_BYTES_MAX
from pos_app.kernel.money import Currency
from pos_app.loyalty.problems import ProgramProblem
from pos_app.loyalty.program import Program
from pos_app.loyalty.reading import read_program
from pos_app.runtime.paths import resource_path


class ProgramDamaged(Refused):
    """The program file cannot be used; `problems` are all of them in order of their lines."""

    def __init__(self, file: str, problems: tuple[ProgramProblem, ...]) -> None:
        super().__init__("program.damaged", file=file, line=problems[0].line, count=len(problems))
        self.problems = problems


def program_path(folder: Path, name: str) -> Path:
    """Return the file: `name.toml` among the programs that come along, or a .toml file in the data folder."""
    return folder / name if name.endswith(".toml") else resource_path("programs", f"{name}.toml")


def load_program(folder: Path, name: str, currency: Currency) -> Program:
    """Read the program that the settings name; the file is never written.

    Raises ProgramDamaged with every problem, Refused `program.file_missing`, Unavailable `program.unreadable`.
    """
    return load_program_file(program_path(folder, name), currency)


def load_program_file(path: Path, currency: Currency) -> Program:
    """Read one program file; raises as `load_program`."""
    try:
        with path.open("rb") as file:
            data = file.read(PROGRAM_BYTES_MAX + 1)
    except FileNotFoundError as error:
        raise Refused("program.file_missing", file=str(path)) from error
    except OSError as error:
        raise Unavailable("program.unreadable", file=str(path), detail=error.strerror or "") from error
    program = read_program(data, currency)
    if isinstance(program, tuple):
        raise ProgramDamaged(str(path), program)
    return program
