"""`pos-app member`: what the shop keeps of a member, changed or taken out by those who may."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from pathlib import Path
from uuid import UUID

import msgspec

from pos_app.checkout import activities, member_care
from pos_app.checkout.enrol import brought_by
from pos_app.cli.data_option import add_data_option, chosen_folder
from pos_app.cli.member_page import page, shown
from pos_app.cli.sign_on import signed_on
from pos_app.cli.telling import told
from pos_app.kernel.errors import Refused, Unavailable
from pos_app.kernel.ids import EventId, MemberId
from pos_app.loyalty.member import MemberSnapshot
from pos_app.loyalty.settings import TierMeasure
from pos_app.ports.staff import Cashier
from pos_app.terminal import Terminal, build
from pos_app.wire.fact import FactKind

ACTIONS = {
    "show": "balances, tier, newest entries",
    "adjust": "give or take points by hand, with a reason",
    "segment": "set the groups a member is in",
    "birthday": "set the birthday",
    "merge": "join a second membership of the same person",
    "unmerge": "separate the memberships joined last, on the same day",
    "activity": "reward an activity of the program",
    "block": "block every card of the member (--off: open them again)",
    "export": "write everything kept of the member as JSON, as a page",
    "erase": "delete the person for good; the books stay",
}
_OF_MANAGERS = ("merge", "unmerge", "block", "export", "erase")
_ENTRIES_SHOWN = 20


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the words of the command."""
    actions = parser.add_subparsers(dest="action", required=True)
    for name, meaning in ACTIONS.items():
        action = actions.add_parser(name, help=meaning, description=meaning)
        action.add_argument("who", metavar="WHO", help="phone number, card or member id")
        if name != "show":
            action.add_argument("--as", dest="name", metavar="NAME", help="who does it; the PIN is asked")
        add_data_option(action)
        _own_words(action, name)


def _own_words(action: argparse.ArgumentParser, name: str) -> None:
    if name == "adjust":
        action.add_argument("points", metavar="POINTS", help="for example 50 or -50")
        action.add_argument("--reason", required=True, help="the member can ask for it later")
    elif name == "segment":
        action.add_argument("segments", metavar="GROUPS", help='separated by commas; "" clears')
    elif name == "birthday":
        action.add_argument("day", metavar="MM-DD", help='month and day; "" clears')
    elif name == "merge":
        action.add_argument(
            "other", metavar="OTHER", help="whose cards and points go over; closed afterwards"
        )
    elif name == "activity":
        action.add_argument("activity", metavar="ACTIVITY", help="its id in the program file")
    elif name == "block":
        action.add_argument("--off", action="store_true", help="open the cards again")
    elif name == "export":
        action.add_argument("--out", type=Path, required=True, metavar="FILE", help="ends with .json")
    elif name == "erase":
        action.add_argument("--yes", action="store_true", help="without it nothing is erased")


def run(chosen: argparse.Namespace) -> int:
    """Do what was asked; the exit code is 1 when it was refused. No till may be open on the folder meanwhile."""
    return told(lambda: _on_the_till(chosen))


def _on_the_till(chosen: argparse.Namespace) -> int:
    terminal = build(chosen_folder(chosen))
    try:
        member = _member(terminal, chosen.who)
        if chosen.action == "show":
            snapshot = terminal.tools.members.snapshot(member, terminal.tools.clock.now_ms())
            found = terminal.tools.members.found(member)
            history = terminal.storage.records.history(member, _ENTRIES_SHOWN)
            _say(*shown(terminal.translator, found, snapshot, history, _measure(terminal)))
            return 0
        who = signed_on(terminal, chosen.name, chosen.action in _OF_MANAGERS)
        _DOES[chosen.action](terminal, who, member, chosen)
        return 0
    finally:
        terminal.close()


def _member(terminal: Terminal, text: str) -> MemberId:
    """Return the member of an id, a card, a phone number. Raises Refused `records.unknown`."""
    try:
        member: MemberId | None = MemberId(UUID(text))
    except ValueError:
        try:
            member = brought_by(terminal.tools, text)
        except Refused:
            member = None
    if member is None or terminal.tools.members.found(member) is None:
        raise Refused("records.unknown")
    return member


def _snapshot(terminal: Terminal, member: MemberId) -> MemberSnapshot:
    tools = terminal.tools
    return tools.members.snapshot(member, tools.clock.now_ms(), tools.program.questions)


def _adjust(terminal: Terminal, who: Cashier, member: MemberId, chosen: argparse.Namespace) -> None:
    decimals = terminal.program.program.decimals
    try:
        units = Decimal(chosen.points.replace(",", ".")).scaleb(decimals)
    except InvalidOperation:
        raise Refused("adjust.unreadable") from None
    if not units.is_finite() or units != units.to_integral_value():
        raise Refused("adjust.unreadable")
    member_care.adjust(terminal.tools, who, _snapshot(terminal, member), int(units), chosen.reason)
    balance = _snapshot(terminal, member).balance_points
    _say(terminal.translator("records.adjusted", balance_points=balance))


def _change(terminal: Terminal, member: MemberId, field: str, value: str) -> None:
    tools = terminal.tools
    event, now_ms = EventId(tools.new_id()), tools.clock.now_ms()
    terminal.storage.records.change(event, member, {field: value}, now_ms)
    _say(terminal.translator("records.written"))


def _segment(terminal: Terminal, _who: Cashier, member: MemberId, chosen: argparse.Namespace) -> None:
    _change(terminal, member, "segments", chosen.segments)


def _birthday(terminal: Terminal, _who: Cashier, member: MemberId, chosen: argparse.Namespace) -> None:
    _change(terminal, member, "birthday", chosen.day)


def _merge(terminal: Terminal, _who: Cashier, member: MemberId, chosen: argparse.Namespace) -> None:
    winner = _snapshot(terminal, member)
    preview = member_care.merge_preview(terminal.tools, winner, chosen.other)
    member_care.merge(terminal.tools, winner, preview)
    balance = _snapshot(terminal, member).balance_points
    _say(terminal.translator("records.merged", balance_points=balance))


def _unmerge(terminal: Terminal, _who: Cashier, member: MemberId, _chosen: argparse.Namespace) -> None:
    member_care.undo_merge(terminal.tools, _snapshot(terminal, member))
    balance = _snapshot(terminal, member).balance_points
    _say(terminal.translator("records.parted", balance_points=balance))


def _activity(terminal: Terminal, who: Cashier, member: MemberId, chosen: argparse.Namespace) -> None:
    evaluated = terminal.session(who).evaluated
    on_sale = msgspec.structs.replace(evaluated, snapshot=_snapshot(terminal, member))
    given = activities.reward(terminal.tools, who, on_sale, chosen.activity)
    _say(terminal.translator(given.said.code, **given.said.params))
    for paper in given.coupons:
        _say(f"{paper.name}: {paper.code}")


def _block(terminal: Terminal, _who: Cashier, member: MemberId, chosen: argparse.Namespace) -> None:
    member_care.block(terminal.tools, member, not chosen.off)
    _say(terminal.translator("records.opened" if chosen.off else "records.blocked"))


def _measure(terminal: Terminal) -> TierMeasure:
    return terminal.tools.program.program.tiering.measure


def _export(terminal: Terminal, who: Cashier, member: MemberId, chosen: argparse.Namespace) -> None:
    tools, out = terminal.tools, chosen.out
    data = terminal.storage.records.export(member)
    readable = out.with_suffix(".html")
    details: dict[str, str | int] = {"op": str(who.cashier_id), "member": str(member)}
    kind = FactKind.MEMBER_EXPORT.value
    tools.books.note(EventId(tools.new_id()), kind, tools.clock.now_ms(), details)
    try:
        out.write_bytes(data)
        readable.write_text(page(terminal.translator, data, _measure(terminal)), encoding="utf-8")
    except OSError as error:
        raise Unavailable("records.unwritten", file=str(out), detail=error.strerror or "") from error
    _say(terminal.translator("records.exported", file=str(out), page=str(readable)))


def _erase(terminal: Terminal, _who: Cashier, member: MemberId, chosen: argparse.Namespace) -> None:
    if not chosen.yes:
        raise Refused("records.sure")
    member_care.erase(terminal.tools, member)
    _say(terminal.translator("records.erased"))


_DOES: dict[str, Callable[[Terminal, Cashier, MemberId, argparse.Namespace], None]] = {
    "adjust": _adjust,
    "segment": _segment,
    "birthday": _birthday,
    "merge": _merge,
    "unmerge": _unmerge,
    "activity": _activity,
    "block": _block,
    "export": _export,
    "erase": _erase,
}


def _say(*lines: str) -> None:
    for line in lines:
        print(line)
