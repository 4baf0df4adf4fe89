"""Which stored version a product on a sale is."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence

import msgspec
from sqlalchemy import Connection

from pos_app.kernel.limits import PRODUCT_VERSIONS_KEPT
from pos_app.retail.product import Product

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Product).decode

_OF_PRODUCT = "SELECT version_no, body FROM product_version WHERE product_id = ? ORDER BY version_no DESC"
_INSERT = "INSERT INTO product_version (product_id, body) VALUES (?, ?) RETURNING version_no"


def encode_product(product: Product) -> bytes:
    """Return a product as it is stored."""
    return _encode(product)


def decode_product(body: bytes) -> Product:
    """Return a stored product."""
    return _decode(body)


class ProductVersions:
    """Remembers the version of each product that was read lately, so that a sale need not look for it."""

    def __init__(self) -> None:
        self._known: OrderedDict[Product, int] = OrderedDict()
        self._products: dict[int, Product] = {}
        self._lock = threading.Lock()

    def remember(self, product: Product, version_no: int) -> None:
        """Note which version a product is."""
        with self._lock:
            self._known[product] = version_no
            self._products[version_no] = product
            if len(self._known) > PRODUCT_VERSIONS_KEPT:
                _, oldest = self._known.popitem(last=False)
                self._products.pop(oldest, None)

    def held(self, version_nos: Sequence[int]) -> list[Product | None]:
        """Return the products of these versions, None for those that were not read lately."""
        return [self._products.get(number) for number in version_nos]

    def product(self, version_no: int, body: bytes) -> Product:
        """Return the product of a version that was read; one read lately needs no decoding, as it never changes."""
        held = self._products.get(version_no)
        if held is None:
            held = decode_product(body)
            self.remember(held, version_no)
        return held

    def version_of(self, connection: Connection, product: Product) -> int:
        """Return the number of the version equal to `product`, writing it when there is none."""
        known = self._known.get(product)
        if known is not None:
            return known
        body = encode_product(product)
        stored = connection.exec_driver_sql(_OF_PRODUCT, (product.product_id.bytes,)).all()
        equal = [number for number, written in stored if written == body]
        version_no = int(equal[0]) if equal else _insert(connection, product, body)
        self.remember(product, version_no)
        return version_no

    def committed(self) -> None:
        """What was remembered is true."""

    def undone(self) -> None:
        """Versions that were just written may not exist: forget all."""
        with self._lock:
            self._known.clear()
            self._products.clear()


def _insert(connection: Connection, product: Product, body: bytes) -> int:
    return int(connection.exec_driver_sql(_INSERT, (product.product_id.bytes, body)).scalar_one())
