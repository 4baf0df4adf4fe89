"""`pos-app program`: checks a loyalty program file, tries it out."""

from __future__ import annotations

import argparse
from pathlib import Path

from pos_app.cli.telling import plain_translator, told
from pos_app.kernel.money import Currency
from pos_app.runtime.program_file import load_program_file


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the words of the command."""
    actions = parser.add_subparsers(dest="action", required=True)
    check = actions.add_parser("check", help="list every error with its line")
    check.add_argument("file", type=Path, metavar="FILE", help="the program file (TOML)")
    check.add_argument(
        "--digits", type=int, default=2, help="digits of the currency's minor unit (default 2)"
    )
    trial = actions.add_parser("try", help="play a scenario; exit code 1 when an expectation is not met")
    trial.add_argument("file", metavar="FILE", help='the program file; "-": the one that the scenario names')
    trial.add_argument("scenario", type=Path, metavar="SCENARIO", help="the scenario file (TOML or JSON)")
    trial.add_argument("--json", action="store_true", help="answer in JSON even when all is as expected")


def run(chosen: argparse.Namespace) -> int:
    """Do what was asked; the exit code is 1 when the file cannot be used or an expectation is not met."""
    if chosen.action == "try":
        from pos_app.cli.trying import try_scenario

        return told(lambda: try_scenario(chosen.file, chosen.scenario, chosen.json))
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
