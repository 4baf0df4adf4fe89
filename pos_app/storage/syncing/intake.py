"""Rows of the server on their way in."""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence

from sqlalchemy import Connection
from sqlalchemy.exc import DataError, IntegrityError
from sqlcipher3 import dbapi2

from pos_app.kernel.errors import Unavailable
from pos_app.kernel.exchange_limits import (
    TAKE_IN_IDLE_LOCK_MS,
    TAKE_IN_IDLE_MS,
    TAKE_IN_LOCK_MS,
    TAKE_IN_ROWS_BUSY,
    TAKE_IN_ROWS_MIN,
)
from pos_app.kernel.ids import MemberId
from pos_app.storage import kv
from pos_app.storage.database import driver_of
from pos_app.storage.erasing import erase_in_copies
from pos_app.storage.keyring import read_keys
from pos_app.storage.syncing.epochs import meet_epoch
from pos_app.storage.syncing.reserving import Reserving
from pos_app.storage.syncing.told_accounts import TellAccounts
from pos_app.storage.syncing.told_documents import tell_documents
from pos_app.storage.syncing.told_members import MemberRow, TellMembers, member_row
from pos_app.wire.pull import Fed, FedAccount, FedDocument, FedMember, PullReply, PullRequest

_log = logging.getLogger(__name__)
_CANNOT_BE_KEPT = (
    IntegrityError,
    DataError,
    dbapi2.IntegrityError,
    dbapi2.DataError,
    ValueError,
    OverflowError,
)
"""What a row raises that no table takes; a full disk is none of them."""
_POS_MAX = 2**63 - 1
SHOP_KEYS = "shop.keys"
"""The document that brings keys; it is not kept with the others."""
_ACKED = "SELECT acked_seq FROM stream WHERE stream_no = ?"
_CURSORS = "SELECT bucket, pos FROM cursor"
_CURSOR = "INSERT INTO cursor VALUES (?, ?) ON CONFLICT (bucket) DO UPDATE SET pos = excluded.pos"


class Intake(Reserving):
    """Takes rows in, slice by slice: a cashier who files a sale meanwhile waits for one slice at most."""

    _slice_rows = TAKE_IN_ROWS_BUSY
    _seen_seq = -1
    _sold_at_ms = -TAKE_IN_IDLE_MS

    def pull_request(self, limit: int) -> PullRequest:
        """Return the question for what changed since."""
        return PullRequest(
            epoch=self._value(kv.SERVER_EPOCH),
            cursors=dict(self._database.rows(_CURSORS)),
            streams=tuple(str(each) for each in self.streams()),
            limit=limit,
        )

    def take_in(self, reply: PullReply) -> frozenset[MemberId]:
        """Keep rows, cursors, epoch in one transaction; own facts not yet in them are laid over. Returns whose
        accounts look different now.

        A page that would keep a sale waiting goes in as slices, each a transaction of its own with the cursors of just
        its rows.
        """
        changes = sorted(reply.changes, key=lambda row: (row.bucket, row.pos))
        cursors = dict(self._database.rows(_CURSORS))
        if reply.server_epoch != self._value(kv.SERVER_EPOCH) and cursors:
            # An answer to a question of another epoch: everything is asked for anew.
            self._take_slice((), {}, reply.server_epoch)
            return frozenset()
        if self._is_ahead(changes) or (not changes and cursors == reply.cursors):
            return frozenset()
        touched: set[MemberId] = set()
        done = 0
        while True:
            rows = changes[done : done + self._slice_rows]
            done += len(rows)
            is_last = done >= len(changes)
            cursors = reply.cursors if is_last else {row.bucket: row.pos for row in rows}
            touched |= self._take_what_fits(rows, cursors, reply.server_epoch)
            if is_last:
                return frozenset(touched)

    def take_in_rows(self, changes: tuple[object, ...]) -> frozenset[MemberId]:
        """Keep looked-up rows the same way, without cursors."""
        rows = [each for each in changes if isinstance(each, FedAccount | FedMember | FedDocument)]
        if self._is_ahead(rows):
            return frozenset()
        return frozenset(self._take_what_fits(rows, {}, self._value(kv.SERVER_EPOCH)))

    def _is_ahead(self, rows: Sequence[Fed]) -> bool:
        """Say whether a row counts facts of the stream in force beyond those that the server has compared with this
        disk: until they are, they may be others (a disk that was put back). Such a page is asked for again.
        """
        live = str(self._journal.stream_id)
        marks = [row.marks.get(live, 0) for row in rows if isinstance(row, FedAccount)]
        if not marks:
            return False
        found = self._database.row(_ACKED, (self._journal.place.stream_no,))
        return found is not None and max(marks) > found[0]

    def _take_what_fits(self, rows: Sequence[Fed], cursors: dict[int, int], epoch: str) -> set[MemberId]:
        """Take rows in together; where one cannot be kept, it alone is left out: it must not stop what comes after."""
        try:
            return self._take_slice(rows, cursors, epoch)
        except _CANNOT_BE_KEPT as error:
            _log.warning("%d rows of the server go one by one: %s", len(rows), type(error).__name__)
        touched: set[MemberId] = set()
        for row in rows:
            try:
                touched |= self._take_slice((row,), {}, epoch)
            except _CANNOT_BE_KEPT as error:
                kind, name = type(row).__name__, type(error).__name__
                _log.error("%s %d of bucket %d cannot be kept: %s", kind, row.pos, row.bucket, name)
        self._take_slice((), {each: pos for each, pos in cursors.items() if 0 <= pos <= _POS_MAX}, epoch)
        return touched

    def _take_slice(self, rows: Sequence[Fed], cursors: dict[int, int], epoch: str) -> set[MemberId]:
        members = [member_row(row) for row in rows if isinstance(row, FedMember)]
        accounts = [row for row in rows if isinstance(row, FedAccount)]
        documents = [row for row in rows if isinstance(row, FedDocument) and row.kind != SHOP_KEYS]
        keys = [row for row in rows if isinstance(row, FedDocument) and row.kind == SHOP_KEYS]
        began = 0.0
        with self._database.transaction() as connection:
            began = time.perf_counter()
            number = meet_epoch(connection, epoch)
            self._journal.has_server = True
            driver = driver_of(connection)
            told = TellMembers(driver, number)
            touched = told.tell(members, accounts)
            touched |= TellAccounts(driver, number, self._parts.clock.now_ms()).tell(accounts)
            tell_documents(driver, number, documents)
            self._keep_keys(connection, keys)
            self._keep_cursors(connection, cursors)
        self._adapt(len(rows), (time.perf_counter() - began) * 1000)
        self._forget(told.erased)
        return touched

    def _keep_cursors(self, connection: Connection, cursors: dict[int, int]) -> None:
        if cursors:
            connection.exec_driver_sql(_CURSOR, list(cursors.items()))

    def _keep_keys(self, connection: Connection, told: Sequence[FedDocument]) -> None:
        """Know the keys of a till that came to the shop later."""
        for row in told:
            keys = read_keys(row.body)
            if keys is not None and not row.gone:
                kv.keep(connection, kv.SHOP_KEYS, row.body)
                self._parts.keys.use(keys)

    def _adapt(self, rows: int, took_ms: float) -> None:
        """Make the next slice as large as the lock may be held for it: a moment while somebody sells."""
        now_ms, seq = self._parts.clock.mono_ms(), self._journal.place.seq
        if self._seen_seq >= 0 and seq != self._seen_seq:
            self._sold_at_ms = now_ms
        self._seen_seq = seq
        is_idle = now_ms - self._sold_at_ms >= TAKE_IN_IDLE_MS
        if not is_idle and self._slice_rows > TAKE_IN_ROWS_BUSY:
            self._slice_rows = TAKE_IN_ROWS_BUSY
        elif rows >= TAKE_IN_ROWS_MIN:
            most_ms = TAKE_IN_IDLE_LOCK_MS if is_idle else TAKE_IN_LOCK_MS
            fitting = int(rows * most_ms / max(took_ms, 0.1))
            self._slice_rows = max(TAKE_IN_ROWS_MIN, min(fitting, 2 * self._slice_rows))

    def _forget(self, erased: Sequence[MemberRow]) -> None:
        """Leave nothing of who was erased elsewhere in the log, or in copies."""
        if not erased:
            return
        try:
            self._database.truncate_log()
        except Unavailable:
            self._database.checkpoint_soon()
        for each in erased:
            erase_in_copies(self._parts.folder, self._parts.key, each.member_id)
