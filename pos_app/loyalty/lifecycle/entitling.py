"""Counted things that a tier or plan brings: two styling sessions a year."""

from __future__ import annotations

import msgspec

from pos_app.kernel.errors import Refused
from pos_app.kernel.messages import Message
from pos_app.loyalty.compiled import CompiledProgram
from pos_app.loyalty.extras import Entitlement
from pos_app.loyalty.ledger import EntryDraft
from pos_app.loyalty.lifecycle.standing import holds, outside_sale
from pos_app.loyalty.limiting import use_entries, uses_left
from pos_app.loyalty.member import MemberSnapshot


class Entitled(msgspec.Struct, frozen=True):
    """An entitlement of a member: `left` of `times` in the period, `why_not` when none is left."""

    entitlement_id: str
    name: str
    left: int
    times: int
    why_not: Message | None = None


def entitlements(compiled: CompiledProgram, member: MemberSnapshot, at_ms: int) -> tuple[Entitled, ...]:
    """Return what a member may claim at `at_ms`, in program order; what is not for the member is left out."""
    standing = outside_sale(compiled, member, at_ms)
    found: list[Entitled] = []
    for each in compiled.program.entitlements:
        if holds(compiled, each.when, standing):
            left = uses_left(each.entitlement_id, (each.limit,), member, standing.basket, compiled.zone)
            times = each.limit.times if left.times is None else left.times
            found.append(Entitled(each.entitlement_id, each.name, times, each.limit.times, left.why_not))
    return tuple(found)


def use_entitlement(
    compiled: CompiledProgram,
    member: MemberSnapshot,
    entitlement_id: str,
    at_ms: int,
    used_by_all: tuple[tuple[str, int], ...] = (),
) -> tuple[EntryDraft, ...]:
    """Return the entries of one use. Raises Refused `entitlement.unknown`, `entitlement.not_for`, or what
    `limiting.why_not` says when none is left.
    """
    found = _named(compiled, entitlement_id)
    standing = outside_sale(compiled, member, at_ms, used_by_all)
    if not holds(compiled, found.when, standing):
        raise Refused("entitlement.not_for", entitlement=found.name)
    left = uses_left(entitlement_id, (found.limit,), member, standing.basket, compiled.zone)
    if left.times == 0 and left.why_not is not None:
        raise Refused(left.why_not.code, **left.why_not.params)
    reason = Message("entitlement.used", {"entitlement": found.name})
    return use_entries(entitlement_id, (found.limit,), member, 1, at_ms, compiled.zone, reason)


def _named(compiled: CompiledProgram, entitlement_id: str) -> Entitlement:
    for each in compiled.program.entitlements:
        if each.entitlement_id == entitlement_id:
            return each
    raise Refused("entitlement.unknown")
