"""Points of a finished sale for somebody who shows the card later: right after it, or another day with the receipt."""

from __future__ import annotations

from functools import lru_cache
from uuid import UUID

import msgspec

from pos_app.checkout.evaluation import Evaluated, to_basket
from pos_app.checkout.member_care import records_of
from pos_app.checkout.tools import Tools
from pos_app.kernel.clock import local_time
from pos_app.kernel.errors import Refused
from pos_app.kernel.ids import CashierId
from pos_app.loyalty.accounts import claim_key
from pos_app.loyalty.basket import Basket
from pos_app.loyalty.compiled import CompiledProgram, compile_program
from pos_app.loyalty.lifecycle import claiming
from pos_app.loyalty.lifecycle.coupons import is_good
from pos_app.loyalty.member import MemberSnapshot
from pos_app.loyalty.quote import Settlement
from pos_app.loyalty.quoting import quote
from pos_app.loyalty.settling import settle
from pos_app.ports.books import FiledSale
from pos_app.ports.members import FoundMember
from pos_app.ports.records import Posting
from pos_app.ports.staff import Cashier
from pos_app.wire.paper_code import Paper, PaperKind, paper_code, payload_of


class Late(msgspec.Struct, frozen=True):
    """What a finished sale would bring a member: `points` in all."""

    filed: FiledSale
    found: FoundMember
    points: int
    settlement: Settlement


def preview(tools: Tools, filed: FiledSale, found: FoundMember, member: MemberSnapshot) -> Late | None:
    """Return what the sale brings this member; what was paid does not change. None when it brings nothing, when it has
    a member, when its points were given already, or when it is of another day: then the receipt's code is the way.
    """
    days = (
        local_time(at_ms, tools.zone).date()
        for at_ms in (filed.completed.completed_at_ms, tools.clock.now_ms())
    )
    return None if len(set(days)) > 1 else brought(tools, filed, found, member)


def brought(tools: Tools, filed: FiledSale, found: FoundMember, member: MemberSnapshot) -> Late | None:
    """Return the same, whatever day it is."""
    sale = filed.completed.sale
    if sale.member_id is not None or not sale.lines or not _is_open(tools, sale.sale_id):
        return None
    earning = _earning_only(tools.program)
    basket = _as_paid(tools, filed)
    answer = quote(earning, member, basket, offers=False)
    settlement = settle(earning, member, basket, answer, claiming.late_event(sale.sale_id), found.masked_name)
    if not answer.earn_points and not answer.stamps:
        return None
    return Late(filed, found, answer.earn_points, settlement)


def attach(tools: Tools, cashier: Cashier, late: Late) -> None:
    """Give the member what the sale brings, with a fact in the journal. Raises Refused `claim.used`."""
    give(tools, cashier.cashier_id, late)


def give(tools: Tools, operator: CashierId, late: Late) -> None:
    """The same in the name of whoever rang the sale up."""
    completed = late.filed.completed
    records_of(tools).post(
        Posting(
            claiming.late_event(completed.sale.sale_id),
            "member.attach_late",
            tools.clock.now_ms(),
            late.found.member_id,
            (*late.settlement.entries, claiming.used_up(completed.sale.sale_id)),
            operator,
            {"receipt": completed.receipt_number, "sale": str(completed.sale.sale_id)},
        )
    )


def claim_code(tools: Tools, evaluated: Evaluated) -> str:
    """Return the code by which the points of a sale without a member can be claimed later, empty without any."""
    points, now_ms = _would_earn(evaluated), tools.clock.now_ms()
    ends = claiming.claim_ends(tools.program, now_ms)
    if evaluated.found is not None or tools.signing is None or not points or ends is None:
        return ""
    payload = payload_of(Paper(PaperKind.CLAIM, evaluated.sale.sale_id, now_ms, ends, points=points))
    return paper_code(payload, tools.signing.sign(payload))


def claim(tools: Tools, cashier: Cashier, member: MemberSnapshot, paper: Paper) -> int:
    """Give the points of a receipt to the member on the sale and return them.

    Raises Refused `claim.expired`, `claim.used`.
    """
    now_ms, sale_id = tools.clock.now_ms(), paper.subject
    if now_ms > paper.ends_at_ms:
        raise Refused("claim.expired", day_ms=paper.ends_at_ms)
    records = records_of(tools)
    balance = records.bearer_balance(claim_key(sale_id))
    entries = claiming.claim(
        tools.program, member, paper.points, sale_id, paper.starts_at_ms, now_ms, balance
    )
    records.post(
        Posting(
            claiming.late_event(sale_id),
            "member.claim",
            now_ms,
            member.member_id,
            entries,
            cashier.cashier_id,
            {"sale": str(sale_id)},
        )
    )
    return paper.points


def _is_open(tools: Tools, sale_id: UUID) -> bool:
    return tools.records is not None and is_good(tools.records.bearer_balance(claim_key(sale_id)))


def _would_earn(evaluated: Evaluated) -> int:
    for nudge in evaluated.quote.nudges:
        if nudge.code == "nudge.join":
            points = nudge.params.get("gain_points", 0)
            return points if isinstance(points, int) else 0
    return 0


def _as_paid(tools: Tools, filed: FiledSale) -> Basket:
    """Return the sale with each line at what was paid for it."""
    completed = filed.completed
    basket = to_basket(tools.shop, tools.zone, completed.sale)
    paid = {line.line_no: line.amount_minor for line in completed.figures.lines}
    lines = tuple(
        msgspec.structs.replace(
            line,
            amount_minor=paid[line.line_no],
            net_minor=_share(line.net_minor, paid[line.line_no], line.amount_minor),
            gross_minor=None
            if line.gross_minor is None
            else _share(line.gross_minor, paid[line.line_no], line.amount_minor),
            by_hand=True,
        )
        for line in basket.lines
    )
    return msgspec.structs.replace(basket, lines=lines, chosen=(), coupons=(), off_by_hand=None)


def _share(whole: int, paid: int, amount: int) -> int:
    return whole * paid // amount if amount else whole


@lru_cache(maxsize=4)
def _earning_only(compiled: CompiledProgram) -> CompiledProgram:
    """Return the program without everything that would change what was paid."""
    program = msgspec.structs.replace(
        compiled.program, promotions=(), prices=(), rewards=(), coupons=(), access=()
    )
    return compile_program(program, compiled.zone)
