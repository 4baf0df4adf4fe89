"""What changed: the newest state of every row beyond a terminal's cursors."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import text

from pos_app.kernel.clock import Clock
from pos_app.kernel.errors import Refused
from pos_app.kernel.exchange_limits import PULL_BYTES, PULL_ROWS_MAX, PULL_STREAMS_MAX
from pos_app.server.database import ServerDatabase, Tx
from pos_app.server.devices import Device
from pos_app.server.documents import scopes_of
from pos_app.server.fed_rows import Page, accounts_of_page, documents_of_page, members_of_page
from pos_app.server.member_keys import Wrapping
from pos_app.wire.bucket import BUCKETS
from pos_app.wire.pull import Fed, PullReply, PullRequest

_EPOCH = text("SELECT value FROM meta WHERE name = 'epoch'")
_HEADS = text("SELECT bucket, head FROM lane WHERE head > 0 ORDER BY bucket")
# Only places with sizes: what is too much for one page is never read whole.
_PLACES = text(
    """SELECT 'account' AS kind, feed_pos, 300 AS size FROM account
    WHERE bucket = :bucket AND feed_pos > :after AND feed_pos <= :head
    UNION ALL SELECT 'member' AS kind, feed_pos, 500 + length(sealed) + length(more) AS size FROM member
    WHERE bucket = :bucket AND feed_pos > :after AND feed_pos <= :head
    UNION ALL SELECT 'document' AS kind, feed_pos, 200 + length(body) AS size FROM document
    WHERE bucket = :bucket AND feed_pos > :after AND feed_pos <= :head
    ORDER BY feed_pos LIMIT :most"""
)

KINDS = frozenset({"account", "member", "document"})


class Feed:
    """Answers pulls; a page is read at one instant of the database, so nothing is between the rows and the cursors."""

    def __init__(self, database: ServerDatabase, clock: Clock, wrapping: Wrapping) -> None:
        self._database = database
        self._clock = clock
        self._wrapping = wrapping

    def pull(self, device: Device, request: PullRequest) -> PullReply:
        """Return the next rows for a terminal with its new cursors; cursors of another epoch count as zero.

        Raises Refused `server.bad_message` (detail).
        """
        streams = stream_keys(request.streams)
        if any(not 0 <= bucket < BUCKETS for bucket in request.cursors):
            raise Refused("server.bad_message", detail="cursors")
        now = self._clock.now_ms()
        return self._database.read(lambda tx: self._page(tx, device, request, streams, now))

    def _page(
        self, tx: Tx, device: Device, request: PullRequest, streams: Sequence[bytes], now_ms: int
    ) -> PullReply:
        found = tx.row(_EPOCH)
        epoch = found.value if found is not None else ""
        cursors = dict(request.cursors) if request.epoch == epoch else {}
        room = _Room(min(max(1, request.limit), PULL_ROWS_MAX))
        changes: list[Fed] = []
        more = False
        for bucket, head in tx.rows(_HEADS):
            after = cursors.get(bucket, 0)
            if head <= after:
                continue
            if room.is_full:
                more = True
                break
            upto, kinds = room.take(tx, bucket, after, head)
            page = Page(bucket, after, upto)
            changes += self._rows(tx, page, kinds, device, streams)
            cursors[bucket] = upto
            more = more or upto < head
        return PullReply(
            server_epoch=epoch, server_time=now_ms, changes=tuple(changes), cursors=cursors, more=more
        )

    def _rows(
        self, tx: Tx, page: Page, kinds: Collection[str], device: Device, streams: Sequence[bytes]
    ) -> list[Fed]:
        rows: list[Fed] = []
        if "account" in kinds:
            rows += accounts_of_page(tx, page, streams)
        if "member" in kinds:
            rows += members_of_page(tx, page, self._wrapping)
        if "document" in kinds:
            rows += documents_of_page(tx, page, scopes_of(device), self._wrapping)
        return sorted(rows, key=lambda row: row.pos)


class _Room:
    """How much still goes into a page."""

    def __init__(self, rows: int) -> None:
        self._rows = rows
        self._bytes = PULL_BYTES

    @property
    def is_full(self) -> bool:
        """Say whether nothing more goes in."""
        return self._rows <= 0 or self._bytes <= 0

    def take(self, tx: Tx, bucket: int, after: int, head: int) -> tuple[int, frozenset[str]]:
        """Return up to which place of a bucket there is room, at least one, with the kinds of rows found; rows of one
        place stay together.
        """
        most = self._rows + 1
        places = tx.rows(_PLACES, bucket=bucket, after=after, head=head, most=most)
        upto = self._cut(places)
        self._rows -= sum(1 for place in places if upto is None or place.feed_pos <= upto)
        kinds = frozenset(place.kind for place in places) if len(places) < most else KINDS
        return head if upto is None else upto, kinds

    def _cut(self, places: Sequence[Any]) -> int | None:
        """Return the last place that fits, None when all do."""
        fits = 0
        for place in places:
            self._bytes -= place.size
            fits += 1
            if self._bytes <= 0 or fits >= self._rows:
                break
        if fits == len(places):
            return None
        last = int(places[fits - 1].feed_pos)
        if int(places[fits].feed_pos) != last:
            return last
        earlier = [int(place.feed_pos) for place in places[:fits] if place.feed_pos < last]
        return earlier[-1] if earlier else last


def stream_keys(streams: Sequence[str]) -> list[bytes]:
    """Return stream ids as the tables have them. Raises Refused `server.bad_message` (detail)."""
    if len(streams) > PULL_STREAMS_MAX:
        raise Refused("server.bad_message", detail="streams")
    try:
        return [UUID(stream).bytes for stream in streams]
    except ValueError:
        raise Refused("server.bad_message", detail="streams") from None
