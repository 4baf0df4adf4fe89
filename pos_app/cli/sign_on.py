"""Who does something at the command line, by name with a PIN."""

from __future__ import annotations

import getpass
import sys

from pos_app.kernel.errors import Refused
from pos_app.ports.staff import Cashier, Role
from pos_app.terminal import Terminal


def signed_on(terminal: Terminal, name: str | None, needs_manager: bool) -> Cashier:
    """Ask the PIN of who was named; without a name the only manager is meant.

    Raises Refused `records.say_who`, `records.needs_manager` and as `Staff.sign_on`.
    """
    staff = terminal.staff.cashiers()
    managers = [each for each in staff if each.role is Role.MANAGER]
    meant = [each for each in staff if each.name == name] if name else managers
    if len(meant) != 1:
        names = ", ".join(each.name for each in (managers if needs_manager else staff))
        raise Refused("records.say_who", names=names)
    if needs_manager and meant[0].role is not Role.MANAGER:
        raise Refused("records.needs_manager")
    pin = ask(terminal.translator("records.pin", name=meant[0].name))
    return terminal.staff.sign_on(meant[0].cashier_id, pin, terminal.tools.clock.now_ms())


def ask(question: str) -> str:
    """Return what is typed unseen, in a script the next line of the input."""
    if sys.stdin.isatty():
        return getpass.getpass(question)
    return sys.stdin.readline().strip()
