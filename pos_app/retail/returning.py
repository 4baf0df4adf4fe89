"""What comes back of an earlier sale, worked out from what was paid for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from msgspec.structs import replace

from pos_app.kernel.errors import Refused
from pos_app.kernel.money import divide
from pos_app.kernel.quantity import Unit, extended_minor, is_whole
from pos_app.retail.completed import CompletedSale
from pos_app.retail.product import Product
from pos_app.retail.returned import ReturnedLine, ReturnReason, SaleReturn
from pos_app.retail.sale import Sale, SaleLine
from pos_app.retail.shop import TaxMode, TaxRules
from pos_app.retail.sold_lines import SoldLine, sold_lines
from pos_app.retail.tax import tax_of
from pos_app.retail.tender import TenderKind


class Wanted(NamedTuple):
    """A quantity of one line of an earlier sale that is to come back; `replaced_by` as in ReturnedLine."""

    of_line_no: int
    quantity_milli: int
    reason: ReturnReason = ReturnReason.CHANGED_MIND
    replaced_by: int = 0


def return_of(
    completed: CompletedSale,
    earlier: Sequence[SaleReturn],
    wanted: Sequence[Wanted],
    first_no: int,
    approved_by: str = "",
) -> SaleReturn:
    """Return what `wanted` brings, after the returns that were made of this sale `earlier`.

    Amount, tax and worth of each line are cumulative shares of what was charged: the last return takes the cent, and
    all together never bring more than was paid. The share that was paid with points or a third party's coupon is the
    same of all goods. Lines are numbered from `first_no`. Raises Refused `return.nothing`, `return.unknown_line`,
    `return.replacement`, `return.twice`, `return.whole_pieces`, `return.too_many` (have/need in thousandths).
    """
    if not wanted:
        raise Refused("return.nothing")
    if len({one.of_line_no for one in wanted}) != len(wanted):
        raise Refused("return.twice")
    lines = {line.line_no: line for line in sold_lines(completed)}
    before = returned_milli(earlier)
    found = tuple(
        _returned(completed, lines, before, one, first_no + place) for place, one in enumerate(wanted)
    )
    after = dict(before)
    for one in wanted:
        if not one.replaced_by:
            after[one.of_line_no] = after.get(one.of_line_no, 0) + one.quantity_milli
    total = sum(line.gross_minor for line in lines.values())
    was, now = (_unpaid(completed, total, _worth(lines, milli)) for milli in (before, after))
    return SaleReturn(
        completed.sale.sale_id,
        completed.receipt_number,
        found,
        by_points_minor=now[0] - was[0],
        by_coupon_minor=now[1] - was[1],
        approved_by=approved_by,
    )


def void_of(
    completed: CompletedSale, earlier: Sequence[SaleReturn], first_no: int, approved_by: str = ""
) -> SaleReturn:
    """Return everything that has not come back yet, as a void.

    Raises Refused `return.nothing_left`, and `void.has_returns` for a sale that took goods back itself: those would
    have to go out again.
    """
    if completed.sale.returns:
        raise Refused("void.has_returns")
    left = left_milli(completed, earlier)
    wanted = [Wanted(line_no, milli, ReturnReason.VOIDED) for line_no, milli in left.items() if milli]
    if not wanted:
        raise Refused("return.nothing_left")
    return replace(return_of(completed, earlier, wanted, first_no, approved_by), is_void=True)


def return_without_receipt(
    product: Product,
    quantity_milli: int,
    rules: TaxRules,
    line_no: int,
    reason: ReturnReason = ReturnReason.CHANGED_MIND,
    approved_by: str = "",
) -> SaleReturn:
    """Return goods that nobody has a receipt for, at today's shelf price; whether that may be is the owner's rule.

    Raises Refused `return.nothing`, `return.whole_pieces`, `tax.unknown_class`.
    """
    _check_quantity(product, quantity_milli)
    amount = extended_minor(product.price_minor, quantity_milli)
    one = next((each for each in rules.classes if each.tax_class == product.tax_class), None)
    if one is None:
        raise Refused("tax.unknown_class", tax_class=product.tax_class)
    tax = tax_of(amount, one.rate, rules.mode)
    back = ReturnedLine(
        line_no=line_no,
        of_line_no=0,
        product=product,
        quantity_milli=quantity_milli,
        amount_minor=amount,
        tax_class=product.tax_class,
        tax_minor=tax,
        gross_minor=amount + tax if rules.mode is TaxMode.EXCLUSIVE else amount,
        reason=reason,
        tax_label=one.label,
        tax_rate=one.rate,
    )
    return SaleReturn(None, "", (back,), approved_by=approved_by)


def returned_milli(earlier: Iterable[SaleReturn]) -> dict[int, int]:
    """Return the thousandths that came back per line; what was replaced by the same goods did not."""
    found: dict[int, int] = {}
    for back in earlier:
        for line in back.lines:
            if not line.replaced_by:
                found[line.of_line_no] = found.get(line.of_line_no, 0) + line.quantity_milli
    return found


def left_milli(completed: CompletedSale, earlier: Sequence[SaleReturn]) -> dict[int, int]:
    """Return the thousandths that can still come back per line, 0 where nothing is left."""
    before = returned_milli(earlier)
    return {
        line.line_no: max(0, line.quantity_milli - before.get(line.line_no, 0))
        for line in sold_lines(completed)
    }


def new_goods(sale: Sale) -> tuple[SaleLine, ...]:
    """Return the lines that are sold anew: promotions, thresholds, points look at nothing else."""
    swapped = {line.replaced_by for back in sale.returns for line in back.lines}
    return tuple(line for line in sale.lines if line.line_no not in swapped) if swapped else sale.lines


def _returned(
    completed: CompletedSale, lines: dict[int, SoldLine], before: dict[int, int], one: Wanted, line_no: int
) -> ReturnedLine:
    line = lines.get(one.of_line_no)
    if line is None:
        known = any(each.line_no == one.of_line_no for each in completed.sale.lines)
        raise Refused("return.replacement" if known else "return.unknown_line", line_no=one.of_line_no)
    _check_quantity(line.product, one.quantity_milli)
    was = before.get(one.of_line_no, 0)
    now = was + one.quantity_milli
    if now > line.quantity_milli:
        raise Refused("return.too_many", have_milli=line.quantity_milli - was, need_milli=one.quantity_milli)
    amount, tax, gross = (
        after - earlier for after, earlier in zip(line.share(now), line.share(was), strict=True)
    )
    return ReturnedLine(
        line_no,
        one.of_line_no,
        line.product,
        one.quantity_milli,
        amount,
        line.tax_class,
        tax,
        gross,
        one.reason,
        one.replaced_by,
        line.tax_label,
        line.tax_rate,
    )


def _check_quantity(product: Product, quantity_milli: int) -> None:
    if quantity_milli <= 0:
        raise Refused("return.nothing")
    if product.unit is Unit.PIECE and not is_whole(quantity_milli):
        raise Refused("return.whole_pieces")


def _unpaid(completed: CompletedSale, total_minor: int, worth_minor: int) -> tuple[int, int]:
    """Return how much of goods worth `worth_minor` was paid with points, with third parties' coupons."""
    points, coupons = (
        sum(one.amount_minor for one in completed.sale.tenders if one.kind is kind)
        for kind in (TenderKind.POINTS, TenderKind.COUPON)
    )
    points = min(points, total_minor)
    by_points = _part(points, worth_minor, total_minor)
    rest = total_minor - points
    return by_points, _part(min(coupons, rest), worth_minor - by_points, rest)


def _worth(lines: dict[int, SoldLine], milli: Mapping[int, int]) -> int:
    return sum(lines[line_no].share(part)[2] for line_no, part in milli.items() if line_no in lines)


def _part(whole_minor: int, part: int, of_all: int) -> int:
    return divide(whole_minor * part, of_all) if of_all > 0 else 0
