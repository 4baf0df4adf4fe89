"""What terminals of the fast model ask the server, what it answers."""

from __future__ import annotations

from typing import Final, NamedTuple

from tests.model.account import Mark
from tests.model.facts import Fact, Key

ACK: Final = 0
GAP: Final = 1
FORK: Final = 2
BACK: Final = 3
"""What comes before the facts of this push differs from what is here: compare further back."""
SUPERSEDED: Final = 4
REVOKED: Final = 5

NO_CTL: Final = -1
"""Of a push that brings facts of an older stream: it says nothing about reservations."""


class Open(NamedTuple):
    """A reservation that a terminal regards as alive."""

    number: int
    kind: int
    account: int
    amount: int
    confirmed: bool
    ctl: int


class Push(NamedTuple):
    """Facts of one stream from `start` on; `before` is the chain hash of the fact ahead of them."""

    device: int
    stream: int
    ctl: int
    start: int
    before: int
    facts: tuple[Fact, ...]
    hashes: tuple[int, ...]
    open: tuple[Open, ...]


class PushAnswer(NamedTuple):
    """`verified`: up to where this request was compared; for FORK the first that differs."""

    kind: int
    verified: int
    head: int
    seen_ctl: int
    epoch: int


class Reserve(NamedTuple):
    """Ask for a hold or a grant."""

    device: int
    stream: int
    ctl: int
    number: int
    kind: int
    account: int
    amount: int


class Pull(NamedTuple):
    """Ask for what has changed in each lane since these cursors."""

    device: int
    epoch: int
    cursors: tuple[int, ...]
    most: int


class Row(NamedTuple):
    """An account as a terminal caches it; `marks` tell how far each stream is in `posted`.

    `ledgers` is for the checks only: what exactly is in it.
    """

    account: int
    epoch: int
    version: int
    posted: int
    available: int
    alias: int
    marks: dict[Mark, int]
    ledgers: tuple[tuple[dict[Key, int], int], ...]


class Page(NamedTuple):
    """Rows of the feed in its order; with them the cursors that come after them."""

    epoch: int
    rows: tuple[Row, ...]
    cursors: tuple[int, ...]
    is_last: bool
