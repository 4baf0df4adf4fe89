"""Answers what a member has bought before."""

from __future__ import annotations

import threading
from collections.abc import Mapping

from pos_app.kernel.clock import DAY_MS
from pos_app.kernel.ids import MemberId
from pos_app.kernel.limits import PURCHASE_ANSWERS_KEPT
from pos_app.loyalty.basket import BasketLine
from pos_app.loyalty.matching import fits
from pos_app.loyalty.rules import Purchase, Selector
from pos_app.retail.product import Product
from pos_app.storage.database import Database
from pos_app.storage.product_versions import ProductVersions

# The latest sale in which each version of a product was bought; a void takes its sale out again.
_BOUGHT = """SELECT l.version_no, max(s.completed_at_ms) FROM sale s
    JOIN sale_line l ON l.row_no BETWEEN s.entry_no << 16 AND (s.entry_no << 16) + 65535
    WHERE s.items > 0 AND s.completed_at_ms >= ?2 AND s.member_id IN (
        SELECT ?1 UNION ALL SELECT o.member_id FROM member o WHERE o.merged_into = ?1)
    AND NOT EXISTS (SELECT 1 FROM sale_return r WHERE r.of_entry_no = s.entry_no AND r.is_void)
    GROUP BY l.version_no"""
_VERSION = "SELECT body FROM product_version WHERE version_no = ?"


class Purchases:
    """Reads a member's purchases once per lookup; which products fit a question is remembered."""

    def __init__(self, database: Database, versions: ProductVersions) -> None:
        self._database = database
        self._versions = versions
        self._fits: dict[tuple[Selector, int], bool] = {}
        self._lock = threading.Lock()

    def answers(
        self, member_id: MemberId, as_of_ms: int, questions: Mapping[str, Purchase]
    ) -> tuple[str, ...]:
        """Return the keys of the questions whose answer is yes, in their order."""
        since = {key: as_of_ms - asked.days * DAY_MS if asked.days else 0 for key, asked in questions.items()}
        rows = self._database.rows(_BOUGHT, (member_id.bytes, min(since.values())))
        return tuple(
            key
            for key, asked in questions.items()
            if any(at_ms >= since[key] and self._is_meant(asked.selector, version) for version, at_ms in rows)
        )

    def _is_meant(self, selector: Selector, version_no: int) -> bool:
        known = self._fits.get((selector, version_no))
        if known is None:
            known = fits(selector, _as_line(self._product(version_no)))
            with self._lock:
                if len(self._fits) >= PURCHASE_ANSWERS_KEPT:
                    self._fits.clear()
                self._fits[selector, version_no] = known
        return known

    def _product(self, version_no: int) -> Product:
        (held,) = self._versions.held((version_no,))
        if held is not None:
            return held
        row = self._database.row(_VERSION, (version_no,))
        if row is None:
            raise ValueError(f"product version {version_no} is missing")
        return self._versions.product(version_no, row[0])


def _as_line(product: Product) -> BasketLine:
    """Return a product as rules look at it."""
    return BasketLine(0, product.number, product.category, product.brand, product.tags, 1000, 0, 0, 0, 0)
