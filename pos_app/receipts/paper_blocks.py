"""What a receipt carries for another day: coupons, the code that claims its points."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from pos_app.kernel.messages import Translate
from pos_app.kernel.notation import Figures, figures_of
from pos_app.loyalty.quote import PaperCoupon
from pos_app.receipts.document import BOLD, Align, Blank, Cut, Document, Qr, Row, Rule, Style, Text
from pos_app.retail.shop import ShopProfile

_GROUP = 5
_SMALL = Style(small=True)


def coupon_rows(coupons: Sequence[PaperCoupon], translate: Translate, figures: Figures) -> Iterator[Row]:
    """Yield a block for each coupon: its name, when it is good, from how much on, its code to scan or to type."""
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
        if coupon.minimum_minor:
            least = figures.money(coupon.minimum_minor)
            yield Text(translate("receipt.coupon_from", least=least), Align.CENTER)
        yield from _code_rows(coupon.code)
        yield Rule("*")


class Claimable(msgspec.Struct, frozen=True):
    """The code by which the points of a sale can be claimed until `ends_at_ms`."""

    code: str
    ends_at_ms: int


def coupon_paper(coupons: Sequence[PaperCoupon], shop: ShopProfile, translate: Translate) -> Document:
    """Return coupons on a paper of their own, as they are given without a sale."""
    figures = figures_of(shop.locale, shop.zone, shop.currency.digits)
    heading = Text(shop.name, Align.CENTER, Style(bold=True, tall=True))
    return Document((heading, *coupon_rows(coupons, translate, figures), Cut()))


def claim_rows(claim: Claimable | None, translate: Translate, figures: Figures) -> Iterator[Row]:
    """Yield how and until when the points of this sale can still be claimed; nothing without a code."""
    if claim is not None:
        yield Blank()
        yield Text(translate("receipt.claim"), Align.CENTER, BOLD)
        yield Text(translate("receipt.claim_until", day=figures.day(claim.ends_at_ms)), Align.CENTER)
        yield from _code_rows(claim.code)


def _code_rows(code: str) -> Iterator[Row]:
    if code:
        yield Qr(code)
        groups = " ".join(code[at : at + _GROUP] for at in range(0, len(code), _GROUP))
        yield Text(groups, Align.CENTER, _SMALL)
