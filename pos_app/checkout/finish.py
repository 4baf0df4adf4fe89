"""The paid sale goes into the books."""

from __future__ import annotations

import msgspec

from pos_app.checkout.evaluation import Evaluated
from pos_app.checkout.tools import Tools
from pos_app.kernel.errors import Refused
from pos_app.kernel.ids import EventId
from pos_app.loyalty.quote import Settlement
from pos_app.loyalty.settling import settle
from pos_app.ports.books import FiledSale, SaleToFile
from pos_app.ports.staff import Cashier
from pos_app.retail import editing
from pos_app.retail.tendering import settled


def check_payable(evaluated: Evaluated) -> None:
    """Raise Refused `pay.nothing_to_pay`, `pay.unsold_open`, `access.barred` when payment may not begin."""
    sale = evaluated.sale
    if not sale.lines and not sale.returns:
        raise Refused("pay.nothing_to_pay")
    if sale.unsold:
        raise Refused("pay.unsold_open", count=len(sale.unsold))
    if evaluated.quote.barred:
        barred = editing.line_of(sale, evaluated.quote.barred[0].line_no)
        raise Refused("access.barred", name=barred.product.name)


def settlement_of(tools: Tools, evaluated: Evaluated) -> Settlement | None:
    """Return what the sale does to the member's accounts, or None without a member."""
    if evaluated.snapshot is None or evaluated.found is None:
        return None
    return settle(
        tools.program,
        evaluated.snapshot,
        evaluated.basket,
        evaluated.quote,
        EventId(evaluated.sale.sale_id),
        evaluated.found.masked_name,
    )


def finish(tools: Tools, evaluated: Evaluated, cashier: Cashier, print_receipt: bool = True) -> FiledSale:
    """Write the sale in one transaction and return it with its number.

    The sale's id is the id of its fact, so finishing again after a crash files nothing twice. Raises Refused
    `pay.still_due`, `pay.still_payout`, `tender.cash_too_small`, and Unavailable with nothing written.
    """
    check_payable(evaluated)
    figures = evaluated.figures
    tenders = settled(evaluated.tenders, figures.change_minor)
    if figures.due_minor > 0:
        raise Refused("pay.still_due", due_minor=figures.due_minor)
    if figures.payout_minor > 0:
        raise Refused("pay.still_payout", payout_minor=figures.payout_minor)
    return tools.books.file_sale(
        SaleToFile(
            event_id=EventId(evaluated.sale.sale_id),
            sale=msgspec.structs.replace(evaluated.sale, tenders=tenders),
            figures=figures,
            settlement=settlement_of(tools, evaluated),
            cashier_name=cashier.name,
            program_hash=tools.program.program_hash,
            completed_at_ms=tools.clock.now_ms(),
            print_receipt=print_receipt,
        )
    )
