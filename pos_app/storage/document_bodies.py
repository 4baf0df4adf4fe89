"""What stands in the documents of head office."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

import msgspec

from pos_app.kernel.ids import CashierId
from pos_app.loyalty.program import Program
from pos_app.ports.staff import Role
from pos_app.retail.shop import ShopProfile
from pos_app.storage.database import Database
from pos_app.storage.documents import SHOP_SCOPE
from pos_app.wire.enrolling import Document

PRODUCT = "product"
QUICK_KEYS = "quick_keys"
STAFF = "staff"
PROGRAM = "program"
SETTINGS = "settings"
ONLY = "shop"
"""The id of a document of which there is one."""

_PRODUCTS = """SELECT p.product_id, v.body FROM product p JOIN product_version v ON v.version_no = p.version_no
    ORDER BY p.version_no"""
_QUICK = "SELECT product_id FROM quick_key ORDER BY position"
_STAFF = "SELECT cashier_id, name, role, pin_hash FROM staff ORDER BY cashier_id"


class StaffBody(msgspec.Struct, frozen=True):
    """Who can sign on: `pin_hash` is made with a key that only tills of the shop have."""

    name: str
    role: Role
    pin_hash: str


class StaffRow(msgspec.Struct, frozen=True):
    """The same with whose it is."""

    cashier_id: CashierId
    body: StaffBody


def own_documents(database: Database, shop: ShopProfile, program: Program) -> Iterator[Document]:
    """Yield everything this till can hand over to a server that has nothing yet."""
    for product_id, body in database.rows(_PRODUCTS):
        yield _document(PRODUCT, str(UUID(bytes=product_id)), bytes(body))
    keys = [str(UUID(bytes=row[0])) for row in database.rows(_QUICK)]
    yield _document(QUICK_KEYS, ONLY, msgspec.json.encode(keys))
    for cashier_id, name, role, pin_hash in database.rows(_STAFF):
        person = StaffBody(name, Role(role), pin_hash)
        yield _document(STAFF, str(UUID(bytes=cashier_id)), msgspec.json.encode(person))
    yield _document(PROGRAM, ONLY, msgspec.json.encode(program, order="sorted"))
    yield _document(SETTINGS, ONLY, msgspec.json.encode(shop))


def _document(kind: str, doc_id: str, body: bytes) -> Document:
    return Document(SHOP_SCOPE, kind, doc_id, body.decode())
