"""Money is taken."""

from __future__ import annotations

from pos_app.checkout.evaluation import Evaluated
from pos_app.checkout.finish import check_payable
from pos_app.checkout.tools import Tools
from pos_app.retail import editing, tendering
from pos_app.retail.sale import Sale
from pos_app.retail.tender import TenderKind


def take(evaluated: Evaluated, kind: TenderKind, given_minor: int | None = None) -> Sale:
    """Return the sale with one more tender: `given_minor`, or exactly what is due. Where money goes back to the
    customer, `given_minor` is what is paid out.

    Raises Refused `pay.*` when payment may not begin and `tender.*` when this cannot be taken.
    """
    check_payable(evaluated)
    payout = evaluated.figures.payout_minor
    if payout > 0:
        paid_out = payout if given_minor is None else given_minor
        tendering.check_payout(kind, paid_out, payout)
        return editing.add_tender(evaluated.sale, kind, -paid_out)
    due = evaluated.figures.due_minor
    given = due if given_minor is None else given_minor
    tendering.check_tender(kind, given, due)
    return editing.add_tender(evaluated.sale, kind, given)


def quick_amounts(tools: Tools, evaluated: Evaluated) -> tuple[int, ...]:
    """Return the cash amounts to offer as buttons, exactly what is due first; where money goes back, just that."""
    payout = evaluated.figures.payout_minor
    if payout:
        return (payout,)
    return tendering.quick_amounts(evaluated.figures.due_minor, tools.shop.currency)
