"""Finds the command that was asked for, importing nothing that another command needs."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Sequence

COMMANDS = {
    "run": "open the checkout (what `make run` does)",
    "demo": "the scripted demo sale, with pictures of every step",
    "receipt": "a receipt by number, as text, printer bytes or picture",
    "verify": "check the books: chain, numbers, ledger, totals",
    "products": "import products from a CSV file (dry run first)",
    "program": "check a loyalty program file",
    "backtest": "what a program would have cost on past sales",
    "member": "what is kept of a member: show, adjust, merge, export, erase",
    "staff": "who can sign on: list, add, a new PIN",
    "charity": "what was given to charities, all members together",
    "code": "say what a scanned code means and which rule matched",
    "sheet": "the printable sheet of command barcodes",
    "replay": "ring up a year of a real grocer",
    "connect": "make this till one of a server's",
    "disconnect": "make this till one of its own again",
    "sync": "how the exchange with the server stands; one exchange",
    "server": "the central server of several tills; backup, codes, status",
}

_PIPE_CLOSED = 141
"""What a shell reports for a command whose output nobody reads any more."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit code is 0 when it did what was asked, 1 when it could not, 2 for unusable words."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        try:
            return _command(words)
        finally:
            if sys.stdout:  # a program without a console has none
                sys.stdout.flush()
    except BrokenPipeError:
        return _unread()


def _command(words: list[str]) -> int:
    name = words[0] if words and words[0] in COMMANDS else ""
    if not name:
        return _help(words)
    module = importlib.import_module(f"pos_app.cli.{name}")
    parser = argparse.ArgumentParser(prog=f"pos-app {name}", description=COMMANDS[name])
    module.arguments(parser)
    code: int = module.run(parser.parse_args(words[1:]))
    return code


def _unread() -> int:
    """Whoever read the output has seen enough (`| head`): say nothing more, end as other commands do then."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return _PIPE_CLOSED


def _help(words: Sequence[str]) -> int:
    asked = not words or words[0] in ("-h", "--help", "help")
    out = sys.stdout if asked else sys.stderr
    if not asked:
        print(f"pos-app: there is no command {words[0]!r}", file=out)
    print("usage: pos-app COMMAND [...]; `pos-app COMMAND --help` says more\n", file=out)
    for name, meaning in COMMANDS.items():
        print(f"  {name:<10} {meaning}", file=out)
    return 0 if asked else 2
