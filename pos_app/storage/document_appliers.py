"""Takes up what head office sent: products, quick keys, people."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from uuid import UUID

import msgspec

from pos_app.kernel.errors import Refused
from pos_app.kernel.ids import ProductId
from pos_app.ports.documents import KeptDocument
from pos_app.retail.product import Product
from pos_app.storage.catalogue import StoredCatalogue
from pos_app.storage.database import Database
from pos_app.storage.document_bodies import PRODUCT, QUICK_KEYS, STAFF, StaffBody
from pos_app.storage.document_checks import is_usable_person, is_usable_product

Applier = Callable[[Sequence[KeptDocument]], None]
_log = logging.getLogger(__name__)
_product = msgspec.json.Decoder(Product).decode
_person = msgspec.json.Decoder(StaffBody).decode
_keys = msgspec.json.Decoder(tuple[UUID, ...]).decode

_PUT_PERSON = """INSERT INTO staff (cashier_id, name, role, pin_hash) VALUES (?, ?, ?, ?)
    ON CONFLICT (cashier_id) DO UPDATE SET name = excluded.name, role = excluded.role, pin_hash = excluded.pin_hash"""
# Somebody must be able to let others in: the last manager stays.
_DROP_PERSON = """DELETE FROM staff WHERE cashier_id = ?1 AND EXISTS (
    SELECT 1 FROM staff WHERE role = 'manager' AND cashier_id <> ?1)"""


def appliers(database: Database, catalogue: StoredCatalogue) -> Mapping[str, Applier]:
    """Return what takes up each kind. A document that cannot be used is logged by its id and passed over; the newest
    version of it comes by itself.
    """
    return {
        PRODUCT: lambda documents: _take_products(catalogue, documents),
        QUICK_KEYS: lambda documents: _take_quick_keys(catalogue, documents),
        STAFF: lambda documents: _take_staff(database, documents),
    }


def _take_products(catalogue: StoredCatalogue, documents: Sequence[KeptDocument]) -> None:
    gone = [ProductId(UUID(each.doc_id)) for each in documents if each.gone and _is_id(each)]
    if gone:
        catalogue.withdraw(gone)
    waiting = [each for each in (_read_product(one) for one in documents if not one.gone) if each]
    try:
        catalogue.add(waiting)
    except Refused:
        _one_by_one(catalogue, waiting)


def _one_by_one(catalogue: StoredCatalogue, waiting: list[Product]) -> None:
    """Two products may have swapped a number or a code: whoever fails first may fit when the others are there."""
    while waiting:
        left = [each for each in waiting if not _fits(catalogue, each)]
        if len(left) == len(waiting):
            for each in left:
                _log.info("a product of head office clashes with one that is here: %s", each.product_id)
            return
        waiting = left


def _fits(catalogue: StoredCatalogue, product: Product) -> bool:
    try:
        catalogue.add((product,))
    except Refused:
        return False
    return True


def _read_product(document: KeptDocument) -> Product | None:
    try:
        product = _product(document.body.encode())
    except msgspec.DecodeError:
        _unusable(document)
        return None
    if str(product.product_id) != document.doc_id or not is_usable_product(product):
        _unusable(document)
        return None
    return product


def _take_quick_keys(catalogue: StoredCatalogue, documents: Sequence[KeptDocument]) -> None:
    for each in documents:
        try:
            keys = () if each.gone else _keys(each.body.encode())
        except msgspec.DecodeError:
            _unusable(each)
            continue
        catalogue.set_quick_keys([ProductId(one) for one in dict.fromkeys(keys)])


def _take_staff(database: Database, documents: Sequence[KeptDocument]) -> None:
    """Tries and locks of somebody who is here already stay as they are."""
    rows, gone = [], []
    for each in documents:
        if not _is_id(each):
            _unusable(each)
            continue
        key = UUID(each.doc_id).bytes
        if each.gone:
            gone.append((key,))
            continue
        try:
            person = _person(each.body.encode())
        except msgspec.DecodeError:
            _unusable(each)
            continue
        if not is_usable_person(person):
            _unusable(each)
            continue
        rows.append((key, person.name, person.role.value, person.pin_hash))
    with database.transaction() as connection:
        if rows:
            connection.exec_driver_sql(_PUT_PERSON, rows)
        for values in gone:
            connection.exec_driver_sql(_DROP_PERSON, values)


def _is_id(document: KeptDocument) -> bool:
    try:
        UUID(document.doc_id)
    except ValueError:
        return False
    return True


def _unusable(document: KeptDocument) -> None:
    _log.info("a document of head office cannot be used: %s %s", document.kind, document.doc_id)
