"""`pos-app program`: checks a loyalty program file."""

from __future__ import annotations

import argparse
from pathlib import Path

from pos_app.cli.telling import plain_translator, told
from pos_app.kernel.money import Currency
from pos_app.runtime.program_file import load_program_file


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the words of the command."""
    parser.add_argument("action", choices=("check",), help="check: list every error with its line")
    parser.add_argument("file", type=Path, metavar="FILE", help="the program file (TOML)")
    parser.add_argument(
        "--digits", type=int, default=2, help="digits of the currency's minor unit (default 2)"
    )


def run(chosen: argparse.Namespace) -> int:
    """Check the file; the exit code is 1 when it cannot be used."""
    return told(lambda: _check(chosen))


def _check(chosen: argparse.Namespace) -> int:
    program = load_program_file(chosen.file, Currency("XXX", chosen.digits))
    print(
        plain_translator()(
            "program.fine",
            name=program.name,
            version=program.version,
            rules=len(program.earn),
            rewards=len(program.rewards),
            tiers=len(program.tiers),
        )
    )
    return 0
