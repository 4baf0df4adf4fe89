"""`pos-app sync`: how the exchange with the server stands."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from pos_app.cli.data_option import add_data_option
from pos_app.cli.telling import told

if TYPE_CHECKING:
    from pos_app.ports.hub import Hub
    from pos_app.terminal import Terminal

_STUCK_SHOWN = 10


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the words of the command."""
    parser.add_argument("--once", action="store_true", help="do one exchange now and say what happened")
    parser.add_argument(
        "--publish", action="store_true", help="hand catalogue, program, settings, staff to the server again"
    )
    add_data_option(parser)


def run(chosen: argparse.Namespace) -> int:
    """Tell how things stand; the exit code is 1 when an exchange failed. No till may be open on the folder."""
    return told(lambda: _sync(chosen))


def _sync(chosen: argparse.Namespace) -> int:
    from pos_app.cli.server_link import hand_over, opened_till, own_hub

    with opened_till(chosen) as terminal, own_hub(terminal) as hub:
        if hub is None:
            print(terminal.translator("sync.alone"))
            return 0
        if chosen.publish:
            print(terminal.translator("sync.published", count=hand_over(terminal, hub)))
        if chosen.once:
            _exchange(terminal, hub)
        for line in status_lines(terminal):
            print(line)
    return 0


def _exchange(terminal: Terminal, hub: Hub) -> None:
    from pos_app.checkout.shown_card import attach_next
    from pos_app.sync.exchange import exchange
    from pos_app.sync.greeting import greet

    outbox = terminal.storage.outbox
    greet(hub, outbox, terminal.tools.clock)
    done = exchange(hub, outbox)
    passed: set[str] = set()
    while attach_next(terminal.tools, passed):
        pass
    told = done.told + (exchange(hub, outbox).told if passed else 0)
    if terminal.syncing is not None:
        terminal.syncing.desk().take_up()
    print(terminal.translator("sync.exchanged", told=told, rows=done.rows))
    if done.reincarnations:
        print(terminal.translator("sync.new_stream"))


def status_lines(terminal: Terminal) -> list[str]:
    """Return what there is to know without asking the server."""
    say, outbox = terminal.translator, terminal.storage.outbox
    link, waiting = outbox.link(), outbox.waiting()
    if link is None:
        return [say("sync.alone")]
    lines = [
        say(
            "sync.belongs",
            name=link.server_name,
            address=link.address,
            store=link.store_no,
            till=link.terminal_no,
        )
    ]
    if waiting.facts:
        lines.append(say("sync.waiting", count=waiting.facts, since_ms=waiting.oldest_at_ms))
    else:
        lines.append(say("sync.all_told"))
    seconds = outbox.clock_offset_ms() // 1000
    if seconds:
        lines.append(say("sync.clock", seconds=seconds))
    stuck = outbox.stuck(_STUCK_SHOWN)
    return lines + [
        say("sync.stuck", kind=each.kind, day_ms=each.at_ms, why=say(each.reason)) for each in stuck
    ]
