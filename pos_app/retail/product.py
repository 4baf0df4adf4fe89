"""What the shop sells."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from pos_app.kernel.ids import ProductId
from pos_app.kernel.quantity import Unit


class Forbid(StrEnum):
    """What a law forbids for a product; no rule can override it."""

    DISCOUNT = "discount"
    EARN = "earn"
    REDEEM = "redeem"


class Product(msgspec.Struct, frozen=True):
    """One product of the catalogue.

    `price_minor` is per whole unit (piece or kg) in the shop's currency, with or without tax as the shop says.
    `codes` are GTIN-14 with leading zeros, several per product. `number` is the shop's own number, unique.
    `category` goes from the widest to the narrowest, for example ("Grocery", "Dairy", "Milk").
    """

    product_id: ProductId
    number: str
    name: str
    receipt_name: str
    price_minor: int
    tax_class: str
    unit: Unit = Unit.PIECE
    category: tuple[str, ...] = ()
    brand: str = ""
    tags: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    min_age: int = 0
    forbids: tuple[Forbid, ...] = ()
