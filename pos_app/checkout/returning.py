"""Goods come back: the sale is found, what may come back is said, what was agreed goes on the open sale."""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec
from msgspec.structs import replace

from pos_app.checkout.tools import Tools
from pos_app.kernel.clock import local_time
from pos_app.kernel.errors import Refused
from pos_app.kernel.limits import RETURNED_LINES_MAX
from pos_app.kernel.messages import Message
from pos_app.loyalty.settings import Returns, WithoutReceipt
from pos_app.ports.books import SoldSale
from pos_app.retail.product import Product
from pos_app.retail.returned import ReturnedLine, ReturnReason, SaleReturn
from pos_app.retail.returning import Wanted, left_milli, return_of, return_without_receipt, void_of
from pos_app.retail.sale import Sale

_RECEIPT = re.compile(r"\d{1,6}-\d{1,6}-[A-Z]-\d{7}")
DIGITS_MAX = 7
"""Digits that end a receipt number: enough to type them."""
_DAY_MS = 86_400_000


class Returnable(msgspec.Struct, frozen=True):
    """A line of an earlier sale: of `sold_milli`, `left_milli` can still come back."""

    line_no: int
    product: Product
    sold_milli: int
    left_milli: int


def is_receipt(code: str) -> bool:
    """True when a scanned code is the bar code of a receipt, of this till or another."""
    return _RECEIPT.fullmatch(code.strip().upper()) is not None


def receipt_number(tools: Tools, text: str) -> str:
    """Return the receipt number that was typed: whole, or only the last digits of one of this till."""
    bare = text.strip().upper()
    last = tools.books.last_sale()
    if bare.isascii() and bare.isdigit() and len(bare) <= DIGITS_MAX and last is not None:
        series = last.completed.receipt_number.rpartition("-")[0]
        return f"{series}-{bare:0>{DIGITS_MAX}}"
    return bare


def find(tools: Tools, sale: Sale, number: str) -> SoldSale:
    """Return the earlier sale. Raises Refused `return.tenders_first` while money is in the open sale,
    `return.other_till`, `return.unknown_receipt`, `return.nothing_left`.
    """
    check_may_return(sale)
    sold = tools.books.sold(number)
    if sold is None:
        last = tools.books.last_sale()
        series = last.completed.receipt_number.rpartition("-")[0] if last is not None else ""
        other = is_receipt(number) and number.rpartition("-")[0] != series
        raise Refused("return.other_till" if other else "return.unknown_receipt", number=number[:40])
    if not any(line.left_milli for line in lines_of(sold)):
        raise Refused("return.nothing_left", number=number)
    return sold


def check_may_return(sale: Sale) -> None:
    """Raise Refused `return.tenders_first` while money is in the open sale."""
    if sale.tenders:
        raise Refused("return.tenders_first")


def lines_of(sold: SoldSale) -> tuple[Returnable, ...]:
    """Return the lines of an earlier sale with what can still come back of each."""
    left = left_milli(sold.filed.completed, sold.returns)
    return tuple(
        Returnable(line.line_no, line.product, line.quantity_milli, left[line.line_no])
        for line in sold.filed.completed.sale.lines
        if line.line_no in left
    )


def approval_needed(tools: Tools, sold: SoldSale) -> Message | None:
    """Return what a manager is asked before goods of this sale come back, or None: the return window is over."""
    days = _rules_of(tools, sold).days
    gone_days = (tools.clock.now_ms() - sold.filed.completed.completed_at_ms) // _DAY_MS
    return Message("return.approval.late", {"days": days}) if gone_days > days else None


def approval_without_receipt(tools: Tools) -> Message | None:
    """Return what a manager is asked before goods come back without a receipt, or None where anybody may.

    Raises Refused `return.without_refused` where nobody may.
    """
    rule = tools.program.program.returns.without_receipt
    if rule is WithoutReceipt.REFUSED:
        raise Refused("return.without_refused")
    return Message("return.approval.without") if rule is WithoutReceipt.MANAGER else None


def planned(
    sale: Sale,
    sold: SoldSale,
    picked: Sequence[tuple[int, int]],
    reason: ReturnReason,
    approved_by: str = "",
) -> SaleReturn:
    """Return what the picked (line, thousandths) bring, numbered behind everything on the open sale.

    Raises Refused as `retail.returning.return_of`.
    """
    wanted = [Wanted(line_no, milli, reason) for line_no, milli in picked if milli]
    return return_of(sold.filed.completed, sold.returns, wanted, sale.next_no, approved_by)


def without_receipt(
    tools: Tools,
    sale: Sale,
    goods: Sequence[tuple[Product, int]],
    reason: ReturnReason,
    approved_by: str = "",
) -> SaleReturn:
    """Return what goods bring that nobody has a receipt for: today's shelf price."""
    if not goods:
        raise Refused("return.nothing")
    found: list[ReturnedLine] = []
    for place, (product, milli) in enumerate(goods):
        no = sale.next_no + place
        found += return_without_receipt(product, milli, tools.shop.tax, no, reason, approved_by).lines
    return SaleReturn(None, "", tuple(found), approved_by=approved_by)


def voided(tools: Tools, sale: Sale, approved_by: str = "") -> tuple[SoldSale, SaleReturn]:
    """Return the last sale of this till with its void: everything of it, as long as the day lasts.

    Raises Refused `void.open_sale` when something is on the open sale, `void.no_sale`, `void.day_over`,
    `return.nothing_left`, `void.has_returns`.
    """
    if not sale.is_empty:
        raise Refused("void.open_sale")
    last = tools.books.last_sale()
    sold = tools.books.sold(last.completed.receipt_number) if last is not None else None
    if sold is None:
        raise Refused("void.no_sale")
    completed = sold.filed.completed
    day, today = (
        local_time(at_ms, tools.zone).date() for at_ms in (completed.completed_at_ms, tools.clock.now_ms())
    )
    if day != today:
        raise Refused("void.day_over", number=completed.receipt_number)
    return sold, void_of(completed, sold.returns, sale.next_no, approved_by)


def put(sale: Sale, back: SaleReturn) -> Sale:
    """Put a return on the sale, instead of one of the same earlier sale. Raises Refused `return.full`."""
    others = tuple(one for one in sale.returns if one.sale_id != back.sale_id)
    if sum(len(one.lines) for one in (*others, back)) > RETURNED_LINES_MAX:
        raise Refused("return.full", limit=RETURNED_LINES_MAX)
    after = max((line.line_no for line in back.lines), default=0) + 1
    return replace(sale, returns=(*others, back), next_no=max(sale.next_no, after))


def is_returned(sale: Sale, line_no: int) -> bool:
    """True when the line with this number is one that comes back."""
    return any(line.line_no == line_no for back in sale.returns for line in back.lines)


def without_line(sale: Sale, line_no: int) -> Sale:
    """Take a returned line off the sale again; a void goes as a whole."""
    kept = []
    for back in sale.returns:
        lines = tuple(line for line in back.lines if line.line_no != line_no)
        if len(lines) == len(back.lines):
            kept.append(back)
        elif lines and not back.is_void:
            kept.append(replace(back, lines=lines))
    return replace(sale, returns=tuple(kept))


def _rules_of(tools: Tools, sold: SoldSale) -> Returns:
    """Return the return rules under which the sale was made; today's where that version is not kept."""
    version = tools.programs.version(sold.program_hash) if tools.programs is not None else None
    return (version or tools.program).program.returns
