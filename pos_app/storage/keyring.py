"""The keys in force: the till's own, those of its shop."""

from __future__ import annotations

import base64
import binascii

import msgspec

from pos_app.kernel.exchange_limits import SHOP_KEYS_MAX
from pos_app.storage.secrets import Secrets
from pos_app.wire.enrolling import ShopKeys

_decode = msgspec.json.Decoder(ShopKeys).decode


class ShopKeyring:
    """The first of each kind makes new things, all of them know old ones. Changes while the till runs."""

    def __init__(self, own: Secrets) -> None:
        self._own = own
        self.identifiers: tuple[bytes, ...] = (own.identifiers,)
        self.signing: tuple[bytes, ...] = (own.signing,)
        self.pin_peppers: tuple[bytes, ...] = (own.pin_pepper,)

    def use(self, shop: ShopKeys | None) -> None:
        """Put the shop's keys before the till's own; None: the own ones alone. Raises ValueError for no keys."""
        identifiers = [_key(each) for each in shop.identifiers[:SHOP_KEYS_MAX]] if shop else []
        signing = [_key(shop.signing)] if shop else []
        peppers = [_key(shop.pin_pepper)] if shop else []
        self.identifiers = tuple(dict.fromkeys((*identifiers, self._own.identifiers)))
        self.signing = tuple(dict.fromkeys((*signing, self._own.signing)))
        self.pin_peppers = tuple(dict.fromkeys((*peppers, self._own.pin_pepper)))

    def in_force(self) -> ShopKeys:
        """Return the keys as they travel."""
        return ShopKeys(
            _text(self.signing[0]),
            _text(self.pin_peppers[0]),
            tuple(_text(each) for each in self.identifiers),
        )


def read_keys(stored: str) -> ShopKeys | None:
    """Return the shop's keys as they are kept, None when there are none."""
    return _decode(stored.encode()) if stored else None


def _key(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise ValueError("a key that is no base64") from error


def _text(key: bytes) -> str:
    return base64.b64encode(key).decode("ascii")
