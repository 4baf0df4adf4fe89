"""A printed coupon is shown: proven without asking anybody, used once."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import msgspec

from pos_app.checkout.tools import Tools
from pos_app.kernel.clock import local_time
from pos_app.kernel.errors import Refused
from pos_app.kernel.exchange_limits import OFFLINE_COUPONS_A_DAY
from pos_app.kernel.ids import EventId, MemberId
from pos_app.kernel.limits import COUPONS_PER_SALE_MAX
from pos_app.kernel.messages import Message
from pos_app.loyalty.accounts import coupon_key, owed_key
from pos_app.loyalty.extras import CouponRule
from pos_app.loyalty.ledger import EntryDraft, EntryKind
from pos_app.loyalty.lifecycle.booking import owe, put_shared
from pos_app.loyalty.lifecycle.coupons import is_good
from pos_app.loyalty.program import Program
from pos_app.loyalty.quote import PaperCoupon, Settlement
from pos_app.loyalty.spans import start_of_day
from pos_app.ports.gateway import Contact
from pos_app.ports.records import Posting
from pos_app.ports.staff import Cashier
from pos_app.retail.sale import Sale, ScannedCoupon
from pos_app.wire.fact import FactKind
from pos_app.wire.paper_code import Paper, PaperKind, paper_code, payload_of, read_paper, rule_mark


def proven(tools: Tools, code: str) -> Paper:
    """Return what a paper of this shop says. Raises Refused `coupon.damaged`, `coupon.forged`."""
    try:
        paper, payload, signature = read_paper(code)
    except ValueError as damaged:
        raise Refused("coupon.damaged") from damaged
    if tools.signing is None or not tools.signing.is_genuine(payload, signature):
        raise Refused("coupon.forged")
    return paper


def show(tools: Tools, sale: Sale, paper: Paper, code: str) -> tuple[Sale, CouponRule]:
    """Put a proven coupon on the sale; what it gives is computed with everything else.

    Raises Refused `coupon.unknown_rule`, `coupon.on_sale`, `coupon.too_many`, `coupon.not_yet`, `coupon.expired`,
    `coupon.used`, `offline.coupons_full`.
    """
    rule = rule_of(tools.program.program, paper)
    if rule is None:
        raise Refused("coupon.unknown_rule")
    at_ms = sale.started_at_ms if sale.lines else tools.clock.now_ms()
    if any(one.coupon_id == paper.subject.hex for one in sale.coupons):
        raise Refused("coupon.on_sale", name=rule.name)
    if len(sale.coupons) >= COUPONS_PER_SALE_MAX:
        raise Refused("coupon.too_many", limit=COUPONS_PER_SALE_MAX)
    if at_ms < paper.starts_at_ms:
        raise Refused("coupon.not_yet", name=rule.name, day_ms=paper.starts_at_ms)
    if at_ms > paper.ends_at_ms:
        raise Refused("coupon.expired", name=rule.name, day_ms=paper.ends_at_ms)
    if not is_good(
        None if tools.records is None else tools.records.bearer_balance(coupon_key(paper.subject))
    ):
        raise Refused("coupon.used", name=rule.name)
    _check_cut_off(tools, sale)
    shown = ScannedCoupon(code, paper.subject.hex, rule.coupon_id, paper.ends_at_ms)
    return msgspec.structs.replace(sale, coupons=(*sale.coupons, shown)), rule


def _check_cut_off(tools: Tools, sale: Sale) -> None:
    """Raise Refused `offline.coupons_full` when the till has taken all it may in a day without asking its server."""
    gateway, book = tools.gateway, tools.cut_off
    if gateway is None or book is None or gateway.contact() is not Contact.CUT_OFF:
        return
    today = local_time(tools.clock.now_ms(), tools.zone).date()
    taken = book.coupons_since(start_of_day(today, tools.zone)) + len(sale.coupons)
    if taken >= OFFLINE_COUPONS_A_DAY:
        raise Refused("offline.coupons_full", most=OFFLINE_COUPONS_A_DAY)


def postpone(tools: Tools, cashier: Cashier, member_id: MemberId, papers: tuple[PaperCoupon, ...]) -> None:
    """Owe a member the coupons that did not come out of the printer: the next receipt brings new ones.

    Should a paper have come out after all, it is used up. Raises Refused `coupon.used` when it was taken already.
    """
    if tools.records is None or not papers:
        return
    entries: list[EntryDraft] = []
    for paper in papers:
        coupon, reason = UUID(paper.coupon_id), Message("coupon.postponed", {"coupon": paper.name})
        leg = f"postpone:{coupon.hex}"
        used = owe(None, coupon_key(coupon), leg, EntryKind.USE, 1, paper.rule_id, reason)
        key = owed_key(paper.rule_id)
        owed = put_shared(member_id, key, leg, EntryKind.ISSUE, 1, paper.rule_id, reason, None)
        entries += [used, owed]
    event, now_ms = EventId(tools.new_id()), tools.clock.now_ms()
    details: dict[str, str | int] = {"postponed": len(papers)}
    kind = FactKind.MEMBER_ACTIVITY.value
    tools.records.post(Posting(event, kind, now_ms, member_id, tuple(entries), cashier.cashier_id, details))


def drop(sale: Sale, coupon_id: str) -> Sale:
    """Return the sale without a coupon; it stays good."""
    return msgspec.structs.replace(
        sale, coupons=tuple(one for one in sale.coupons if one.coupon_id != coupon_id)
    )


def drop_rule(sale: Sale, rule_id: str) -> Sale:
    """Return the sale without the coupons of a rule that no longer fits."""
    if all(one.rule_id != rule_id for one in sale.coupons):
        return sale
    return msgspec.structs.replace(sale, coupons=tuple(one for one in sale.coupons if one.rule_id != rule_id))


def without_taken_back(
    program: Program, sale: Sale, entries: Sequence[EntryDraft]
) -> tuple[Sale, tuple[tuple[str, Message], ...]]:
    """Return the sale without the coupons that go with goods coming back on it, each rule with the reason."""
    taken = {entry.key for entry in entries if entry.owner is None and entry.points < 0}
    gone = [one for one in sale.coupons if coupon_key(UUID(one.coupon_id)) in taken]
    for one in gone:
        sale = drop(sale, one.coupon_id)
    reasons = tuple(
        (one.rule_id, Message("coupon.used", {"name": name_of(program, one.rule_id)})) for one in gone
    )
    return sale, reasons


def rule_of(program: Program, paper: Paper) -> CouponRule | None:
    """Return the coupon of the program that a paper names, None when the program has it no longer."""
    return next((rule for rule in program.coupons if rule_mark(rule.coupon_id) == paper.rule), None)


def name_of(program: Program, rule_id: str) -> str:
    """Return what a coupon is called, its id when the program has it no longer."""
    return next((rule.name for rule in program.coupons if rule.coupon_id == rule_id), rule_id)


def signed(tools: Tools, settlement: Settlement) -> Settlement:
    """Return the settlement with the codes of the coupons that the receipt prints; without a key none are printed."""
    statement = settlement.statement
    if not statement.coupons:
        return settlement
    papers = tuple(coded(tools, each) for each in statement.coupons) if tools.signing is not None else ()
    return msgspec.structs.replace(settlement, statement=msgspec.structs.replace(statement, coupons=papers))


def coded(tools: Tools, coupon: PaperCoupon) -> PaperCoupon:
    """Return a coupon with the code that is printed; without a key it stays without one."""
    if tools.signing is None:
        return coupon
    paper = Paper(
        PaperKind.COUPON,
        UUID(coupon.coupon_id),
        coupon.starts_at_ms,
        coupon.expires_at_ms,
        rule_mark(coupon.rule_id),
    )
    payload = payload_of(paper)
    return msgspec.structs.replace(coupon, code=paper_code(payload, tools.signing.sign(payload)))
