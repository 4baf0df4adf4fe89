"""The written rule for every row of the data, odd ones included: docs/replay.md in code."""

from __future__ import annotations

from enum import StrEnum

from pos_app.kernel.messages import Message
from pos_app.kernel.money import divide
from pos_app.kernel.quantity import MILLI
from pos_app.replay.history import HistoryBasket, HistoryLine
from pos_app.retail.product import Product
from pos_app.retail.sale import Adjustment, AdjustmentKind, SaleLine
from pos_app.retail.tender import Tender, TenderKind

THOUSANDTHS_FROM = 1000
"""From this figure on the data counts thousandths: 14,012 of a fuel sold for 34.10 is 14.012 gallons."""

COUPON_REFERENCE = "manufacturer"
RETAIL_DISCOUNT = "retail_disc"
COUPON_MATCH = "coupon_match_disc"


class Odd(StrEnum):
    """What can be odd about a row, an instant or a basket; counted and never dropped."""

    UNEVEN_PRICE = "uneven_price"
    NO_QUANTITY = "no_quantity"
    THOUSANDTHS = "thousandths"
    COUPON_OVER_SALE = "coupon_over_sale"
    UNLISTED_PRODUCT = "unlisted_product"
    SHARED_INSTANT = "shared_instant"
    COUPON_CAPPED = "coupon_capped"


def quantity_milli(quantity: int) -> int:
    """Return the data's quantity in thousandths: pieces, or thousandths already from 1,000 on."""
    return quantity if quantity >= THOUSANDTHS_FROM else quantity * MILLI


def unit_price_minor(line: HistoryLine) -> int:
    """Return the shelf price of one whole unit, rounded; of a row without quantity its whole shelf amount."""
    quantity = quantity_milli(line.quantity)
    return divide(line.shelf_minor * MILLI, quantity) if quantity else line.shelf_minor


def odd_about(line: HistoryLine, unlisted: bool) -> list[Odd]:
    """Return everything that is odd about a row; `unlisted` when the catalogue does not have its product."""
    odd = []
    if line.quantity and line.shelf_minor % line.quantity:
        odd.append(Odd.UNEVEN_PRICE)
    if not line.quantity:
        odd.append(Odd.NO_QUANTITY)
    if line.quantity >= THOUSANDTHS_FROM:
        odd.append(Odd.THOUSANDTHS)
    if line.coupon_minor > line.sales_minor:
        odd.append(Odd.COUPON_OVER_SALE)
    if unlisted:
        odd.append(Odd.UNLISTED_PRODUCT)
    return odd


def adjustments_of(line: HistoryLine) -> tuple[Adjustment, ...]:
    """Return the shop's own discounts of a row, as history."""
    return tuple(
        Adjustment(AdjustmentKind.HISTORY, source, -amount, Message(f"history.{source}"))
        for source, amount in ((RETAIL_DISCOUNT, line.retail_minor), (COUPON_MATCH, line.match_minor))
        if amount
    )


def to_sale_line(line_no: int, line: HistoryLine, product: Product) -> SaleLine:
    """Return the row as a sale line: its extended amount is the shelf amount, to the cent."""
    return SaleLine(
        line_no=line_no,
        product=product,
        quantity_milli=quantity_milli(line.quantity),
        unit_price_minor=unit_price_minor(line),
        extended_minor=line.shelf_minor,
        adjustments=adjustments_of(line),
        code=product.codes[0] if product.codes else product.number,
    )


def paid_by_coupons_minor(basket: HistoryBasket) -> int:
    """Return what manufacturers pay of a basket: its coupons, at most what is due; nobody is paid out."""
    return min(basket.coupon_minor, basket.sales_minor)


def to_tenders(basket: HistoryBasket, next_no: int) -> tuple[Tender, ...]:
    """Return one coupon tender and cash for the rest, numbered from `next_no`; what is zero is left out."""
    coupons = paid_by_coupons_minor(basket)
    cash = basket.sales_minor - coupons
    tenders = []
    if coupons:
        tenders.append(Tender(next_no, TenderKind.COUPON, coupons, coupons, COUPON_REFERENCE))
    if cash:
        tenders.append(Tender(next_no + len(tenders), TenderKind.CASH, cash, cash))
    return tuple(tenders)
