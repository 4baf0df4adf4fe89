"""What a terminal of the fast model keeps on its disk of its own facts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tests.model.facts import Fact, chained
from tests.model.messages import NO_CTL, Open, Push

PAGE: Final = 5
"""Most facts of one push: small, so that many pushes are cut in the middle."""
Place = tuple[int, int]
"""A stream, a seq in it."""


class Chain:
    """Facts of one stream in order; `hashes[n]` is the chain hash after n facts."""

    __slots__ = ("acked", "epoch", "facts", "hashes", "stream")

    def __init__(self, stream: int) -> None:
        self.stream = stream
        self.facts: list[Fact] = []
        self.hashes = [stream]
        self.acked = 0
        self.epoch = 0

    def copy(self) -> Chain:
        """Return the chain as an image of the disk has it."""
        other = Chain(self.stream)
        other.facts, other.hashes = self.facts.copy(), self.hashes.copy()
        other.acked, other.epoch = self.acked, self.epoch
        return other

    def append(self, fact: Fact) -> Place:
        """Add a fact at the end."""
        self.facts.append(fact)
        self.hashes.append(chained(self.hashes[-1], fact.content))
        return self.stream, len(self.facts)

    def cut(self, first: int) -> list[Fact]:
        """Take away the facts from `first` on; return them."""
        taken = self.facts[first - 1 :]
        del self.facts[first - 1 :], self.hashes[first:]
        self.acked = min(self.acked, first - 1)
        return taken

    @property
    def is_acked(self) -> bool:
        """Whether the server has everything."""
        return self.acked >= len(self.facts)

    def push(self, device: int, ctl: int, reservations: tuple[Open, ...]) -> Push:
        """Return the next page."""
        start = self.acked
        return Push(
            device,
            self.stream,
            ctl,
            start + 1,
            self.hashes[start],
            tuple(self.facts[start : start + PAGE]),
            tuple(self.hashes[start + 1 : start + 1 + PAGE]),
            reservations,
        )


class Journal:
    """The live stream, those before it, and where each own fact stands in them."""

    __slots__ = ("archive", "history", "live")

    def __init__(self, stream: int) -> None:
        self.live = Chain(stream)
        self.archive: list[Chain] = []
        self.history: dict[int, tuple[Fact, Place]] = {}

    def copy(self) -> Journal:
        """Return the journal as an image of the disk has it."""
        other = Journal(0)
        other.live = self.live.copy()
        other.archive = [chain.copy() for chain in self.archive]
        other.history = self.history.copy()
        return other

    def append(self, fact: Fact) -> None:
        """Add a fact to the live stream: from now on this is its place."""
        self.history[fact.content] = (fact, self.live.append(fact))

    def reincarnate(self, first: int, stream: int) -> None:
        """R4: begin a new stream; what stands from `first` on comes again in it, same ids, same content.

        The place that it had is void: the server has something else there.
        """
        again = self.live.cut(first)
        if self.live.facts:
            self.archive.append(self.live)
        self.live = Chain(stream)
        for fact in again:
            self.append(fact)

    def reissue(self, chain: Chain, first: int) -> None:
        """Facts of an older stream in whose place the server has others come again in the live one."""
        for fact in chain.cut(first):
            self.append(fact)

    def unchecked(self, epoch: int) -> Iterator[Push]:
        """Return the next page of each older stream that this server has not confirmed as a whole."""
        for chain in self.archive:
            if chain.epoch != epoch:
                yield chain.push(0, NO_CTL, ())
