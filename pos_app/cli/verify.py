"""`pos-app verify`: the books, checked row by row."""

from __future__ import annotations

import argparse

from pos_app.cli.data_option import add_data_option, chosen_folder
from pos_app.cli.telling import plain_translator, told
from pos_app.storage.verify import verify


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the words of the command."""
    add_data_option(parser)


def run(chosen: argparse.Namespace) -> int:
    """Check and say what was found; the exit code is 1 when a row is wrong."""
    return told(lambda: _verify(chosen))


def _verify(chosen: argparse.Namespace) -> int:
    report = verify(chosen_folder(chosen))
    translate = plain_translator()
    counts = {
        "facts": report.facts,
        "sales": report.sales,
        "entries": report.entries,
        "accounts": report.accounts,
    }
    wrong = report.first_wrong
    if wrong is None:
        print(translate("verify.whole", **counts))
        return 0
    what = translate(wrong.what.code, **wrong.what.params)
    print(translate("verify.wrong", table=wrong.table, key=wrong.key, what=what))
    print(translate("verify.checked_before", **counts))
    return 1
