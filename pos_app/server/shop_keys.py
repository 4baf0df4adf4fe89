"""The keys that all terminals of a shop share."""

from __future__ import annotations

import base64

import msgspec
from sqlalchemy import text

from pos_app.kernel.errors import Refused
from pos_app.kernel.exchange_limits import SHOP_KEYS_MAX
from pos_app.server.database import ServerDatabase, Tx
from pos_app.server.member_keys import Wrapping
from pos_app.wire.enrolling import ShopKeys

KIND = "shop.keys"
DOC_ID = "keys"
"""A document by which terminals learn of keys that came after their own enrolment; its body is wrapped in the table."""

_LABEL = b"shop keys"
_READ = text("SELECT value FROM meta WHERE name = 'shop_keys'")
_FIRST = text("INSERT INTO meta (name, value) VALUES ('shop_keys', :value) ON CONFLICT (name) DO NOTHING")
_SWAP = text("UPDATE meta SET value = :value WHERE name = 'shop_keys' AND value = :before")
_DECODER = msgspec.json.Decoder(ShopKeys)


class ShopKeyring:
    """Keeps them wrapped: the first terminal gives its own to the shop."""

    def __init__(self, database: ServerDatabase, wrapping: Wrapping) -> None:
        self._database = database
        self._wrapping = wrapping

    def read(self) -> ShopKeys | None:
        """Return the keys, None before the first terminal came."""
        held = self._database.read(_held)
        return self._open(held) if held is not None else None

    def join(self, own: ShopKeys, has_members: bool) -> ShopKeys:
        """Return the shop's keys for a terminal with keys of its own.

        The first one's become the shop's; of a later one with members the key of its digests is added, so that their
        cards are found everywhere. Raises Refused `server.too_many_keys`.
        """
        self._database.write(lambda tx: tx.run(_FIRST, value=self._close(own)))
        while True:
            held = self._database.read(_held) or ""
            keys = self._open(held)
            missing = tuple(key for key in own.identifiers if key not in keys.identifiers)
            if not has_members or not missing:
                return keys
            if len(keys.identifiers) + len(missing) > SHOP_KEYS_MAX:
                raise Refused("server.too_many_keys", most=SHOP_KEYS_MAX)
            more = msgspec.structs.replace(keys, identifiers=(*keys.identifiers, *missing))
            if self._swap(held, self._close(more)):
                return more

    def document(self, keys: ShopKeys) -> str:
        """Return the body of the document as the table has it."""
        return self._close(keys)

    def opened(self, body: str) -> ShopKeys:
        """Return what a body of the document says."""
        return self._open(body)

    def _swap(self, before: str, value: str) -> bool:
        return self._database.write(lambda tx: tx.run(_SWAP, value=value, before=before)) == 1

    def _open(self, held: str) -> ShopKeys:
        return _DECODER.decode(self._wrapping.unwrap(_LABEL, base64.b64decode(held)))

    def _close(self, keys: ShopKeys) -> str:
        return base64.b64encode(self._wrapping.wrap(_LABEL, msgspec.json.encode(keys))).decode("ascii")


def open_document(wrapping: Wrapping, body: str) -> str:
    """Return the body of the document as terminals get it: `ShopKeys` as JSON."""
    return wrapping.unwrap(_LABEL, base64.b64decode(body)).decode()


def _held(tx: Tx) -> str | None:
    row = tx.row(_READ)
    return row.value if row is not None else None
