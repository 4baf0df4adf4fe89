"""The products of the shop."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection

from pos_app.kernel.errors import Refused
from pos_app.kernel.ids import ProductId
from pos_app.kernel.limits import SEARCH_RESULTS_MAX, SEARCH_TEXT_MAX
from pos_app.kernel.printable import folded
from pos_app.retail.product import Product
from pos_app.storage.catalogue_fill import blocks, fill, is_empty
from pos_app.storage.database import Database
from pos_app.storage.product_search import beginning_range, match_expression, product_words, words_of
from pos_app.storage.product_versions import ProductVersions

_BODY = "SELECT v.version_no, v.body FROM "
_BY_CODE = _BODY + "product_code c JOIN product_version v ON v.version_no = c.version_no WHERE c.gtin14 = ?"
_OF = "product p JOIN product_version v ON v.version_no = p.version_no "
_BY_NUMBER = _BODY + _OF + "WHERE p.number = ?"
_NUMBERED = "SELECT version_no FROM product WHERE number = ?"
_BEGINNING = "SELECT version_no FROM product WHERE folded >= ? AND folded < ? ORDER BY folded LIMIT ?"
_MATCHING = "SELECT rowid FROM product_word WHERE product_word MATCH ? LIMIT ?"
_BODIES = """SELECT version_no, body FROM product_version
    WHERE version_no IN (SELECT value FROM json_each(?))"""
_QUICK = _BODY + _OF + "JOIN quick_key k ON k.product_id = p.product_id ORDER BY k.position LIMIT ?"
_ADD_QUICK = "INSERT INTO quick_key SELECT ?, ? WHERE EXISTS (SELECT 1 FROM product WHERE product_id = ?)"
_CURRENT = "SELECT version_no FROM product WHERE product_id = ?"
_FORGET = (
    "DELETE FROM product_code WHERE version_no = ?",
    "DELETE FROM product_word WHERE rowid = ?",
)
_MOVE = "UPDATE product SET version_no = ?, number = ?, folded = ? WHERE version_no = ?"
_ADD = "INSERT INTO product VALUES (?, ?, ?, ?) ON CONFLICT (number) DO NOTHING"
_ADD_WORDS = "INSERT INTO product_word (rowid, words) VALUES (?, ?)"
_ADD_CODE = "INSERT INTO product_code VALUES (?, ?) ON CONFLICT (gtin14) DO NOTHING"
_DROP = "DELETE FROM product WHERE version_no = ?"
_LONGEST_GTIN = 14


class StoredCatalogue:
    """Reads of one indexed row each, and imports as one transaction."""

    def __init__(self, database: Database, versions: ProductVersions) -> None:
        self._database = database
        self._versions = versions

    def by_code(self, gtin14: str) -> Product | None:
        """Return the product that carries this GTIN-14."""
        if not _is_gtin(gtin14):
            return None
        return self._one(self._database.row(_BY_CODE, (int(gtin14),)))

    def by_number(self, number: str) -> Product | None:
        """Return the product with this shop number."""
        return self._one(self._database.row(_BY_NUMBER, (number,)))

    def search(self, text: str, limit: int) -> tuple[Product, ...]:
        """Return products that match every word typed: that number, names that begin so, then any word."""
        limit = min(limit, SEARCH_RESULTS_MAX)
        plain = folded(text[:SEARCH_TEXT_MAX])
        words = words_of(plain)
        if not words or limit <= 0:
            return ()
        found: list[Any] = []
        if len(words) == 1 and not words[0].isalpha():
            found += self._database.rows(_NUMBERED, (text.strip(),))
        found += self._database.rows(_BEGINNING, (*beginning_range(plain), limit))
        if len(found) < limit:
            found += self._database.rows(_MATCHING, (match_expression(words), limit))
        return self._read_all(list(dict.fromkeys(row[0] for row in found))[:limit])

    def quick_keys(self, limit: int) -> tuple[Product, ...]:
        """Return the products the shop put on its quick keys, in their order."""
        return tuple(self._read(row) for row in self._database.rows(_QUICK, (limit,)))

    def count(self) -> int:
        """Return how many products the shop has."""
        row = self._database.row("SELECT count(*) FROM product")
        return int(row[0]) if row else 0

    def add(self, products: Iterable[Product]) -> int:
        """Write new and changed products in one transaction and return how many were written.

        A product is known by its `product_id`; one that is stored just so is left alone. Raises Refused
        `catalogue.number_taken` or `catalogue.code_taken` with nothing written.
        """
        with self._database.transaction() as connection:
            if not is_empty(connection):
                return sum(self._put(connection, product) for product in products)
            return sum(self._fill(connection, block) for block in blocks(iter(products)))

    def replace(self, products: Iterable[Product]) -> int:
        """Make `products` the whole catalogue in one transaction and return how many were written.

        What is sold no more keeps its versions, so that old receipts stay readable. Raises as `add`.
        """
        with self._database.transaction() as connection:
            gone = {
                row[0]: row[1]
                for row in connection.exec_driver_sql("SELECT product_id, version_no FROM product")
            }
            wanted = list(products)
            for product in wanted:
                gone.pop(product.product_id.bytes, None)
            for product_id, version_no in gone.items():
                connection.exec_driver_sql("DELETE FROM quick_key WHERE product_id = ?", (product_id,))
                for statement in (*_FORGET, _DROP):
                    connection.exec_driver_sql(statement, (version_no,))
            return sum(self._put(connection, product) for product in wanted)

    def withdraw(self, product_ids: Sequence[ProductId]) -> None:
        """Sell these no more, in one transaction; their versions stay, so that old receipts stay readable."""
        with self._database.transaction() as connection:
            for product_id in product_ids:
                version_no = connection.exec_driver_sql(_CURRENT, (product_id.bytes,)).scalar()
                if version_no is None:
                    continue
                connection.exec_driver_sql("DELETE FROM quick_key WHERE product_id = ?", (product_id.bytes,))
                for statement in (*_FORGET, _DROP):
                    connection.exec_driver_sql(statement, (version_no,))

    def set_quick_keys(self, product_ids: Sequence[ProductId]) -> None:
        """Put these products on the quick keys, in this order; what the shop does not sell gets none."""
        rows = [
            (position, product_id.bytes, product_id.bytes) for position, product_id in enumerate(product_ids)
        ]
        with self._database.transaction() as connection:
            connection.exec_driver_sql("DELETE FROM quick_key")
            if rows:
                connection.exec_driver_sql(_ADD_QUICK, rows)

    def _fill(self, connection: Connection, block: Sequence[Product]) -> int:
        if fill(connection, block):
            return len(block)
        return sum(self._put(connection, product) for product in block)

    def _put(self, connection: Connection, product: Product) -> bool:
        version_no = self._versions.version_of(connection, product)
        current = connection.exec_driver_sql(_CURRENT, (product.product_id.bytes,)).scalar()
        if current == version_no:
            return False
        name = folded(product.name)
        if current is None:
            values = (version_no, product.product_id.bytes, product.number, name)
            done = connection.exec_driver_sql(_ADD, values).rowcount
        else:
            for statement in _FORGET:
                connection.exec_driver_sql(statement, (current,))
            self._refuse_number(connection, product)
            done = connection.exec_driver_sql(_MOVE, (version_no, product.number, name, current)).rowcount
        if not done:
            raise Refused("catalogue.number_taken", number=product.number, name=product.name)
        connection.exec_driver_sql(_ADD_WORDS, (version_no, product_words(product)))
        for code in product.codes:
            if not connection.exec_driver_sql(_ADD_CODE, (int(code), version_no)).rowcount:
                raise Refused("catalogue.code_taken", gtin=code, number=product.number, name=product.name)
        return True

    @staticmethod
    def _refuse_number(connection: Connection, product: Product) -> None:
        holder = connection.exec_driver_sql(
            "SELECT product_id FROM product WHERE number = ?", (product.number,)
        ).scalar()
        if holder is not None and holder != product.product_id.bytes:
            raise Refused("catalogue.number_taken", number=product.number, name=product.name)

    def _one(self, row: Any | None) -> Product | None:
        return self._read(row) if row else None

    def _read_all(self, version_nos: list[int]) -> tuple[Product, ...]:
        """Return the products of these versions in their order, reading those that were not read lately."""
        products = self._versions.held(version_nos)
        if None in products:
            missing = [number for number, held in zip(version_nos, products, strict=True) if held is None]
            read = {row[0]: self._read(row) for row in self._database.rows(_BODIES, (str(missing),))}
            products = [held or read.get(number) for number, held in zip(version_nos, products, strict=True)]
        return tuple(product for product in products if product is not None)

    def _read(self, row: Any) -> Product:
        return self._versions.product(row[0], row[1])


def _is_gtin(text: str) -> bool:
    return len(text) == _LONGEST_GTIN and text.isascii() and text.isdigit()
