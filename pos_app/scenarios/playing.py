"""A scenario played step by step through the real engine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from zoneinfo import ZoneInfo

import msgspec

from pos_app.kernel.errors import Refused
from pos_app.kernel.ids import EventId, MemberId
from pos_app.loyalty.accounts import account_id, points_account
from pos_app.loyalty.compiled import CompiledProgram
from pos_app.loyalty.ledger import EntryDraft
from pos_app.loyalty.member import MemberSnapshot
from pos_app.scenarios import ids
from pos_app.scenarios.scenario import (
    AdvanceStep,
    AnyStep,
    EnrolStep,
    Person,
    ProgramStep,
    SaleStep,
    Scenario,
    SegmentStep,
)
from pos_app.scenarios.selling import Refusal, Sold, Till, ring_up
from pos_app.scenarios.world import Bought, World, opening_entry

LoadProgram = Callable[[ProgramStep], CompiledProgram]
"""Reads the program a step changes to."""


class Played(msgspec.Struct, frozen=True):
    """What one step did. `till` is there for a sale that was rung up, `sold` when it was completed."""

    step: AnyStep
    at_ms: int
    refusals: tuple[Refusal, ...] = ()
    till: Till | None = None
    sold: Sold | None = None
    entries: tuple[EntryDraft, ...] = ()


class Play:
    """A scenario on its way: the world, what was sold in which step."""

    def __init__(self, scenario: Scenario, program: CompiledProgram, load: LoadProgram) -> None:
        self.scenario = scenario
        self.world = World(scenario.shop, ZoneInfo(scenario.shop.zone), program, scenario.starts_at_ms)
        self.sold: dict[str, Sold] = {}
        self.newcomers: list[str] = []
        self._load = load
        for person in scenario.people:
            self._join(person)

    def steps(self) -> Iterator[Played]:
        """Play one step after the other."""
        for step in self.scenario.steps:
            if step.at_ms is not None:
                self.world.now_ms = step.at_ms
            yield self._played(step)

    def _played(self, step: AnyStep) -> Played:
        at_ms = self.world.now_ms
        try:
            if isinstance(step, SaleStep):
                return self._sale(step)
            if isinstance(step, AdvanceStep):
                return Played(step, at_ms)
            if isinstance(step, EnrolStep):
                self._join(step.person)
                self.newcomers.append(step.person.person_id)
                return Played(step, at_ms)
            if isinstance(step, ProgramStep):
                self.world.program = self._load(step)
                return Played(step, at_ms)
            if isinstance(step, SegmentStep):
                return self._segments(step)
        except Refused as error:
            return Played(step, at_ms, (Refusal(step.name, error),))
        return Played(step, at_ms, (Refusal(step.name, Refused("scenario.not_yet")),))

    def _sale(self, step: SaleStep) -> Played:
        event_id, member_id = ids.event_id(step.name), self._member(step)
        till, sold = ring_up(self.world, step, self.scenario.products, event_id, member_id)
        if sold is not None:
            self.sold[step.name] = sold
        entries = () if sold is None else sold.entries
        return Played(step, self.world.now_ms, tuple(till.refusals), till, sold, entries)

    def _segments(self, step: SegmentStep) -> Played:
        member_id = self._member(step)
        if member_id is None:
            raise Refused("scenario.whose")
        before = self.world.members[member_id].snapshot
        self.world.change(member_id, msgspec.structs.replace(before, segments=step.segments))
        return Played(step, self.world.now_ms)

    def _member(self, step: AnyStep) -> MemberId | None:
        return ids.member_id(step.member) if step.member else None

    def _join(self, person: Person) -> None:
        world, program = self.world, self.world.program.program
        member_id = ids.member_id(person.person_id)
        snapshot = MemberSnapshot(
            member_id=member_id,
            points_account=points_account(member_id),
            tier=person.tier or program.entry_tier,
            lots=(),
            as_of_ms=world.now_ms,
            joined_at_ms=person.joined_at_ms,
            debt_points=person.debt_points,
            last_activity_ms=person.last_activity_ms,
            tier_since_ms=person.tier_since_ms or person.joined_at_ms,
            visits=person.visits,
            segments=person.segments,
            birthday=person.birthday,
            referrer=ids.member_id(person.referrer) if person.referrer else None,
        )
        history = tuple(
            Bought(self.scenario.products[each.product], each.at_ms) for each in person.bought
        )
        world.join(snapshot, person.name, history)
        entries = [
            opening_entry(
                member_id, each.key, each.points, each.earned_at_ms, each.expires_at_ms, str(place)
            )
            for place, each in enumerate(person.lots)
            if each.points
        ]
        world.post(EventId(account_id(member_id, "opening")), entries)
