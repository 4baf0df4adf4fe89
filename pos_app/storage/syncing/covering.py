"""Which of the till's own facts are in what the server told."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

_STREAMS = """SELECT stream_id, (SELECT min(entry_no - seq) FROM journal j WHERE j.stream_no = s.stream_no),
    (SELECT max(seq) FROM journal j WHERE j.stream_no = s.stream_no),
    (SELECT min(seq) FROM journal j WHERE j.stream_no = s.stream_no), ends_seq FROM stream s"""
_REISSUED = """SELECT r.entry_no, s.stream_id, r.seq, s.ends_seq FROM reissued r
    JOIN stream s ON s.stream_no = r.stream_no"""
_LAST = "SELECT coalesce(max(entry_no), 0) FROM journal"

Marks = Mapping[str, int]
Rows = Callable[..., Sequence[Any]]


class Covering:
    """The places of facts in streams, at one state of the journal: `rows` runs a statement with its values."""

    def __init__(self, rows: Rows) -> None:
        self._streams = [
            (str(UUID(bytes=stream)), base, first, last if ends is None else min(last, ends))
            for stream, base, last, first, ends in rows(_STREAMS)
            if base is not None
        ]
        self._reissued: dict[int, list[tuple[str, int]]] = {}
        for entry_no, stream, seq, ends in rows(_REISSUED):
            places = self._reissued.setdefault(entry_no, [])
            if ends is None or seq <= ends:
                places.append((str(UUID(bytes=stream)), seq))
        self.last_entry = int(rows(_LAST)[0][0])

    @property
    def reissued(self) -> Iterable[int]:
        """The entries that are in a later stream again."""
        return self._reissued

    def is_covered(self, entry_no: int, marks: Marks) -> bool:
        """Say whether one place of a fact is at or before the mark of its stream."""
        for stream, base, first, last in self._streams:
            seq = entry_no - base
            if first <= seq <= last and marks.get(stream, 0) >= seq:
                return True
        return any(marks.get(stream, 0) >= seq for stream, seq in self._reissued.get(entry_no, ()))

    def floor(self, marks: Marks) -> int:
        """Return the entry up to which all facts are covered, those apart that were reissued."""
        floor = self.last_entry
        for stream, base, first, last in self._streams:
            mark = marks.get(stream, 0)
            if mark < last:
                floor = min(floor, base + max(mark, first - 1))
        return floor
