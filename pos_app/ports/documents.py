"""Documents of head office as a till keeps them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import msgspec


class KeptDocument(msgspec.Struct, frozen=True):
    """The document that counts for this till: of the narrowest scope that has one.

    `gone`: it was withdrawn everywhere. `versions` are scope and version of every row that was looked at.
    """

    kind: str
    doc_id: str
    body: str
    gone: bool
    versions: tuple[tuple[str, int], ...]


class DocumentShelf(Protocol):
    """Each method is one read or one durable transaction."""

    def new(self, kinds: tuple[str, ...], most: int) -> tuple[KeptDocument, ...]:
        """Return documents of these kinds that were not taken up yet."""
        ...

    def taken_up(self, documents: Sequence[KeptDocument]) -> None:
        """Keep that these were taken up, unless newer ones came meanwhile."""
        ...

    def in_force(self, kind: str) -> tuple[KeptDocument, ...]:
        """Return every document of a kind that counts now, by its id."""
        ...
