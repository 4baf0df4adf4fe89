"""Takes up the documents that came down."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence

from pos_app.kernel.exchange_limits import DOCUMENTS_AT_ONCE, SYNC_ROUNDS_MAX
from pos_app.ports.documents import DocumentShelf, KeptDocument

Applier = Callable[[Sequence[KeptDocument]], None]
"""Takes up documents of one kind; what it raises leaves them for the next time."""
KindsListener = Callable[[frozenset[str]], None]


class DocumentDesk:
    """Hands new documents to whoever deals with their kind. A kind that nobody deals with yet is kept untouched."""

    def __init__(
        self,
        shelf: DocumentShelf,
        appliers: Mapping[str, Applier],
        told: KindsListener = lambda _kinds: None,
    ) -> None:
        self._shelf = shelf
        self._appliers = appliers
        self._told = told

    def take_up(self) -> frozenset[str]:
        """Take up everything new, tell the kinds that changed; returns them. Raises what appliers raise."""
        kinds: set[str] = set()
        for _ in range(SYNC_ROUNDS_MAX):
            documents = self._shelf.new(tuple(self._appliers), DOCUMENTS_AT_ONCE)
            if not documents:
                break
            groups: dict[str, list[KeptDocument]] = defaultdict(list)
            for each in documents:
                groups[each.kind].append(each)
            for kind, group in groups.items():
                self._appliers[kind](group)
                self._shelf.taken_up(group)
            kinds |= groups.keys()
        if kinds:
            self._told(frozenset(kinds))
        return frozenset(kinds)
