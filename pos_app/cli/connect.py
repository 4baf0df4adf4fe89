"""`pos-app connect`: a till becomes one of a server's."""

from __future__ import annotations

import argparse

from pos_app.cli.data_option import add_data_option
from pos_app.cli.telling import told


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the words of the command."""
    parser.add_argument("address", metavar="ADDRESS", help="where the server is: https://host:8731")
    parser.add_argument("code", metavar="CODE", help="the one-time code from `pos-app server code`")
    add_data_option(parser)


def run(chosen: argparse.Namespace) -> int:
    """Connect; the exit code is 1 when it was refused. No till may be open on the folder meanwhile."""
    return told(lambda: _connect(chosen))


def _connect(chosen: argparse.Namespace) -> int:
    from pos_app.cli.server_link import APP, hand_over, hubs, opened_till
    from pos_app.sync.address import read_address, read_code
    from pos_app.sync.exchange import exchange
    from pos_app.sync.joining import Applicant, connect, fetch_replaced

    place, code = read_address(chosen.address), read_code(chosen.code)
    with opened_till(chosen) as terminal, hubs(terminal) as hub_of:
        say, storage, shop = terminal.translator, terminal.storage, terminal.settings.shop
        has_members = storage.members.count() > 0
        who = Applicant(shop.terminal_name, APP, shop.store_no, shop.terminal_no, has_members)
        joined = connect(storage.outbox, place, code, who, hub_of)
        link = joined.link
        print(say("sync.connected", name=link.server_name, store=link.store_no, till=link.terminal_no))
        hub = hub_of(place, link.fingerprint)
        if joined.wants_documents:
            print(say("sync.published", count=hand_over(terminal, hub)))
        if joined.replaces:
            print(say("sync.replaced", count=fetch_replaced(hub, storage.outbox, joined.replaces)))
        done = exchange(hub, storage.outbox)
        print(say("sync.exchanged", told=done.told, rows=done.rows))
    with opened_till(chosen) as terminal:
        if terminal.syncing is not None:
            terminal.syncing.desk().take_up()
    return 0
