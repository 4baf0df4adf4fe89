"""Paid memberships bought in a sale."""

from __future__ import annotations

from collections.abc import Iterator

from pos_app.kernel.ids import LotId, derived_id
from pos_app.kernel.messages import Message
from pos_app.kernel.quantity import MILLI
from pos_app.loyalty.accounts import plan_key
from pos_app.loyalty.compiled import CompiledProgram
from pos_app.loyalty.extras import Plan
from pos_app.loyalty.ledger import EntryDraft, EntryKind, LotChange
from pos_app.loyalty.lifecycle.booking import put, tier_entry
from pos_app.loyalty.lifecycle.sold import Sold
from pos_app.loyalty.lifecycle.tiers import order_of
from pos_app.loyalty.lots import lots_of
from pos_app.loyalty.member import MemberSnapshot
from pos_app.loyalty.spans import months_end


def plan_entries(sold: Sold) -> Iterator[EntryDraft]:
    """Yield one lot of 1 per period bought: a renewal begins where the running period ends. With the first one begins
    the plan's tier, where it is higher than the member's.
    """
    member = sold.now
    if member is None:
        return
    for plan in sold.compiled.program.plans:
        bought = [
            (line.line_no, number)
            for line in sorted(sold.basket.lines, key=lambda each: each.line_no)
            if line.product == plan.product
            for number in range(line.quantity_milli // MILLI)
        ]
        starts = runs_until(member, plan, sold.at_ms)
        for line_no, number in bought:
            begins = sold.at_ms if starts is None else starts + 1
            ends = months_end(begins, plan.months, sold.compiled.zone)
            if starts is not None:
                ends = months_end(starts, plan.months, sold.compiled.zone)
            lot = LotId(derived_id(sold.event_id, f"lot:plan:{plan.plan_id}:{line_no}:{number}"))
            yield put(
                member.member_id,
                plan_key(plan.plan_id),
                f"plan:{plan.plan_id}:{line_no}:{number}",
                EntryKind.ISSUE,
                1,
                plan.plan_id,
                Message("plan.bought", {"plan": plan.name, "until_ms": ends}),
                LotChange(lot, 1, begins, ends),
                line_no=line_no,
            )
            starts = ends
        if bought:
            yield from _tier(sold.compiled, member, plan, sold.at_ms)


def runs_until(member: MemberSnapshot, plan: Plan, at_ms: int) -> int | None:
    """Return the last instant of a paid membership with all its periods, None when it does not run at `at_ms`."""
    ends = [dated.expires_at_ms for dated in lots_of(member.account(plan_key(plan.plan_id)), at_ms)]
    return max((each for each in ends if each is not None), default=None)


def plan_notes(sold: Sold) -> Iterator[Message]:
    """Yield until when the memberships run that this sale bought."""
    if sold.now is None:
        return
    products = {line.product for line in sold.basket.lines}
    for plan in sold.compiled.program.plans:
        until = runs_until(sold.now, plan, sold.at_ms)
        if plan.product in products and until is not None:
            yield Message("plan.until", {"plan": plan.name, "until_ms": until})


def _tier(compiled: CompiledProgram, member: MemberSnapshot, plan: Plan, at_ms: int) -> Iterator[EntryDraft]:
    tier = compiled.tier_by_id.get(plan.tier)
    if tier is not None and order_of(compiled, plan.tier) > order_of(compiled, member.tier):
        reason = Message("tier.by_plan", {"tier": tier.name, "plan": plan.name})
        yield tier_entry(member.member_id, f"tier:plan:{plan.plan_id}", plan.tier, reason, at_ms)
