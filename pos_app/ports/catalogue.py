"""Where products come from."""

from __future__ import annotations

from typing import Protocol

from pos_app.retail.product import Product


class Catalogue(Protocol):
    """Reads of one indexed row each; they cost microseconds and run on the main thread."""

    def by_code(self, gtin14: str) -> Product | None:
        """Return the product that carries this GTIN-14."""
        ...

    def by_number(self, number: str) -> Product | None:
        """Return the product with this shop number (what in-store labels carry)."""
        ...

    def search(self, text: str, limit: int) -> tuple[Product, ...]:
        """Return products whose folded name, brand or number matches every word typed, best first, at most `limit`."""
        ...

    def quick_keys(self, limit: int) -> tuple[Product, ...]:
        """Return the products the shop put on its quick keys, in their order."""
        ...
