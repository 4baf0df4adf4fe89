"""Changes of the open sale, each from one immutable value to the next."""

from __future__ import annotations

from msgspec.structs import replace

from pos_app.kernel.errors import Refused
from pos_app.kernel.ids import CashierId
from pos_app.kernel.limits import (
    QUANTITY_MILLI_MAX,
    SALE_LINES_MAX,
    SALE_TOTAL_MINOR_MAX,
    TENDERS_MAX,
    UNIT_PRICE_MINOR_MAX,
    UNSOLD_MAX,
)
from pos_app.kernel.messages import Message
from pos_app.kernel.money import Rate, take_rate
from pos_app.kernel.quantity import MILLI, Unit, extended_minor, is_whole
from pos_app.retail.amounts import read_decimal
from pos_app.retail.product import Forbid, Product
from pos_app.retail.sale import Adjustment, AdjustmentKind, Sale, SaleDiscount, SaleLine, UnsoldCode
from pos_app.retail.tender import Tender, TenderKind

PRICE_BY_HAND = "price"
PERCENT_BY_HAND = "manual"
"""Sources of the adjustments that a typed unit price, a typed percentage make; what was typed is in their reasons."""
TENTHS_OF_PERCENT = 1000


def add_line(
    sale: Sale,
    product: Product,
    quantity_milli: int,
    code: str = "",
    price_minor: int | None = None,
    labelled: bool = False,
) -> tuple[Sale, int]:
    """Put a product on the sale; return the new sale and the line's number.

    `price_minor` is what a price label says for the whole line. The same product scanned again right after itself adds
    to its line, as long as nobody has changed that line: the receipt keeps the order of the belt. Raises Refused
    `quantity.*`, `sale.full`, `sale.too_much`.
    """
    check_quantity(product, quantity_milli)
    last = sale.lines[-1] if sale.lines else None
    if last is not None and price_minor is None and not labelled and _merges(last, product, code):
        return change_quantity(sale, last.line_no, last.quantity_milli + quantity_milli), last.line_no
    if len(sale.lines) >= SALE_LINES_MAX:
        raise Refused("sale.full", limit=SALE_LINES_MAX)
    extended = extended_minor(product.price_minor, quantity_milli) if price_minor is None else price_minor
    line = SaleLine(
        sale.next_no, product, quantity_milli, product.price_minor, extended, code=code, labelled=labelled
    )
    return _checked(replace(sale, lines=(*sale.lines, line), next_no=sale.next_no + 1)), line.line_no


def change_quantity(sale: Sale, line_no: int, quantity_milli: int) -> Sale:
    """Set a line's quantity; 0 removes it. A percentage taken off by hand stays the same share of the new amount.

    Raises Refused `quantity.labelled` for a label's weight, `quantity.*`.
    """
    if quantity_milli == 0:
        return remove_line(sale, line_no)
    line = line_of(sale, line_no)
    if line.labelled:
        raise Refused("quantity.labelled", name=line.product.name)
    check_quantity(line.product, quantity_milli)
    extended = extended_minor(line.unit_price_minor, quantity_milli)
    changed = replace(line, quantity_milli=quantity_milli, extended_minor=extended)
    kept = tuple(_rescaled(one, line, changed) for one in line.adjustments)
    return _checked(_with_line(sale, replace(changed, adjustments=kept)))


def remove_line(sale: Sale, line_no: int) -> Sale:
    """Take a line off the sale; with the last one a discount on the whole sale goes, too."""
    line_of(sale, line_no)
    lines = tuple(line for line in sale.lines if line.line_no != line_no)
    return replace(sale, lines=lines, discount=sale.discount if lines else None)


def discount_line(sale: Sale, line_no: int, rate: Rate) -> Sale:
    """Take a share, in tenths of a percent, off one line by hand, instead of what was taken off by hand before.

    Raises Refused `discount.forbidden`, `discount.absurd`.
    """
    line = line_of(sale, line_no)
    if Forbid.DISCOUNT in line.product.forbids:
        raise Refused("discount.forbidden", name=line.product.name)
    tenths = take_rate(TENTHS_OF_PERCENT, rate)
    if not 0 < tenths <= TENTHS_OF_PERCENT:
        raise Refused("discount.absurd")
    reason = Message("discount.manual", {"percent": _percent_text(tenths)})
    off = -take_rate(line.extended_minor, Rate(tenths, TENTHS_OF_PERCENT))
    manual = Adjustment(AdjustmentKind.MANUAL, PERCENT_BY_HAND, off, reason)
    kept = tuple(one for one in line.adjustments if one.kind is not AdjustmentKind.MANUAL)
    return _with_line(sale, replace(line, adjustments=(*kept, manual)))


def discount_sale(sale: Sale, rate: Rate, amount_minor: int = 0) -> Sale:
    """Take a share (a fraction of 1) or an amount off the whole sale, instead of what was taken off it before; both 0
    take the discount off again. How it is spread over the lines is computed with promotions and rewards.

    Raises Refused `line.none` for an empty sale, `discount.forbidden` where no line may be made cheaper.
    """
    if not rate.numerator and not amount_minor:
        return replace(sale, discount=None)
    if not sale.lines:
        raise Refused("line.none")
    if all(Forbid.DISCOUNT in line.product.forbids for line in sale.lines):
        raise Refused("discount.forbidden", name=sale.lines[-1].product.name)
    return replace(sale, discount=SaleDiscount(rate, amount_minor))


def sale_discount_reason(discount: SaleDiscount) -> Message:
    """Return what a discount on the whole sale is called on screen and receipt."""
    if discount.rate.numerator:
        return Message(
            "discount.sale", {"percent": _percent_text(take_rate(TENTHS_OF_PERCENT, discount.rate))}
        )
    return Message("discount.sale_amount", {"off_minor": discount.amount_minor})


def price_line(sale: Sale, line_no: int, unit_price_minor: int) -> Sale:
    """Set a line's unit price by hand. Raises Refused `price.absurd`, `discount.forbidden` below the shelf price."""
    line = line_of(sale, line_no)
    if line.labelled:
        raise Refused("quantity.labelled", name=line.product.name)
    if not 0 <= unit_price_minor <= UNIT_PRICE_MINOR_MAX:
        raise Refused("price.absurd", most_minor=UNIT_PRICE_MINOR_MAX)
    if unit_price_minor < line.product.price_minor and Forbid.DISCOUNT in line.product.forbids:
        raise Refused("discount.forbidden", name=line.product.name)
    extended = extended_minor(line.product.price_minor, line.quantity_milli)
    change = extended_minor(unit_price_minor, line.quantity_milli) - extended
    reason = Message("price.manual", {"price_minor": unit_price_minor})
    by_hand = Adjustment(AdjustmentKind.MANUAL, PRICE_BY_HAND, change, reason)
    manual = () if unit_price_minor == line.product.price_minor else (by_hand,)
    return _checked(_with_line(sale, replace(line, extended_minor=extended, adjustments=manual)))


def add_unsold(sale: Sale, code: str, reason: Message) -> Sale:
    """Remember a refused scan. Past the bound the oldest stay: there is enough to look after already."""
    if len(sale.unsold) >= UNSOLD_MAX:
        return sale
    unsold = UnsoldCode(sale.next_no, code, reason)
    return replace(sale, unsold=(*sale.unsold, unsold), next_no=sale.next_no + 1)


def dismiss_unsold(sale: Sale, unsold_no: int) -> Sale:
    """Forget a refused scan."""
    return replace(sale, unsold=tuple(one for one in sale.unsold if one.unsold_no != unsold_no))


def add_tender(sale: Sale, kind: TenderKind, given_minor: int, reference: str = "") -> Sale:
    """Put money on the sale; `retail.tendering` decides whether it may be taken. Raises Refused `tender.too_many`."""
    if len(sale.tenders) >= TENDERS_MAX:
        raise Refused("tender.too_many", limit=TENDERS_MAX)
    tender = Tender(sale.next_no, kind, given_minor, given_minor, reference)
    return replace(sale, tenders=(*sale.tenders, tender), next_no=sale.next_no + 1)


def remove_tender(sale: Sale, tender_no: int) -> Sale:
    """Give a tender back. Raises Refused `tender.not_there`."""
    if all(one.tender_no != tender_no for one in sale.tenders):
        raise Refused("tender.not_there")
    return replace(sale, tenders=tuple(one for one in sale.tenders if one.tender_no != tender_no))


def started_at(sale: Sale, at_ms: int) -> Sale:
    """Set the instant by which all rules judge the sale: that of its first line."""
    return replace(sale, started_at_ms=at_ms)


def with_cashier(sale: Sale, cashier_id: CashierId) -> Sale:
    """Hand the open sale over to another cashier."""
    return replace(sale, cashier_id=cashier_id)


def line_of(sale: Sale, line_no: int) -> SaleLine:
    """Return the line with this number. Raises Refused `line.not_there`."""
    for line in sale.lines:
        if line.line_no == line_no:
            return line
    raise Refused("line.not_there")


def check_quantity(product: Product, quantity_milli: int) -> None:
    """Raise Refused `quantity.not_positive`, `quantity.absurd` or `quantity.not_whole` for what cannot be sold."""
    if quantity_milli <= 0:
        raise Refused("quantity.not_positive")
    if quantity_milli > QUANTITY_MILLI_MAX:
        raise Refused("quantity.absurd", most=QUANTITY_MILLI_MAX // MILLI)
    if product.unit is Unit.PIECE and not is_whole(quantity_milli):
        raise Refused("quantity.not_whole", name=product.name)


def _merges(last: SaleLine, product: Product, code: str) -> bool:
    return (
        last.product == product
        and last.code == code
        and not last.adjustments
        and not last.labelled
        and product.unit is Unit.PIECE
    )


def _percent_text(tenths: int) -> str:
    return f"{tenths // 10}.{tenths % 10}" if tenths % 10 else str(tenths // 10)


def _with_line(sale: Sale, changed: SaleLine) -> Sale:
    return replace(
        sale, lines=tuple(changed if line.line_no == changed.line_no else line for line in sale.lines)
    )


def _rescaled(adjustment: Adjustment, before: SaleLine, after: SaleLine) -> Adjustment:
    params = adjustment.reason.params if adjustment.kind is AdjustmentKind.MANUAL else {}
    price, percent = params.get("price_minor"), params.get("percent")
    if isinstance(price, int):
        amount = extended_minor(price, after.quantity_milli) - after.extended_minor
    elif isinstance(percent, str):
        tenths = read_decimal(percent, 1) or 0
        amount = -take_rate(after.extended_minor, Rate(tenths, TENTHS_OF_PERCENT))
    elif before.extended_minor:
        amount = take_rate(adjustment.amount_minor, Rate(after.extended_minor, before.extended_minor))
    else:
        amount = adjustment.amount_minor
    return replace(adjustment, amount_minor=amount)


def _dearest(line: SaleLine) -> int:
    """Return what a line costs at most: at its shelf price or at one set by hand."""
    return line.extended_minor + max(0, sum(one.amount_minor for one in line.adjustments))


def _checked(sale: Sale) -> Sale:
    if sum(_dearest(line) for line in sale.lines) > SALE_TOTAL_MINOR_MAX:
        raise Refused("sale.too_much", most_minor=SALE_TOTAL_MINOR_MAX)
    return sale
