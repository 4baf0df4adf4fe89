"""The paid sale goes into the books."""

from __future__ import annotations

import msgspec
from msgspec.structs import replace

from pos_app.checkout import coupons
from pos_app.checkout.evaluation import Evaluated
from pos_app.checkout.holding import LOCAL, Holding
from pos_app.checkout.late_card import claim_code
from pos_app.checkout.tools import Tools
from pos_app.kernel.errors import Refused, Unavailable
from pos_app.kernel.ids import EventId
from pos_app.kernel.messages import Message
from pos_app.loyalty.member import MemberSnapshot
from pos_app.loyalty.quote import PointsStatement, Settlement
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
    """Return what the sale does to the accounts of its member, of who brought that member, of bearers; None when it
    touches nobody's. Coupons carry their codes. Goods that only come back settle nothing: their entries are apart.
    """
    found = evaluated.found
    settlement = settle(
        tools.program,
        evaluated.snapshot,
        evaluated.basket,
        evaluated.quote,
        EventId(evaluated.sale.sale_id),
        found.masked_name if found is not None else "",
        _referrer(tools, evaluated),
    )
    if not evaluated.basket.lines:
        settlement = replace(settlement, entries=())
    if found is None and not settlement.entries and not settlement.statement.coupons:
        return None
    return coupons.signed(
        tools, replace(settlement, statement=_with_returns(settlement.statement, evaluated))
    )


def _with_returns(statement: PointsStatement, evaluated: Evaluated) -> PointsStatement:
    """Return the statement with what returned goods took from the member and gave back."""
    earned, spent = statement.earned, statement.spent
    if evaluated.given_points:
        earned = (*earned, (Message("receipt.points_given_back"), evaluated.given_points))
    if evaluated.taken_points:
        spent = (*spent, (Message("receipt.points_taken_back"), evaluated.taken_points))
    return replace(statement, earned=earned, spent=spent)


def _referrer(tools: Tools, evaluated: Evaluated) -> MemberSnapshot | None:
    """Return who brought the member, None when nobody did or it is not known here any more."""
    member = evaluated.snapshot
    if member is None or member.referrer is None:
        return None
    try:
        return tools.members.snapshot(member.referrer, evaluated.basket.at_ms)
    except Unavailable as gone:
        if gone.code != "member.gone":
            raise
        return None


def finish(
    tools: Tools,
    evaluated: Evaluated,
    cashier: Cashier,
    print_receipt: bool = True,
    holding: Holding | None = None,
) -> FiledSale:
    """Write the sale in one transaction and return it with its number; `holding` says by what right points are spent.

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
    settlement = settlement_of(tools, evaluated)
    return tools.books.file_sale(
        SaleToFile(
            event_id=EventId(evaluated.sale.sale_id),
            sale=msgspec.structs.replace(evaluated.sale, tenders=tenders),
            figures=figures,
            settlement=settlement,
            cashier_name=cashier.name,
            program_hash=tools.program.program_hash,
            completed_at_ms=tools.clock.now_ms(),
            print_receipt=print_receipt,
            reversed=evaluated.reversed,
            claim_code=claim_code(tools, evaluated),
            auth_mode=LOCAL if holding is None else holding.mode(settlement),
        )
    )
