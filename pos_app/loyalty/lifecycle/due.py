"""What time has made due for a member."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from pos_app.kernel.clock import DAY_MS
from pos_app.kernel.ids import LotId, derived_id
from pos_app.kernel.limits import ENDED_LOTS_KEPT, ENDED_LOTS_KEPT_DAYS, TIER_REVIEWS_MAX
from pos_app.kernel.messages import Message
from pos_app.loyalty.accounts import PENDING, POINTS, QUALIFYING, plan_key
from pos_app.loyalty.compiled import CompiledProgram
from pos_app.loyalty.expiring import expire
from pos_app.loyalty.ledger import EntryDraft, EntryKind, LotChange
from pos_app.loyalty.lifecycle.birthdays import birthday_entries
from pos_app.loyalty.lifecycle.booking import put, take, tier_entry
from pos_app.loyalty.lifecycle.folding import apply
from pos_app.loyalty.lifecycle.reviewing import Verdict, review_tier
from pos_app.loyalty.lifecycle.tiers import (
    figure_of,
    higher,
    order_of,
    plans_with_tier,
    reached,
    reset_entries,
)
from pos_app.loyalty.lots import DatedLot, lot_expiry, rule_of, rule_text
from pos_app.loyalty.member import AccountState, MemberSnapshot

_COUNTING = ("uses:", QUALIFYING)
"""Accounts whose ended lots simply no longer count; they are written off only when there are many."""
_Step = Callable[[CompiledProgram, MemberSnapshot, int], Iterable[EntryDraft]]


def due(
    compiled: CompiledProgram, member: MemberSnapshot, at_ms: int, at_counter: bool = False
) -> tuple[EntryDraft, ...]:
    """Return the entries that are due at `at_ms`: points that mature, whatever ends, tiers under review.

    Nothing is due twice: applied, they leave nothing to do. A birthday gift comes when the member is there
    (`at_counter`); waiting until a gift renews points by itself would let them live for ever.
    """
    return bring(compiled, member, at_ms, at_counter)[0]


def up_to_date(compiled: CompiledProgram, member: MemberSnapshot, at_ms: int) -> MemberSnapshot:
    """Return the member standing at the counter at `at_ms`; the same object when nothing is due."""
    return bring(compiled, member, at_ms, True)[1]


def bring(
    compiled: CompiledProgram, member: MemberSnapshot, at_ms: int, at_counter: bool
) -> tuple[tuple[EntryDraft, ...], MemberSnapshot]:
    """Return what is due with the member as it is afterwards."""
    found: list[EntryDraft] = []
    steps: list[_Step] = [expire]
    if member.accounts:
        steps = [_mature, expire, _plan_tier, _ended]
    if compiled.program.tiers:
        steps.append(_reviews)
    if at_counter and compiled.program.activities:
        steps.append(birthday_entries)
    for step in steps:
        entries = tuple(step(compiled, member, at_ms))
        if entries:
            found += entries
            member = apply(member, entries, at_ms)
    return tuple(found), member


def matured_lot(pending: LotId) -> LotId:
    """Return the lot of points that a pending lot becomes."""
    return LotId(derived_id(pending, "matured"))


def _mature(compiled: CompiledProgram, member: MemberSnapshot, at_ms: int) -> Iterable[EntryDraft]:
    """Points get the expiry that counts from the day they were earned, by the rule of that day."""
    debt = member.debt_points
    for lot in member.account(PENDING).lots:
        ends = lot.expires_at_ms
        if ends is None or ends >= at_ms:
            continue
        leg, reason = f"mature:{lot.lot_id}", Message("points.matured", {"earned_at_ms": lot.earned_at_ms})
        yield take(
            member.member_id,
            leg,
            EntryKind.MATURE,
            lot.open_points,
            "pending",
            reason,
            [DatedLot(ends, lot)],
            key=PENDING,
            since_ms=ends + 1,
        )
        expiry = rule_of(lot.ends_by, compiled.program.expiry)
        last_ms = lot_expiry(expiry, lot.earned_at_ms, compiled.zone)
        matured = LotChange(matured_lot(lot.lot_id), 0, lot.earned_at_ms, last_ms, rule_text(expiry))
        yield put(
            member.member_id,
            POINTS,
            leg,
            EntryKind.MATURE,
            lot.open_points,
            "pending",
            reason,
            matured,
            debt_points=debt,
            since_ms=ends + 1,
        )
        debt -= min(debt, lot.open_points)


def _ended(compiled: CompiledProgram, member: MemberSnapshot, at_ms: int) -> Iterable[EntryDraft]:
    for state in member.accounts:
        if state.key == PENDING:
            continue
        if state.key.startswith(_COUNTING):
            yield from _tidied(compiled, member, state, at_ms)
            continue
        for lot in state.lots:
            ends = lot.expires_at_ms
            if ends is not None and ends < at_ms:
                yield take(
                    member.member_id,
                    f"expire:{lot.lot_id}",
                    EntryKind.EXPIRE,
                    lot.open_points,
                    "expiry",
                    Message("account.ended", {"expires_at_ms": ends}),
                    [DatedLot(ends, lot)],
                    key=state.key,
                    since_ms=ends + 1,
                )


def _tidied(
    compiled: CompiledProgram, member: MemberSnapshot, state: AccountState, at_ms: int
) -> Iterable[EntryDraft]:
    """One entry for many lots that ended long ago: a review still asks for those of the last term."""
    border = at_ms - (ENDED_LOTS_KEPT_DAYS + compiled.program.tiering.grace_days) * DAY_MS
    old = [
        DatedLot(lot.expires_at_ms, lot)
        for lot in state.lots
        if lot.expires_at_ms is not None and lot.expires_at_ms < border
    ]
    if len(old) >= ENDED_LOTS_KEPT:
        points = sum(dated.lot.open_points for dated in old)
        reason = Message("account.tidied")
        yield take(
            member.member_id, "expire:old", EntryKind.EXPIRE, points, "expiry", reason, old, key=state.key
        )


def _plan_tier(compiled: CompiledProgram, member: MemberSnapshot, at_ms: int) -> Iterable[EntryDraft]:
    """A tier that a paid membership brought goes with it: back to what the figure reaches, or another plan brings."""
    tier = compiled.tier_by_id.get(member.tier)
    ends = [
        lot.expires_at_ms
        for plan in compiled.program.plans
        if plan.tier and plan.tier == member.tier
        for lot in member.account(plan_key(plan.plan_id)).lots
        if lot.expires_at_ms is not None and lot.expires_at_ms < at_ms
    ]
    if tier is None or not ends:
        return
    running = plans_with_tier(compiled, member, at_ms)
    left = higher(compiled, reached(compiled, figure_of(member, at_ms)), running)
    if left == member.tier or order_of(compiled, left) > tier.order:
        return
    reason = Message("tier.plan_ended", {"tier": tier.name})
    yield tier_entry(member.member_id, f"tier:plan:{left}", left, reason, max(ends) + 1)


def _reviews(compiled: CompiledProgram, member: MemberSnapshot, at_ms: int) -> Iterable[EntryDraft]:
    for _ in range(TIER_REVIEWS_MAX):
        review = review_tier(compiled, member, at_ms)
        if review is None:
            return
        leg = f"tier:review:{review.since_ms}"
        entries = [tier_entry(member.member_id, leg, review.tier, review.reason, review.since_ms)]
        if review.verdict is Verdict.PROMOTE:
            entries += reset_entries(compiled, member, at_ms)
        yield from entries
        member = apply(member, entries, at_ms)
