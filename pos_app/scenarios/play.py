"""A scenario on its way."""

from __future__ import annotations

from collections.abc import Callable
from zoneinfo import ZoneInfo

import msgspec
from msgspec.structs import replace

from pos_app.kernel.errors import Refused
from pos_app.kernel.ids import EventId, MemberId
from pos_app.kernel.messages import Message
from pos_app.loyalty.accounts import account_id, points_account
from pos_app.loyalty.compiled import CompiledProgram
from pos_app.loyalty.ledger import EntryDraft
from pos_app.loyalty.member import MemberSnapshot
from pos_app.loyalty.quote import PaperCoupon
from pos_app.ports.staff import Cashier, Role
from pos_app.scenarios import ids
from pos_app.scenarios.memory import MemoryPrograms, tools_of
from pos_app.scenarios.memory_books import MemoryBooks
from pos_app.scenarios.opening import opening_entry
from pos_app.scenarios.purchases import Bought
from pos_app.scenarios.scenario import (
    AnyStep,
    Person,
    ProgramStep,
    SaleStep,
    Scenario,
)
from pos_app.scenarios.selling import Refusal, Rung, Till
from pos_app.scenarios.world import World

LoadProgram = Callable[[ProgramStep], CompiledProgram]
"""Reads the program a step changes to."""
CASHIER = Cashier(ids.CASHIER, "Scenario", Role.MANAGER)


class Played(msgspec.Struct, frozen=True):
    """What one step did. `rung` is there for what went through the till; `preview` says what a return would do."""

    step: AnyStep
    at_ms: int
    refusals: tuple[Refusal, ...] = ()
    rung: Rung | None = None
    entries: tuple[EntryDraft, ...] = ()
    coupons: tuple[PaperCoupon, ...] = ()
    preview: tuple[Message, ...] = ()


class Play:
    """A scenario on its way: the world, the books, which receipt and which coupons came from which step."""

    def __init__(self, scenario: Scenario, program: CompiledProgram, load: LoadProgram) -> None:
        self.scenario = scenario
        zone = ZoneInfo(scenario.shop.zone)
        self.world = World(zone, program, scenario.starts_at_ms)
        self.books = MemoryBooks(self.world)
        self.programs = MemoryPrograms(zone)
        self.programs.keep_compiled(program)
        self.receipts: dict[str, str] = {}
        self.papers: dict[str, tuple[PaperCoupon, ...]] = {}
        self.claims: dict[str, str] = {}
        self.kept: dict[str, bytes] = {}
        """Sales that were left open, by the step that did."""
        self.posted: dict[str, tuple[EntryDraft, ...]] = {}
        self.newcomers: list[str] = []
        self.load = load
        for person in scenario.people:
            self.join(person)

    def till(self, step: AnyStep) -> Till:
        """Return a till at which this step happens, with the step's member if it is a sale."""
        shop, is_offline, card = self.scenario.shop, False, ""
        if isinstance(step, SaleStep):
            is_offline, card = step.offline, "" if step.card_in_payment else step.member
            shop = replace(shop, store_no=step.store or shop.store_no, channel=step.channel or shop.channel)
        tools = tools_of(
            self.world, self.books, self.programs, self.scenario.products, shop, step.name, is_offline
        )
        return Till(tools, CASHIER, card)

    def member(self, step: AnyStep) -> MemberId:
        """Return the member of a step. Raises Refused `scenario.whose` when it names none."""
        if not step.member:
            raise Refused("scenario.whose")
        return ids.member_id(step.member)

    def played_entries(
        self, step: AnyStep, entries: tuple[EntryDraft, ...], coupons: tuple[PaperCoupon, ...] = ()
    ) -> Played:
        """Book the entries of a step that is no sale."""
        fresh = self.world.post(ids.event_id(step.name), entries)
        return Played(step, self.world.now_ms, entries=fresh, coupons=coupons)

    def completed(self, step: AnyStep, till: Till) -> Played:
        """File what is on a till."""
        rung = till.complete()
        if rung.filed is None:
            return Played(step, self.world.now_ms, rung.refusals, rung)
        self.receipts[step.name] = rung.filed.completed.receipt_number
        self.claims[step.name] = rung.filed.claim_code
        statement = rung.filed.statement
        coupons = statement.coupons if statement is not None else ()
        return Played(step, self.world.now_ms, rung.refusals, rung, self.books.entries, coupons)

    def paper(self, of: str, coupon: str) -> str:
        """Return the code of a coupon that an earlier step issued; one that it did not issue has none."""
        issued = self.papers.get(of, ())
        return next((each.code for each in issued if coupon in ("", each.rule_id)), "")

    def join(self, person: Person) -> None:
        """Take in a member with everything they have."""
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
            allowance_points=person.allowance_points,
        )
        history = tuple(Bought(self.scenario.products[each.product], each.at_ms) for each in person.bought)
        world.join(snapshot, person.name, history)
        entries = [
            opening_entry(member_id, lot, program, world.zone, str(place))
            for place, lot in enumerate(person.lots)
            if lot.points
        ]
        world.post(EventId(account_id(member_id, "opening")), entries)
