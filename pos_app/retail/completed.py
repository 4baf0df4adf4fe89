"""A completed sale as its readers see it: receipts, books, reports."""

from __future__ import annotations

import msgspec

from pos_app.retail.figures import SaleFigures
from pos_app.retail.sale import Sale


class CompletedSale(msgspec.Struct, frozen=True):
    """A paid sale with its number.

    `receipt_number` such as 0001-01-A-0000042; `fingerprint` the first 8 hex digits of the journal's chain hash;
    `cashier_name` as receipts print it; `completed_at_ms` the instant of the last tender.
    """

    sale: Sale
    figures: SaleFigures
    receipt_number: str
    fingerprint: str
    cashier_name: str
    completed_at_ms: int
