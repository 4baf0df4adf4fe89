"""`pos-app staff`: who can sign on at the till."""

from __future__ import annotations

import argparse

from pos_app.cli.data_option import add_data_option, chosen_folder
from pos_app.cli.sign_on import ask, signed_on
from pos_app.cli.telling import told
from pos_app.kernel.errors import Refused
from pos_app.kernel.ids import CashierId, EventId
from pos_app.kernel.limits import NAME_LENGTH_MAX
from pos_app.ports.staff import Cashier, Role
from pos_app.terminal import Terminal, build
from pos_app.wire.fact import FactKind

ACTIONS = {
    "list": "everybody who can sign on",
    "add": "let somebody sign on; the first one is a manager",
    "pin": "give somebody a new PIN (a secret one for who has left)",
}


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the words of the command."""
    actions = parser.add_subparsers(dest="action", required=True)
    for name, meaning in ACTIONS.items():
        action = actions.add_parser(name, help=meaning, description=meaning)
        if name != "list":
            action.add_argument("who", metavar="NAME", help="as it stands on receipts")
            action.add_argument("--as", dest="name", metavar="NAME", help="the manager who does it")
        if name == "add":
            action.add_argument("--manager", action="store_true", help="may approve, give discounts, close")
        add_data_option(action)


def run(chosen: argparse.Namespace) -> int:
    """Do what was asked; the exit code is 1 when it was refused. No till may be open on the folder meanwhile."""
    return told(lambda: _on_the_till(chosen))


def _on_the_till(chosen: argparse.Namespace) -> int:
    terminal = build(chosen_folder(chosen))
    try:
        staff = terminal.staff.cashiers()
        if chosen.action == "list":
            for each in staff:
                print(terminal.translator(f"staff.{each.role.value}", name=each.name))
            if not staff:
                print(terminal.translator("staff.nobody"))
            return 0
        person = _added(terminal, chosen, staff) if chosen.action == "add" else _known(chosen.who, staff)
        _keep(terminal, chosen, person, staff)
        return 0
    finally:
        terminal.close()


def _added(terminal: Terminal, chosen: argparse.Namespace, staff: tuple[Cashier, ...]) -> Cashier:
    name = " ".join(chosen.who.split())
    if not name or len(name) > NAME_LENGTH_MAX or not name.isprintable():
        raise Refused("staff.name_bad", most=NAME_LENGTH_MAX)
    if any(each.name == name for each in staff):
        raise Refused("staff.known", name=name)
    if not staff and not chosen.manager:
        raise Refused("staff.manager_first")
    role = Role.MANAGER if chosen.manager else Role.CASHIER
    return Cashier(CashierId(terminal.tools.new_id()), name, role)


def _known(name: str, staff: tuple[Cashier, ...]) -> Cashier:
    found = [each for each in staff if each.name == name]
    if len(found) != 1:
        raise Refused("records.say_who", names=", ".join(each.name for each in staff))
    return found[0]


def _keep(
    terminal: Terminal, chosen: argparse.Namespace, person: Cashier, staff: tuple[Cashier, ...]
) -> None:
    """Only a manager lets people in; the first one comes by himself."""
    who = signed_on(terminal, chosen.name, needs_manager=True) if staff else person
    pin = ask(terminal.translator("staff.new_pin", name=person.name))
    if ask(terminal.translator("staff.pin_again")) != pin:
        raise Refused("staff.pins_differ")
    terminal.storage.staff.add(person, pin)
    tools = terminal.tools
    details: dict[str, str | int] = {"op": str(who.cashier_id), "staff": str(person.cashier_id)}
    details |= {"change": chosen.action, "role": person.role.value}
    kind = FactKind.CONFIG_APPLIED.value
    tools.books.note(EventId(tools.new_id()), kind, tools.clock.now_ms(), details)
    print(terminal.translator("staff.kept", name=person.name))
