"""`pos-app disconnect`: a till is on its own again."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from pos_app.cli.data_option import add_data_option
from pos_app.cli.telling import told
from pos_app.kernel.errors import Refused, Unavailable

if TYPE_CHECKING:
    from pos_app.terminal import Terminal


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the words of the command."""
    parser.add_argument(
        "--export",
        type=Path,
        metavar="FILE",
        help="when the server cannot be told everything any more: write what it lacks to this file, then leave",
    )
    add_data_option(parser)


def run(chosen: argparse.Namespace) -> int:
    """Disconnect; the exit code is 1 when it was refused. No till may be open on the folder meanwhile."""
    return told(lambda: _disconnect(chosen))


def _disconnect(chosen: argparse.Namespace) -> int:
    from pos_app.cli.server_link import opened_till, own_hub
    from pos_app.sync.joining import disconnect

    with opened_till(chosen) as terminal, own_hub(terminal) as hub:
        say, outbox = terminal.translator, terminal.storage.outbox
        if hub is None:
            raise Refused("sync.alone_already")
        if chosen.export is not None:
            print(say("sync.exported", count=_export(terminal, chosen.export), file=str(chosen.export)))
        disconnect(hub, outbox, leave_untold=chosen.export is not None)
        print(say("sync.disconnected"))
    return 0


def _export(terminal: Terminal, path: Path) -> int:
    """Write the facts that the server lacks; returns how many. An existing file is not touched."""
    count = 0
    try:
        with path.open("xb") as file:
            for line in terminal.storage.outbox.untold_lines():
                file.write(line)
                count += 1
    except OSError as error:
        raise Unavailable("file.unwritable", file=str(path), detail=error.strerror or "") from error
    return count
