"""How the money of returned goods goes back."""

from __future__ import annotations

from collections.abc import Sequence

from pos_app.kernel.messages import Message
from pos_app.retail.completed import CompletedSale
from pos_app.retail.returned import SaleReturn
from pos_app.retail.tender import TenderKind

_MONEY = {TenderKind.CARD: "return.money.card", TenderKind.CASH: "return.money.cash"}


def payout_proposal(
    completed: CompletedSale | None, earlier: Sequence[SaleReturn], payout_minor: int
) -> tuple[tuple[TenderKind, int], ...]:
    """Return (cash or card, minor units) to pay out, together `payout_minor`.

    The card comes first, up to what it paid and did not get back by the `earlier` returns: card schemes want money
    where it came from. The rest, like everything without a receipt, is cash, what a gift card paid among it: nothing
    is put back on one. A proposal: the cashier may do otherwise.
    """
    paid = completed.sale.tenders if completed is not None else ()
    card = sum(one.amount_minor for one in paid if one.kind is TenderKind.CARD)
    before = sum(back.refund_minor for back in earlier)
    by_card = min(before + payout_minor, card) - min(before, card)
    parts = ((TenderKind.CARD, by_card), (TenderKind.CASH, payout_minor - by_card))
    return tuple((kind, minor) for kind, minor in parts if minor > 0)


def money_preview(
    back: SaleReturn, proposal: Sequence[tuple[TenderKind, int]], completed: CompletedSale | None = None
) -> tuple[Message, ...]:
    """Return what a cashier reads about the money before agreeing, most important first; `completed` is the sale that
    was paid, if it is known.
    """
    found = [Message(_MONEY[kind], {"amount_minor": minor}) for kind, minor in proposal]
    if not back.refund_minor:
        found.append(Message("return.money.none"))
    paid = completed.sale.tenders if completed is not None else ()
    for code, minor in (
        ("return.by_gift_card", sum(one.amount_minor for one in paid if one.kind is TenderKind.GIFT_CARD)),
        ("return.by_points", back.by_points_minor),
        ("return.by_coupon", back.by_coupon_minor),
        ("return.deducted", back.deducted_minor),
    ):
        if minor > 0:
            found.append(Message(code, {"amount_minor": minor}))
    return tuple(found)
