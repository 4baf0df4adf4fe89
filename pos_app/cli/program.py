"""`pos-app program`: checks a loyalty program file, explains it, tries it out, compares two, tells past ones."""

from __future__ import annotations

import argparse
from datetime import UTC
from pathlib import Path

from pos_app.cli.data_option import add_data_option, chosen_folder
from pos_app.cli.telling import plain_translator, terminal_language, told
from pos_app.kernel.clock import local_time
from pos_app.kernel.money import Currency
from pos_app.loyalty.program import Program
from pos_app.runtime.program_file import load_program_file
from pos_app.runtime.system_clock import SystemClock

_FILE = "the program file (TOML)"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the words of the command."""
    actions = parser.add_subparsers(dest="action", required=True)
    check = actions.add_parser("check", help="list every error with its line")
    explain = actions.add_parser("explain", help="say every rule in plain words, with three sample baskets")
    trial = actions.add_parser("try", help="play a scenario; exit code 1 when an expectation is not met")
    diff = actions.add_parser("diff", help="say what changes for whom from one version to the next")
    log = actions.add_parser("log", help="every version that was in force in a shop, with what each changed")
    add_data_option(log)
    for one in (check, explain):
        one.add_argument("file", type=Path, metavar="FILE", help=_FILE)
    explain.add_argument("--all", action="store_true", help="tell settings that are as usual, too")
    trial.add_argument("file", metavar="FILE", help='the program file; "-": the one that the scenario names')
    trial.add_argument("scenario", type=Path, metavar="SCENARIO", help="the scenario file (TOML or JSON)")
    trial.add_argument("--json", action="store_true", help="answer in JSON even when all is as expected")
    diff.add_argument("old", type=Path, metavar="OLD", help="the program file in force")
    diff.add_argument("new", type=Path, metavar="NEW", help="the program file that shall replace it")
    for one in (check, explain, diff):
        one.add_argument(
            "--digits", type=int, default=2, help="digits of the currency's minor unit (default 2)"
        )
    for one in (explain, trial, diff, log):
        one.add_argument("--language", default="", help="en, de or tr; else that of this terminal")


def run(chosen: argparse.Namespace) -> int:
    """Do what was asked; the exit code is 1 when a file cannot be used or an expectation is not met."""
    if chosen.action == "try":
        from pos_app.cli.trying import try_scenario

        language = chosen.language or terminal_language()
        return told(lambda: try_scenario(chosen.file, chosen.scenario, chosen.json, language))
    if chosen.action == "log":
        from pos_app.cli.program_log import show_log

        return told(lambda: show_log(chosen_folder(chosen), chosen.language))
    actions = {"check": _check, "explain": _explain, "diff": _diff}
    return told(lambda: actions[chosen.action](chosen))


def _check(chosen: argparse.Namespace) -> int:
    from pos_app.cli.plain_words import words_for
    from pos_app.scenarios.doubting import doubts
    from pos_app.scenarios.explaining_offline import worst_case

    program = _read(chosen.file, chosen)
    say = plain_translator()
    print(
        say(
            "program.fine",
            name=program.name,
            version=program.version,
            rules=len(program.earn),
            rewards=len(program.rewards),
            tiers=len(program.tiers),
        )
    )
    for said in worst_case(program, words_for(program)):
        print(said)
    today = local_time(SystemClock().now_ms(), UTC).date().isoformat()
    found = doubts(program, today)
    if found:
        print(say("doubt.head"), *(f"  {say(each.code, **each.params)}" for each in found), sep="\n")
    return 0


def _explain(chosen: argparse.Namespace) -> int:
    from pos_app.cli.plain_words import words_for
    from pos_app.scenarios.explaining import explain, lines_of
    from pos_app.scenarios.explaining_offline import worst_case
    from pos_app.scenarios.sampling import sample_lines

    program = _read(chosen.file, chosen)
    say = words_for(program, chosen.language)
    print(say("plain.head", name=program.name, version=program.version), end="\n\n")
    print("\n".join(lines_of(explain(program, say, chosen.all))), end="\n\n")
    for said in worst_case(program, say):
        print(said, end="\n\n")
    print("\n".join(sample_lines(program, say)))
    return 0


def _diff(chosen: argparse.Namespace) -> int:
    from pos_app.cli.plain_words import words_for
    from pos_app.scenarios.differing import difference

    old, new = _read(chosen.old, chosen), _read(chosen.new, chosen)
    print("\n".join(difference(old, new, words_for(new, chosen.language))))
    return 0


def _read(path: Path, chosen: argparse.Namespace) -> Program:
    return load_program_file(path, Currency("XXX", chosen.digits))
