"""`pos-app server`: starts the central server, or does one thing with its database."""

from __future__ import annotations

import argparse
import importlib

from pos_app.cli.server_place import add_place

ACTIONS = {
    "code": ("terminals", "a one-time code that lets a till join"),
    "terminals": ("terminals", "every till with its id, number, last sign of life"),
    "revoke": ("terminals", "a till may talk to the server no longer, what it held is free again"),
    "lost": ("terminals", "the same, with a code for the till that takes its place"),
    "status": ("status", "how the server stands"),
    "findings": ("books", "what somebody should look at: overdrafts, facts nobody understands"),
    "verify": ("books", "check chains, sums, lanes"),
    "replay": ("books", "apply again what an older version did not understand"),
    "backup": ("copies", "write everything to one file; the server goes on"),
    "restore": ("copies", "fill the database from such a file"),
    "move": ("copies", "copy everything to another database, SQLite or PostgreSQL"),
    "password": ("status", "a new password for an operator"),
}
_PART = "pos_app.cli.server_"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the words of the command; without an action the server starts."""
    start = importlib.import_module(f"{_PART}start")
    add_place(parser)
    start.words(parser)
    actions = parser.add_subparsers(dest="action", required=False, metavar="ACTION")
    for name, (part, meaning) in ACTIONS.items():
        action = actions.add_parser(name, help=meaning, description=meaning)
        add_place(action, default=argparse.SUPPRESS)
        importlib.import_module(f"{_PART}{part}").words(action, name)


def run(chosen: argparse.Namespace) -> int:
    """Start, or do what was asked; the exit code is 1 when it was refused."""
    from pos_app.cli.telling import told

    part = ACTIONS[chosen.action][0] if chosen.action else "start"
    module = importlib.import_module(f"{_PART}{part}")
    return told(lambda: module.act(chosen))
