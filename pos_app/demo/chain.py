"""A server's first two tills: the demo shop, beside it a till that starts empty, both joined to the server."""

from __future__ import annotations

import contextlib
import io
import re
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from pos_app.demo.cable import HERE, Cable
from pos_app.demo.shop import build_demo, is_made
from pos_app.kernel.clock import Clock
from pos_app.kernel.errors import Refused, Unavailable
from pos_app.runtime.paths import resource_path
from pos_app.runtime.settings import SETTINGS_FILE

Command = Callable[[Sequence[str]], int]
"""Runs `pos-app` with these words; returns its exit code."""
Say = Callable[[str], None]

SERVER, TILLS, STORE = "server", ("till-1", "till-2"), "0001"
_JOINED = "joined"
_CABLE = "cable-port"
_ANSWER_S = 3.0
_CODE = re.compile(r"pos-app connect \S+ (\S+)")


@dataclass(frozen=True)
class Chain:
    """Where everything lies: one folder with the server's in it, one for each till."""

    folder: Path

    @property
    def server(self) -> Path:
        """The server's folder."""
        return self.folder / SERVER

    @property
    def tills(self) -> tuple[Path, Path]:
        """Both tills' folders."""
        return self.folder / TILLS[0], self.folder / TILLS[1]


class Typing:
    """Types commands as anybody would, shows each with what it answers."""

    def __init__(self, command: Command, show: Say) -> None:
        self._command, self.show = command, show

    def __call__(self, *words: str) -> str:
        """Return what the command wrote. Raises Unavailable `demo.stopped` when it did not do what was asked."""
        self.show(f"$ pos-app {' '.join(words)}")
        wrote = io.StringIO()
        with contextlib.redirect_stdout(wrote):
            code = self._command(words)
        for line in wrote.getvalue().splitlines():
            self.show(f"    {line}")
        if code:
            raise Unavailable("demo.stopped", what=f"pos-app {' '.join(words)}")
        return wrote.getvalue()


def place_of(address: str) -> tuple[str, int]:
    """Return host and port of a server's address."""
    asked = urlsplit(address)
    return asked.hostname or HERE, asked.port or 0


def answers(address: str) -> bool:
    """Say whether something listens there."""
    try:
        socket.create_connection(place_of(address), _ANSWER_S).close()
    except OSError:
        return False
    return True


def laid_cable(chain: Chain, address: str) -> Cable:
    """Return the cable of the second till, at the same port as the last time.

    Raises Unavailable `server.port_taken`.
    """
    target = place_of(address)
    kept = chain.folder / _CABLE
    port = int(kept.read_text(encoding="ascii")) if kept.exists() else target[1] + 1
    cable = Cable(port, target)
    kept.write_text(str(cable.port), encoding="ascii")
    return cable


def join_both(chain: Chain, address: str, cable: Cable, clock: Clock, typing: Typing) -> None:
    """Make both tills, let them join; a till that has joined is left as it is. Raises as the commands."""
    ways = (address, f"{urlsplit(address).scheme}://{HERE}:{cable.port}")
    for number, (folder, way) in enumerate(zip(chain.tills, ways, strict=True), 1):
        if (folder / _JOINED).exists():
            continue
        _make(folder, number, clock, typing.show)
        terminal = f"{number:02}"
        wrote = typing(
            "server", "code", "--store", STORE, "--terminal", terminal, "--data", str(chain.server)
        )
        found = _CODE.search(wrote)
        if found is None:
            raise Unavailable("demo.stopped", what="server code")
        typing("connect", way, found[1], "--data", str(folder))
        (folder / _JOINED).write_text(address, encoding="utf-8")


def check_server(chain: Chain, terminals: str) -> None:
    """See that the tills that joined once are this server's; `terminals` is what `server terminals` wrote.

    Raises Refused `demo.other_server`.
    """
    joined = sum((folder / _JOINED).exists() for folder in chain.tills)
    if joined > len(re.findall(rf"^{STORE}-0[12] ", terminals, re.MULTILINE)):
        raise Refused("demo.other_server", folder=str(chain.folder))


def empty_till(folder: Path, number: int) -> None:
    """Make a till that knows its number only: goods, people, members, program come from the server."""
    text = resource_path("shop", SETTINGS_FILE).read_text(encoding="utf-8")
    text = text.replace('terminal = "01"', f'terminal = "{number:02}"').replace(
        '"Till 1"', f'"Till {number}"'
    )
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    (folder / SETTINGS_FILE).write_text(text, encoding="utf-8")


def _make(folder: Path, number: int, clock: Clock, show: Say) -> None:
    if is_made(folder):
        return
    if number == 1:
        show(f"Till 1 is the demo shop, with its goods, its members, what they bought: {folder}")
        build_demo(folder, clock)
    else:
        show(f"Till {number} starts empty: {folder}")
        empty_till(folder, number)
