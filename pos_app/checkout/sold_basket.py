"""An earlier sale as the engine sees it."""

from __future__ import annotations

from datetime import tzinfo

from pos_app.checkout.evaluation import to_basket
from pos_app.loyalty.reversing.sold import SALE_BY_HAND, SoldBasket, SoldPart, TakenOff
from pos_app.ports.books import SoldSale
from pos_app.retail.figures import LineFigures
from pos_app.retail.sale import AdjustmentKind
from pos_app.retail.shop import ShopProfile
from pos_app.retail.sold_lines import sold_lines
from pos_app.retail.tender import TenderKind

_ENGINES = frozenset({AdjustmentKind.PROMOTION, AdjustmentKind.REWARD})
"""Adjustments that the engine made; the others are in what it was asked."""


def sold_basket(shop: ShopProfile, zone: tzinfo, sold: SoldSale) -> SoldBasket:
    """Return what the engine was asked for a sale, what it took off, what was paid, what came back since."""
    completed = sold.filed.completed
    figures = {line.line_no: line for line in completed.figures.lines}
    worth = {line.line_no: line.gross_minor for line in sold_lines(completed)}
    basket = to_basket(shop, zone, completed.sale)
    return SoldBasket(
        event_id=sold.event_id,
        sold_at_ms=basket.at_ms,
        tier=sold.tier,
        parts=tuple(
            SoldPart(line, _off(figures[line.line_no]), worth[line.line_no])
            for line in basket.lines
            if line.line_no in worth
        ),
        entries=sold.entries,
        by_points_minor=sum(
            one.amount_minor for one in completed.sale.tenders if one.kind is TenderKind.POINTS
        ),
        returned=tuple(
            (line.of_line_no, line.quantity_milli)
            for back in sold.returns
            for line in back.lines
            if not line.replaced_by
        ),
        reversed=sold.return_entries,
        is_claimable=bool(sold.filed.claim_code),
        stored_value_minor=basket.stored_value_minor,
    )


def _off(figures: LineFigures) -> tuple[TakenOff, ...]:
    return tuple(
        TakenOff(one.source, -one.amount_minor, one.kind is not AdjustmentKind.REWARD)
        for one in figures.adjustments
        if one.kind in _ENGINES or one.source == SALE_BY_HAND
    )
