"""Tells when facts were filed."""

from __future__ import annotations

from collections.abc import Callable

from pos_app.storage.journal import Journal


class FiledFacts:
    """A `database.Watcher` that hears of every commit and passes on those that brought a fact."""

    def __init__(self, journal: Journal, filed: Callable[[], None]) -> None:
        self._journal = journal
        self._filed = filed
        self._known = self._place()

    def committed(self) -> None:
        """Call `filed` when the stream has grown; it must not block, nor touch the database."""
        place = self._place()
        if place != self._known:
            self._known = place
            self._filed()

    def undone(self) -> None:
        """Nothing was filed."""

    def _place(self) -> tuple[int, int]:
        place = self._journal.place
        return place.stream_no, place.seq
