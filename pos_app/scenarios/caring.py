"""What is done for a member without a sale: activities, adjustments, merging, a card shown late."""

from __future__ import annotations

from pos_app.checkout import coupons, late_card
from pos_app.checkout.shared_uses import used_by_all
from pos_app.kernel.errors import Refused
from pos_app.loyalty.lifecycle import merging
from pos_app.loyalty.lifecycle.activity import activity
from pos_app.loyalty.lifecycle.adjusting import adjust
from pos_app.loyalty.lifecycle.due import bring
from pos_app.loyalty.lifecycle.entitling import use_entitlement
from pos_app.scenarios import ids
from pos_app.scenarios.play import Play, Played
from pos_app.scenarios.scenario import (
    ActivityStep,
    AdjustmentStep,
    AnyStep,
    AttachStep,
    EntitlementStep,
    MergeStep,
    UnmergeStep,
)


def cared(play: Play, step: AnyStep) -> Played:
    """Do what the step says. Raises Refused as the engine does."""
    if isinstance(step, ActivityStep):
        return _activity(play, step)
    if isinstance(step, AdjustmentStep):
        return _adjustment(play, step)
    if isinstance(step, EntitlementStep):
        return _entitlement(play, step)
    if isinstance(step, MergeStep):
        return _merge(play, step)
    if isinstance(step, UnmergeStep):
        return _unmerge(play, step)
    if isinstance(step, AttachStep):
        return _attach(play, step)
    raise Refused("scenario.not_yet")


def _activity(play: Play, step: ActivityStep) -> Played:
    world = play.world
    member = world.snapshot(play.member(step))
    uses = used_by_all(play.till(step).tools)
    given = activity(world.program, member, step.activity, world.now_ms, ids.event_id(step.name), uses)
    return play.played_entries(step, given.entries, given.coupons)


def _adjustment(play: Play, step: AdjustmentStep) -> Played:
    world = play.world
    member = world.snapshot(play.member(step))
    entries = adjust(
        world.program,
        member,
        step.points,
        step.reason,
        world.now_ms,
        ids.event_id(step.name),
        is_approved=step.by_manager,
        key=step.account,
    )
    return play.played_entries(step, entries)


def _entitlement(play: Play, step: EntitlementStep) -> Played:
    world = play.world
    overdue, member = bring(world.program, world.snapshot(play.member(step)), world.now_ms, False)
    uses = used_by_all(play.till(step).tools)
    entries = use_entitlement(world.program, member, step.entitlement, world.now_ms, uses)
    return play.played_entries(step, (*overdue, *entries))


def _merge(play: Play, step: MergeStep) -> Played:
    world = play.world
    loser, winner = world.snapshot(ids.member_id(step.loser)), world.snapshot(play.member(step))
    entries = merging.merge(world.program, loser, winner, world.now_ms, ids.event_id(step.name))
    return play.played_entries(step, entries)


def _unmerge(play: Play, step: UnmergeStep) -> Played:
    world = play.world
    merged = play.posted.get(step.of, ())
    winner = world.snapshot(play.member(step))
    return play.played_entries(step, merging.undo(merged, winner))


def _attach(play: Play, step: AttachStep) -> Played:
    """Right after the sale by the cashier, another day by the code on the receipt."""
    till = play.till(step)
    tools, member_id = till.tools, play.member(step)
    member, before = play.world.snapshot(member_id), len(play.world.members[member_id].entries)
    if step.by_claim:
        code = play.claims.get(step.of, "")
        late_card.claim(tools, till.session.cashier, member, coupons.proven(tools, code))
    else:
        filed = play.books.by_receipt(play.receipts.get(step.of, ""))
        late = None if filed is None else late_card.preview(tools, filed, play.world.found(member_id), member)
        if late is None:
            raise Refused("claim.used")
        late_card.attach(tools, till.session.cashier, late)
    entries = play.world.members[member_id].entries[before:]
    return Played(step, play.world.now_ms, entries=entries)
