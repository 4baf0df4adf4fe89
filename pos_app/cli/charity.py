"""`pos-app charity`: what was given to charities, all members together."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from pos_app.cli.data_option import add_data_option, chosen_folder
from pos_app.cli.telling import told
from pos_app.kernel.messages import Translate
from pos_app.ports.records import Donations
from pos_app.terminal import build


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the words of the command."""
    add_data_option(parser)


def run(chosen: argparse.Namespace) -> int:
    """Say per charity what the shop and the members gave. No till may be open on the folder meanwhile."""
    return told(lambda: _charity(chosen))


def told_lines(translate: Translate, names: dict[str, str], given: Sequence[Donations]) -> list[str]:
    """Return a line per charity: those of the program by `names` (id to name), then those that it no longer has."""
    found = {each.charity_id: each for each in given}
    lines: list[str] = []
    for charity_id in dict.fromkeys((*names, *found)):
        name, gift = names.get(charity_id, charity_id), found.get(charity_id)
        if gift is None:
            lines.append(translate("charity.nothing_yet", name=name))
            continue
        line = translate(
            "charity.given",
            name=name,
            total_minor=gift.shop_minor + gift.points_minor,
            shop_minor=gift.shop_minor,
            points_minor=gift.points_minor,
            sales=gift.sales,
        )
        lines.append(line)
    return lines or [translate("charity.none")]


def _charity(chosen: argparse.Namespace) -> int:
    terminal = build(chosen_folder(chosen))
    try:
        names = {each.charity_id: each.name for each in terminal.program.program.charities}
        print("\n".join(told_lines(terminal.translator, names, terminal.storage.records.donations())))
        return 0
    finally:
        terminal.close()
