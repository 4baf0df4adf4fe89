"""Who the till is to a server, which server it belongs to."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import NamedTuple

import msgspec
from sqlalchemy import Connection

from pos_app.kernel.clock import Clock
from pos_app.kernel.errors import Refused
from pos_app.kernel.ids import IdSource, StreamId, TerminalId
from pos_app.ports.outbox import Link
from pos_app.storage import kv
from pos_app.storage.database import Database
from pos_app.storage.journal import Journal
from pos_app.storage.keyring import ShopKeyring, read_keys
from pos_app.storage.streams import SERIES, begin_stream, current_stream, move_to
from pos_app.storage.syncing.epochs import meet_epoch
from pos_app.storage.syncing.facts import count_waiting, stream_ids
from pos_app.wire.enrolling import EnrolReply, ShopKeys

_VALUE = "SELECT value FROM kv WHERE name = ?"
_LINK = msgspec.json.Decoder(Link)


class Parts(NamedTuple):
    """What the exchange with a server works on; `key` opens the database in `folder`."""

    database: Database
    journal: Journal
    keys: ShopKeyring
    clock: Clock
    ids: IdSource
    folder: Path
    key: bytes


class Linking:
    """Identity, link, keys, clock: the part of the outbox that has nothing to do with facts."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._database = parts.database
        self._journal = parts.journal
        parts.keys.use(read_keys(self._value(kv.SHOP_KEYS)))
        self._link = self._read_link()

    @property
    def device_id(self) -> TerminalId:
        """The terminal; made at its first start, for good."""
        return self._journal.device_id

    def public_key(self) -> bytes:
        """Return the terminal's Ed25519 key (32 bytes); makes the pair at the first call."""
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        return Ed25519PrivateKey.from_private_bytes(self._private_key()).public_key().public_bytes_raw()

    def sign(self, text: bytes) -> bytes:
        """Return the Ed25519 signature (64 bytes)."""
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        return Ed25519PrivateKey.from_private_bytes(self._private_key()).sign(text)

    def own_keys(self) -> ShopKeys:
        """Return the keys in force here: this till's own until it belongs to a server."""
        return self._parts.keys.in_force()

    def link(self) -> Link | None:
        """Return the server this till belongs to, None for a till on its own."""
        return self._link

    def connect(self, address: str, fingerprint: str, reply: EnrolReply) -> None:
        """Belong to a server from now on: keys, numbers, epoch; another till number begins a new receipt series."""
        link = Link(
            address,
            fingerprint,
            reply.server_name,
            reply.server_epoch,
            reply.store_no,
            reply.terminal_no,
        )
        with self._database.transaction() as connection:
            kv.keep(connection, kv.LINK, msgspec.json.encode(link).decode())
            kv.keep(connection, kv.SHOP_KEYS, msgspec.json.encode(reply.keys).decode())
            kv.keep(connection, kv.TILL, f"{reply.store_no}-{reply.terminal_no}")
            kv.keep(connection, kv.CLOCK_OFFSET, str(reply.server_time - self._parts.clock.now_ms()))
            meet_epoch(connection, reply.server_epoch)
            self._take_numbers(connection, f"{reply.store_no}-{reply.terminal_no}", reply.series)
            self._parts.keys.use(reply.keys)
            self._journal.has_server = True
        self._link = link

    def disconnect(self, leave_untold: bool = False) -> None:
        """Be a till on its own again; what the server told last stays as it is. Raises Refused `sync.facts_waiting`,
        unless the facts that wait may stay untold.
        """
        with self._database.transaction() as connection:
            facts = count_waiting(connection)
            if facts and not leave_untold:
                raise Refused("sync.facts_waiting", count=facts)
            kv.drop(connection, kv.LINK)
        self._link = None

    def clock_offset_ms(self) -> int:
        """Return how far the server's clock is ahead of this one."""
        return int(self._value(kv.CLOCK_OFFSET) or "0")

    def learn_clock(self, offset_ms: int) -> None:
        """Keep what was learnt of the server's clock."""
        if offset_ms != self.clock_offset_ms():
            with self._database.transaction() as connection:
                kv.keep(connection, kv.CLOCK_OFFSET, str(offset_ms))

    def streams(self) -> tuple[StreamId, ...]:
        """Return every stream of this terminal, oldest first."""
        return stream_ids(self._database)

    def _take_numbers(self, connection: Connection, till: str, letter: str) -> None:
        """Begin a stream of its own where receipts begin otherwise than before, unless nothing was written yet."""
        place = self._journal.place
        least = letter if letter in SERIES and letter else SERIES[0]
        is_same = till == place.till and SERIES.index(place.letter) >= SERIES.index(least)
        if is_same:
            return
        stream = begin_stream(
            connection,
            current_stream(connection),
            self._parts.ids(),
            self._parts.clock.now_ms(),
            least,
        )
        move_to(connection, self._journal, stream, till)

    def _private_key(self) -> bytes:
        held = self._value(kv.DEVICE_KEY)
        if not held:
            from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

            with self._database.transaction() as connection:
                held = kv.read(connection, kv.DEVICE_KEY)
                if not held:
                    held = base64.b64encode(Ed25519PrivateKey.generate().private_bytes_raw()).decode()
                    kv.keep(connection, kv.DEVICE_KEY, held)
        return base64.b64decode(held)

    def _read_link(self) -> Link | None:
        stored = self._value(kv.LINK)
        return _LINK.decode(stored) if stored else None

    def _value(self, name: str) -> str:
        row = self._database.row(_VALUE, (name,))
        return str(row[0]) if row else ""
