"""`pos-app server code | terminals | revoke | lost`: which tills belong to the server."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from uuid import UUID

from pos_app.cli.server_address import Listening, code_line, last_listening, shown_address
from pos_app.cli.server_place import folder_of, opened_server
from pos_app.cli.telling import plain_translator
from pos_app.kernel.errors import Refused
from pos_app.kernel.exchange_limits import SERVER_PORT
from pos_app.kernel.messages import Translate
from pos_app.server.devices import Device, all_devices
from pos_app.server.ended import keep_ended
from pos_app.server.opening import FIRST_STORE, FIRST_TERMINAL, Opened
from pos_app.server.process import node_of


def words(parser: argparse.ArgumentParser, action: str) -> None:
    """Declare the words of an action."""
    if action == "code":
        parser.add_argument("--store", default=FIRST_STORE, metavar="0001", help="four digits")
        parser.add_argument("--terminal", default=FIRST_TERMINAL, metavar="02", help="two digits")
        parser.add_argument("--replaces", metavar="TILL", help="id or number of a till that is lost")
    elif action != "terminals":
        parser.add_argument("till", metavar="TILL", help="its id, or its number such as 0001-02")


def act(chosen: argparse.Namespace) -> int:
    """Do it. Raises Refused, Unavailable."""
    translate = plain_translator()
    with opened_server(chosen) as opened:
        if chosen.action == "code":
            replaced = _till(opened, chosen.replaces).device_id if chosen.replaces else None
            print(_code(chosen, opened, translate, chosen.store, chosen.terminal, replaced))
        elif chosen.action == "terminals":
            _show(opened, translate)
        else:
            _end(chosen, opened, translate)
    return 0


def _code(
    chosen: argparse.Namespace,
    opened: Opened,
    translate: Translate,
    store_no: str,
    terminal_no: str,
    replaced: UUID | None,
) -> str:
    code = node_of(opened).make_code(store_no, terminal_no, replaced)
    listening = last_listening(folder_of(chosen))
    if listening is None:
        listening = Listening(shown_address("", SERVER_PORT, "https"), "", 0)
    return code_line(translate, listening, code, store_no, terminal_no)


def _show(opened: Opened, translate: Translate) -> None:
    devices = all_devices(opened.database)
    for each in devices:
        print(
            translate(
                f"serving.terminal_{each.status}",
                number=each.label,
                name=each.name,
                till=str(each.device_id),
                seen=when(each.seen_at_ms),
            )
        )
    if not devices:
        print(translate("serving.no_terminals"))


def when(at_ms: int) -> str:
    """Return an instant (ms UTC) on this machine's clock, to the minute."""
    return datetime.fromtimestamp(at_ms // 1000, UTC).astimezone().strftime("%Y-%m-%d %H:%M")


def _end(chosen: argparse.Namespace, opened: Opened, translate: Translate) -> None:
    device = _till(opened, chosen.till)
    ended = node_of(opened).revoke(device.device_id)
    keep_ended(opened.database, folder_of(chosen), with_members=False)
    if not ended and chosen.action == "revoke":
        raise Refused("server.ended_already", till=device.label)
    print(translate("serving.revoked", till=device.label))
    if chosen.action == "lost":
        print(_code(chosen, opened, translate, device.store_no, device.terminal_no, device.device_id))


def _till(opened: Opened, text: str) -> Device:
    """The till meant by an id, or by a number that only one active till has."""
    devices = all_devices(opened.database)
    try:
        found = [each for each in devices if each.device_id == UUID(text)]
    except ValueError:
        of_number = [each for each in devices if each.label == text]
        found = [each for each in of_number if each.status == "active"] or of_number[-1:]
    if len(found) != 1:
        raise Refused("server.no_till", text=text)
    return found[0]
