"""What the commands that speak with a till's server share."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from pos_app import __version__
from pos_app.cli.data_option import chosen_folder
from pos_app.ports.hub import Hub
from pos_app.runtime.program_file import load_program
from pos_app.runtime.settings import load_settings
from pos_app.storage.document_bodies import own_documents
from pos_app.sync.address import ServerPlace, read_address
from pos_app.sync.client import HttpHub
from pos_app.sync.joining import publish
from pos_app.sync.running import http_hub
from pos_app.terminal import Terminal, build
from pos_app.wire.push import PROTOCOL

APP = f"{__version__} p{PROTOCOL}"


@contextmanager
def opened_till(chosen: argparse.Namespace) -> Iterator[Terminal]:
    """Open the till of the folder that was chosen; no other program may have it open."""
    terminal = build(chosen_folder(chosen))
    try:
        yield terminal
    finally:
        terminal.close()


@contextmanager
def hubs(terminal: Terminal) -> Iterator[Callable[[ServerPlace, str], HttpHub]]:
    """Yield what makes ways to servers; they are closed with the block."""
    made: list[HttpHub] = []

    def make(place: ServerPlace, fingerprint: str) -> HttpHub:
        made.append(http_hub(terminal.storage.outbox, terminal.tools.clock, APP, place, fingerprint))
        return made[-1]

    try:
        yield make
    finally:
        for each in made:
            each.close()


@contextmanager
def own_hub(terminal: Terminal) -> Iterator[HttpHub | None]:
    """Yield the way to the till's server, None for a till on its own."""
    link = terminal.storage.outbox.link()
    with hubs(terminal) as make:
        yield make(read_address(link.address), link.fingerprint) if link else None


def hand_over(terminal: Terminal, hub: Hub) -> int:
    """Publish what this till has, program and settings as they stand in its own files; return how many documents were
    new to the server.
    """
    settings = load_settings(terminal.folder)
    program = load_program(terminal.folder, settings.program, settings.shop.currency)
    return publish(hub, lambda: own_documents(terminal.storage.database, settings.shop, program))
