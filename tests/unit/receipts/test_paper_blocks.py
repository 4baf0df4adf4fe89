"""Coupons and claims on paper."""

from __future__ import annotations

from msgspec.structs import replace

from pos_app.kernel.notation import figures_of
from pos_app.loyalty.quote import PaperCoupon
from pos_app.receipts.document import Document, Qr
from pos_app.receipts.paper_blocks import Claimable, claim_rows, coupon_rows
from pos_app.receipts.text import as_text
from tests.support.receipts import AT_MS, Words

FIGURES = figures_of("en_GB", "UTC", 2)
CODE = "PC1" + "0123456789ABCDEFGHJKLMNPQRSTUVWX" * 2
COUPON = PaperCoupon("00" * 16, "next", "5.00 off next time", AT_MS, AT_MS + 30 * 86_400_000, CODE)


def test_a_coupon_says_what_it_gives_and_when_and_can_be_scanned_or_typed() -> None:
    rows = tuple(coupon_rows((COUPON,), Words("en"), FIGURES))
    assert Qr(CODE) in rows
    shown = as_text(Document(rows), 42)
    assert "5.00 off next time" in shown
    assert "22 Nov 2025 to 22 Dec 2025" in shown
    typed = "".join(part for part in shown.replace("[QR " + CODE + "]", "").split() if set(part) <= set(CODE))
    assert CODE in typed


def test_a_coupon_says_from_how_much_on_it_is_good() -> None:
    plain = as_text(Document(tuple(coupon_rows((COUPON,), Words("en"), FIGURES))), 42)
    bound = replace(COUPON, minimum_minor=2000)
    shown = as_text(Document(tuple(coupon_rows((bound,), Words("en"), FIGURES))), 42)
    assert "For purchases of 20.00 or more" in shown
    assert "For purchases" not in plain


def test_no_coupon_no_claim_no_rows() -> None:
    assert list(coupon_rows((), Words("en"), FIGURES)) == []
    assert list(claim_rows(None, Words("en"), FIGURES)) == []


def test_a_claim_says_how_long_it_is_good() -> None:
    rows = tuple(claim_rows(Claimable(CODE, AT_MS), Words("en"), FIGURES))
    assert Qr(CODE) in rows
    assert "22 Nov 2025" in as_text(Document(rows), 42)
