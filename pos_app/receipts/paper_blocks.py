"""What a receipt carries for another day: coupons, the code that claims its points."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pos_app.kernel.messages import Translate
from pos_app.kernel.notation import Figures
from pos_app.loyalty.quote import PaperCoupon
from pos_app.receipts.document import BOLD, Align, Blank, Qr, Row, Rule, Style, Text

_GROUP = 5
_SMALL = Style(small=True)


def coupon_rows(coupons: Sequence[PaperCoupon], translate: Translate, figures: Figures) -> Iterator[Row]:
    """Yield a block for each coupon: its name, when it is good, its code to scan or to type."""
    for coupon in coupons:
        yield Blank()
        yield Rule("*")
        yield Text(translate("receipt.coupon"), Align.CENTER)
        yield Text(coupon.name, Align.CENTER, Style(bold=True, tall=True))
        yield Text(
            translate(
                "receipt.coupon_good",
                starts=figures.day(coupon.starts_at_ms),
                ends=figures.day(coupon.expires_at_ms),
            ),
            Align.CENTER,
        )
        yield from _code_rows(coupon.code)
        yield Rule("*")


def claim_rows(claim_code: str, days: int, translate: Translate) -> Iterator[Row]:
    """Yield how the points of this sale can still be claimed within so many days; nothing without a code."""
    if claim_code:
        yield Blank()
        yield Text(translate("receipt.claim"), Align.CENTER, BOLD)
        yield Text(translate("receipt.claim_days", days=days), Align.CENTER)
        yield from _code_rows(claim_code)


def _code_rows(code: str) -> Iterator[Row]:
    if code:
        yield Qr(code)
        groups = " ".join(code[at : at + _GROUP] for at in range(0, len(code), _GROUP))
        yield Text(groups, Align.CENTER, _SMALL)
