"""A scenario played step by step through the real checkout."""

from __future__ import annotations

from collections.abc import Iterator

from pos_app.kernel.errors import PosError
from pos_app.kernel.ids import EventId, derived_id
from pos_app.loyalty.ledger import EntryDraft
from pos_app.loyalty.lifecycle.activity import sign_up
from pos_app.loyalty.lifecycle.due import due
from pos_app.scenarios import caring, counter, ids, returning
from pos_app.scenarios.play import Play, Played
from pos_app.scenarios.scenario import (
    AdvanceStep,
    AnyStep,
    EnrolStep,
    KeepStep,
    ProgramStep,
    RecallStep,
    ReturnStep,
    SaleStep,
    SegmentStep,
    VoidStep,
)
from pos_app.scenarios.selling import Refusal


def steps(play: Play) -> Iterator[Played]:
    """Play one step after the other."""
    for step in play.scenario.steps:
        if step.at_ms is not None:
            play.world.now_ms = step.at_ms
        played = _played(play, step)
        play.posted[step.name] = played.entries
        play.papers[step.name] = played.coupons
        yield played


def _played(play: Play, step: AnyStep) -> Played:
    try:
        if isinstance(step, KeepStep):
            return counter.kept(play, step)
        if isinstance(step, SaleStep):
            return counter.sold(play, step)
        if isinstance(step, RecallStep):
            return counter.recalled(play, step)
        if isinstance(step, ReturnStep | VoidStep):
            return returning.taken_back(play, step)
        if isinstance(step, AdvanceStep):
            return _advance(play, step)
        if isinstance(step, EnrolStep):
            return _enrol(play, step)
        if isinstance(step, ProgramStep):
            play.world.program = play.load(step)
            play.programs.keep_compiled(play.world.program)
            return Played(step, play.world.now_ms)
        if isinstance(step, SegmentStep):
            play.world.change(play.member(step), {"segments": ",".join(step.segments)})
            return Played(step, play.world.now_ms)
        return caring.cared(play, step)
    except PosError as error:
        return Played(step, play.world.now_ms, (Refusal(step.name, error),))


def _advance(play: Play, step: AdvanceStep) -> Played:
    entries: list[EntryDraft] = []
    for member_id in list(play.world.members):
        event_id = EventId(derived_id(ids.event_id(step.name), str(member_id)))
        found = due(play.world.program, play.world.snapshot(member_id), play.world.now_ms)
        entries += play.world.post(event_id, found)
    return Played(step, play.world.now_ms, entries=tuple(entries))


def _enrol(play: Play, step: EnrolStep) -> Played:
    play.join(step.person)
    play.newcomers.append(step.person.person_id)
    snapshot = play.world.snapshot(ids.member_id(step.person.person_id))
    given = sign_up(play.world.program, snapshot, play.world.now_ms, ids.event_id(step.name))
    return play.played_entries(step, given.entries, given.coupons)
