"""Fills an empty catalogue in blocks of rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from pos_app.kernel.limits import CATALOGUE_BLOCK
from pos_app.kernel.printable import folded
from pos_app.retail.product import Product
from pos_app.storage.product_search import product_words
from pos_app.storage.product_versions import encode_product

_ANY = "SELECT 1 FROM product_version LIMIT 1"
_LAST = "SELECT coalesce(max(version_no), 0) FROM product_version"
_VERSION = "INSERT INTO product_version VALUES (?, ?, ?)"
_PRODUCT = "INSERT INTO product VALUES (?, ?, ?, ?)"
_WORDS = "INSERT INTO product_word (rowid, words) VALUES (?, ?)"
_CODE = "INSERT INTO product_code VALUES (?, ?)"


def is_empty(connection: Connection) -> bool:
    """True when there was never a product: then none can be there already."""
    return connection.exec_driver_sql(_ANY).first() is None


def blocks(products: Iterator[Product]) -> Iterator[list[Product]]:
    """Cut `products` into lists of bounded length."""
    block: list[Product] = []
    for product in products:
        block.append(product)
        if len(block) == CATALOGUE_BLOCK:
            yield block
            block = []
    if block:
        yield block


def fill(connection: Connection, products: Sequence[Product]) -> bool:
    """Write products that nobody has, all together; False with nothing written when one of them clashes."""
    first = int(connection.exec_driver_sql(_LAST).scalar_one()) + 1
    numbered = list(enumerate(products, first))
    connection.exec_driver_sql("SAVEPOINT block")
    try:
        _write(connection, numbered)
    except IntegrityError:
        connection.exec_driver_sql("ROLLBACK TO block")
        connection.exec_driver_sql("RELEASE block")
        return False
    connection.exec_driver_sql("RELEASE block")
    return True


def _write(connection: Connection, numbered: Sequence[tuple[int, Product]]) -> None:
    versions = [(number, one.product_id.bytes, encode_product(one)) for number, one in numbered]
    connection.exec_driver_sql(_VERSION, versions)
    products = [(number, one.product_id.bytes, one.number, folded(one.name)) for number, one in numbered]
    connection.exec_driver_sql(_PRODUCT, products)
    connection.exec_driver_sql(_WORDS, [(number, product_words(one)) for number, one in numbered])
    codes = [(int(code), number) for number, one in numbered for code in one.codes]
    if codes:
        connection.exec_driver_sql(_CODE, codes)
