"""Paid memberships that come back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from pos_app.kernel.messages import Message
from pos_app.kernel.money import divide
from pos_app.kernel.quantity import MILLI
from pos_app.loyalty.accounts import plan_key
from pos_app.loyalty.extras import Plan
from pos_app.loyalty.ledger import EntryDraft
from pos_app.loyalty.lifecycle.booking import tier_entry
from pos_app.loyalty.lifecycle.tiers import figure_of, higher, order_of, plans_with_tier, reached
from pos_app.loyalty.member import MemberSnapshot
from pos_app.loyalty.program import Program
from pos_app.loyalty.reversing.sold import SoldPart
from pos_app.loyalty.reversing.undoing import Undoing

LESS_BENEFITS: Final = "less_benefits"
BY_DAYS: Final = "days"
NO_REFUND: Final = "none"


def benefits_of(program: Program, plan: Plan) -> frozenset[str]:
    """Return the sources (promotions, price lists, rewards, coupons) that are only for members of a plan: what they
    took off is what the plan was used for.
    """
    offers = (*program.promotions, *program.rewards, *(each.benefit for each in program.coupons))
    found = {each.benefit_id for each in offers if plan.plan_id in each.when.plans}
    return frozenset(found | {each.price_id for each in program.prices if plan.plan_id in each.when.plans})


def end_plans(
    undoing: Undoing, member: MemberSnapshot, benefits_minor: Mapping[str, int], is_void: bool
) -> int:
    """End the periods that come back, the last first; return what of their fee (minor units) the shop keeps.

    `benefits_minor` is what each plan saved the member in later sales; what it saved in this one, where it counted at
    once, is seen here. A void keeps nothing.
    """
    kept = 0
    for plan in undoing.compiled.program.plans:
        for part in undoing.sold.parts:
            if part.line.product != plan.product:
                continue
            ending = _ending(undoing, plan, part)
            if not ending:
                continue
            for entry in ending:
                own = undoing.own(entry.owner, entry.key).put
                only = {change.lot_id: own.get(change.lot_id, 0) for change in entry.lots}
                undoing.take_own(entry.owner, entry.key, f"take:{entry.leg}", entry.rule, entry.points, only)
            undoing.preview.append(Message("return.plan_ends", {"plan": plan.name}))
            fee = undoing.after.of(part, part.gross_minor) - undoing.before.of(part, part.gross_minor)
            keeps = 0 if is_void else min(fee, _kept(undoing, plan, ending, fee, benefits_minor))
            if keeps:
                undoing.preview.append(
                    Message("return.plan_kept", {"amount_minor": keeps, "plan": plan.name})
                )
            kept += keeps
        _end_tier(undoing, member, plan)
    return kept


def _ending(undoing: Undoing, plan: Plan, part: SoldPart) -> list[EntryDraft]:
    bought = list(
        undoing.of_sale(lambda each: each.key == plan_key(plan.plan_id) and each.line_no == part.line.line_no)
    )
    count = len(bought)
    before, after = (min(count, back.milli(part) // MILLI) for back in (undoing.before, undoing.after))
    return bought[count - after : count - before]


def _kept(
    undoing: Undoing, plan: Plan, ending: list[EntryDraft], fee_minor: int, benefits_minor: Mapping[str, int]
) -> int:
    if plan.refund == NO_REFUND:
        return fee_minor
    if plan.refund == LESS_BENEFITS:
        return _saved_at_once(undoing, plan) + max(0, benefits_minor.get(plan.plan_id, 0))
    whole = left = 0
    for entry in ending:
        for change in entry.lots:
            if change.expires_at_ms is not None:
                whole += change.expires_at_ms + 1 - change.earned_at_ms
                left += (
                    change.expires_at_ms
                    + 1
                    - max(change.earned_at_ms, min(undoing.at_ms, change.expires_at_ms + 1))
                )
    return fee_minor - divide(fee_minor * left, whole) if whole > 0 else 0


def _saved_at_once(undoing: Undoing, plan: Plan) -> int:
    """Return what the plan took off the goods of its own sale that are kept."""
    sources = benefits_of(undoing.compiled.program, plan)
    saved = 0
    for part in undoing.sold.parts:
        off = sum(each.amount_minor for each in part.off if each.source in sources)
        saved += off - undoing.after.of(part, off)
    return saved


def _end_tier(undoing: Undoing, member: MemberSnapshot, plan: Plan) -> None:
    """A tier that only the plan brought goes with it: it was paid for, not earned."""
    now = undoing.members[member.member_id]
    had = sum(lot.open_points for lot in member.account(plan_key(plan.plan_id)).lots)
    has = sum(lot.open_points for lot in now.account(plan_key(plan.plan_id)).lots)
    tier = undoing.compiled.tier_by_id.get(plan.tier)
    if tier is None or now.tier != plan.tier or not had or has:
        return
    compiled = undoing.compiled
    left = higher(
        compiled,
        reached(compiled, figure_of(now, undoing.at_ms)),
        plans_with_tier(compiled, now, undoing.at_ms),
    )
    if order_of(compiled, left) < tier.order:
        reason = Message("tier.plan_ended", {"tier": tier.name})
        leg = f"tier:plan:{left}:{undoing.sold.event_id}"
        undoing.book(tier_entry(now.member_id, leg, left, reason, undoing.at_ms))
