"""The bridge from retail to loyalty: one sale in, every figure out, computed from scratch."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import tzinfo

import msgspec

from pos_app.kernel.clock import local_time
from pos_app.loyalty.basket import (
    NOT_CUT_OFF,
    Basket,
    BasketLine,
    Chosen,
    CutOff,
    HandDiscount,
    ShownCoupon,
    TenderShare,
)
from pos_app.loyalty.compiled import CompiledProgram
from pos_app.loyalty.ledger import EntryDraft
from pos_app.loyalty.member import MemberSnapshot
from pos_app.loyalty.quote import Quote, RewardChange
from pos_app.loyalty.quoting import quote
from pos_app.loyalty.reversing.sold import SALE_BY_HAND
from pos_app.ports.members import FoundMember
from pos_app.retail.editing import sale_discount_reason
from pos_app.retail.figures import SaleFigures
from pos_app.retail.product import Forbid
from pos_app.retail.returning import new_goods
from pos_app.retail.sale import Adjustment, AdjustmentKind, Sale, SaleDiscount, SaleLine
from pos_app.retail.shop import ShopProfile, TaxRules
from pos_app.retail.tax import with_tax, without_tax
from pos_app.retail.tender import Tender, TenderKind
from pos_app.retail.totals import figures

FIRST_POINTS_TENDER_NO = 1_000_001
"""Tenders paid with points are computed, not taken: they are numbered apart from those a cashier takes."""


class Evaluated(msgspec.Struct, frozen=True):
    """A sale with everything that follows from it.

    `tenders` are those taken plus those that chosen rewards pay; `basket` is what the engine was asked. `snapshot` is
    the member after what returned goods do to accounts: their entries are `reversed`, they take `taken_points` from the
    member and give `given_points` back.
    """

    sale: Sale
    figures: SaleFigures
    quote: Quote
    basket: Basket
    tenders: tuple[Tender, ...] = ()
    found: FoundMember | None = None
    snapshot: MemberSnapshot | None = None
    reversed: tuple[EntryDraft, ...] = ()
    taken_points: int = 0
    given_points: int = 0


def evaluate(
    shop: ShopProfile,
    zone: tzinfo,
    program: CompiledProgram,
    sale: Sale,
    found: FoundMember | None = None,
    snapshot: MemberSnapshot | None = None,
    offers: bool = True,
    used_by_all: tuple[tuple[str, int], ...] = (),
    is_connected: bool = True,
    cut_off: CutOff = NOT_CUT_OFF,
) -> Evaluated:
    """Return all figures of `sale` for this member under this program; the same input always gives the same figures.

    Without `offers` the rewards that could be used and the hints are left out. `used_by_all` tells how often rules
    with a limit for everybody were used: (uses key, times). `is_connected` is false while a server exists and cannot be
    reached; then `cut_off` bounds what may be spent.
    """
    basket = to_basket(shop, zone, sale, used_by_all, is_connected, cut_off)
    answer = quote(program, snapshot, basket, offers)
    changes = _changes(answer, sale.discount)
    paid_by_points = tuple(
        Tender(
            FIRST_POINTS_TENDER_NO + place,
            TenderKind.POINTS if part.points else TenderKind.COUPON,
            part.amount_minor,
            part.amount_minor,
            part.reward_id,
        )
        for place, part in enumerate(answer.tenders)
    )
    tenders = sale.tenders + paid_by_points
    result = figures(sale, shop.tax, changes, answer.line_points, paid_by_points)
    return Evaluated(sale, result, answer, basket, tenders, found, snapshot)


def _changes(answer: Quote, discount: SaleDiscount | None) -> dict[int, list[Adjustment]]:
    """Return what price lists, promotions, rewards take off each line, in the order in which they were taken;
    a discount on the whole sale by hand stands between promotions and rewards.
    """
    changes: dict[int, list[Adjustment]] = {}
    for price in answer.prices:
        changes.setdefault(price.line_no, []).append(
            Adjustment(AdjustmentKind.PROMOTION, price.price_id, price.amount_minor, price.reason)
        )
    taken = answer.changes
    if discount is not None and answer.by_hand:
        taken = tuple(one for one in answer.changes if not one.promotion)
        _put(changes, [one for one in answer.changes if one.promotion])
        reason = sale_discount_reason(discount)
        for off in answer.by_hand:
            changes.setdefault(off.line_no, []).append(
                Adjustment(AdjustmentKind.MANUAL, SALE_BY_HAND, off.amount_minor, reason)
            )
    _put(changes, taken)
    return changes


def _put(changes: dict[int, list[Adjustment]], taken: Iterable[RewardChange]) -> None:
    for change in taken:
        kind = AdjustmentKind.PROMOTION if change.promotion else AdjustmentKind.REWARD
        changes.setdefault(change.line_no, []).append(
            Adjustment(kind, change.reward_id, change.amount_minor, change.reason)
        )


def to_basket(
    shop: ShopProfile,
    zone: tzinfo,
    sale: Sale,
    used_by_all: tuple[tuple[str, int], ...] = (),
    is_connected: bool = True,
    cut_off: CutOff = NOT_CUT_OFF,
) -> Basket:
    """Return the sale as the engine sees it: amounts after labels and manual changes."""
    moment = local_time(sale.started_at_ms, zone)
    return Basket(
        at_ms=sale.started_at_ms,
        lines=tuple(_basket_line(line, shop.tax) for line in new_goods(sale)),
        chosen=tuple(Chosen(one.reward_id, one.times, one.points) for one in sale.rewards),
        minute_of_week=moment.weekday() * 1440 + moment.hour * 60 + moment.minute,
        date=moment.date().isoformat(),
        store=shop.store_no,
        channel=shop.channel,
        connected=is_connected,
        cut_off=cut_off,
        codes=sale.codes,
        coupons=tuple(ShownCoupon(one.coupon_id, one.rule_id, one.expires_at_ms) for one in sale.coupons),
        tenders=tuple(
            TenderShare(one.kind.value, one.amount_minor) for one in sale.tenders if one.amount_minor > 0
        ),
        used_by_all=used_by_all,
        off_by_hand=None
        if sale.discount is None
        else HandDiscount(sale.discount.rate, sale.discount.amount_minor),
        stored_value_minor=sum(
            one.amount_minor
            for one in sale.tenders
            if one.kind is TenderKind.GIFT_CARD and one.amount_minor > 0
        ),
    )


def _basket_line(line: SaleLine, rules: TaxRules) -> BasketLine:
    product = line.product
    amount = line.extended_minor
    for adjustment in line.adjustments:
        amount += adjustment.amount_minor
    forbids = product.forbids
    return BasketLine(
        line.line_no,
        product.number,
        product.category,
        product.brand,
        product.tags,
        line.quantity_milli,
        line.unit_price_minor,
        line.extended_minor,
        amount,
        without_tax(amount, product.tax_class, rules),
        Forbid.DISCOUNT not in forbids,
        Forbid.EARN not in forbids,
        Forbid.REDEEM not in forbids,
        any(one.kind is AdjustmentKind.MANUAL for one in line.adjustments),
        with_tax(amount, product.tax_class, rules),
    )
