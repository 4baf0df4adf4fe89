"""The ports of a till over a world in memory."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from hashlib import sha256
from uuid import UUID
from zoneinfo import ZoneInfo

from pos_app.checkout.tools import Tools
from pos_app.kernel.errors import Refused, Unavailable
from pos_app.kernel.ids import EventId, MemberId, derived_id
from pos_app.loyalty.compiled import CompiledProgram, compile_program
from pos_app.loyalty.ledger import EntryDraft
from pos_app.loyalty.member import MemberSnapshot
from pos_app.loyalty.program import Program
from pos_app.loyalty.rules import Purchase
from pos_app.ports.members import NO_QUESTIONS, Enrolment, FoundMember
from pos_app.ports.records import LedgerRow, MemberRecord, Posting
from pos_app.retail.product import Product
from pos_app.retail.shop import ShopProfile
from pos_app.scenarios import ids
from pos_app.scenarios.memory_books import MemoryBooks
from pos_app.scenarios.world import World, member_of

_KEY = b"scenario"
"""Nothing that is signed here is good anywhere else."""


class MemoryClock:
    """Implements `kernel.clock.Clock`: the world's own time."""

    def __init__(self, world: World) -> None:
        self._world = world

    def now_ms(self) -> int:
        """Return the world's instant."""
        return self._world.now_ms

    def mono_ms(self) -> int:
        """Return the same: nothing waits here."""
        return self._world.now_ms


class StepIds:
    """Implements `kernel.ids.IdSource`: ids that follow from the name of a step, the first is the step's own event."""

    def __init__(self, step_name: str) -> None:
        self._event = ids.event_id(step_name)
        self._made = 0

    def __call__(self) -> UUID:
        """Return the next id."""
        self._made += 1
        return self._event if self._made == 1 else derived_id(self._event, f"id:{self._made}")


class MemoryCatalogue:
    """Implements `ports.catalogue.Catalogue` over the products of a scenario."""

    def __init__(self, products: Mapping[str, Product]) -> None:
        self._products = products

    def by_code(self, gtin14: str) -> Product | None:
        """Return the product that carries this GTIN-14."""
        return next((each for each in self._products.values() if gtin14 in each.codes), None)

    def by_number(self, number: str) -> Product | None:
        """Return the product with this number."""
        return self._products.get(number)

    def search(self, text: str, limit: int) -> tuple[Product, ...]:
        """Return products whose name holds the text."""
        wanted = text.casefold()
        return tuple(each for each in self._products.values() if wanted in each.name.casefold())[:limit]

    def quick_keys(self, limit: int) -> tuple[Product, ...]:
        """Return nothing: nobody presses keys here."""
        return ()


class MemoryMembers:
    """Implements `ports.members.Members`; a member's card is the scenario's own word for them."""

    def __init__(self, world: World) -> None:
        self._world = world

    def by_card(self, token: str) -> FoundMember | None:
        """Return the member whose card this is."""
        return self.found(ids.member_id(token))

    def by_phone(self, e164: str) -> FoundMember | None:
        """Return nobody: scenarios have no phones."""
        return None

    def found(self, member_id: MemberId) -> FoundMember | None:
        """Return the member by id."""
        return self._world.found(member_id) if member_id in self._world.members else None

    def snapshot(
        self, member_id: MemberId, as_of_ms: int, questions: Mapping[str, Purchase] = NO_QUESTIONS
    ) -> MemberSnapshot:
        """Return the member as the engine sees them. Raises Unavailable `member.gone`."""
        if member_id not in self._world.members:
            raise Unavailable("member.gone")
        return self._world.snapshot(member_id, as_of_ms)

    def card_digest(self, token: str) -> str:
        """Return a digest of the token."""
        return sha256(token.encode()).hexdigest()

    def digests(self, kind: str, value: str) -> tuple[str, ...]:
        """Return the one digest there is here."""
        return (sha256(f"{kind}:{value}".encode()).hexdigest(),)

    def enrol(self, enrolment: Enrolment) -> FoundMember:
        """Take in the member."""
        self._world.join(member_of(enrolment), enrolment.name)
        return self._world.found(enrolment.member_id)


class MemoryRecords:
    """Implements `ports.records.MemberRecords`, as far as scenarios go."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._merges: dict[MemberId, tuple[EventId, MemberId]] = {}

    def post(self, posting: Posting) -> None:
        """Book entries that belong to no sale."""
        self._world.post(posting.event_id, posting.entries)

    def posted(self, event_id: EventId) -> tuple[EntryDraft, ...]:
        """Return the entries of an event, none for one that is not known."""
        return self._world.events.get(event_id, ())

    def donated(self) -> dict[str, int]:
        """Return what all members together gave, in minor units by the charity's id."""
        found: dict[str, int] = {}
        for known in self._world.members.values():
            for state in known.snapshot.accounts:
                kind, _, charity = state.key.partition(":")
                if kind == "donation":
                    found[charity] = found.get(charity, 0) + state.balance_points
        return found

    def bearer_balance(self, key: str, at_ms: int = 0) -> int | None:
        """Return what is on a bearer account, without lots that ended before `at_ms`; None when it does not exist."""
        return self._world.bearer_balance(key, at_ms)

    def record(self, member_id: MemberId) -> MemberRecord:
        """Return who the member is. Raises Refused `member.gone`."""
        known = self._world.members.get(member_id)
        if known is None:
            raise Refused("member.gone")
        who = known.snapshot
        return MemberRecord(
            member_id,
            known.masked_name,
            "",
            who.tier,
            who.joined_at_ms,
            who.birthday,
            who.segments,
            who.referrer,
        )

    def history(self, member_id: MemberId, most: int) -> tuple[LedgerRow, ...]:
        """Return the newest entries, newest first."""
        entries = self._world.members[member_id].entries[-most:]
        now = self._world.now_ms
        return tuple(
            LedgerRow(now, each.key, each.kind.value, each.points, each.rule, each.reason, "", "")
            for each in reversed(entries)
        )

    def merge(
        self,
        event_id: EventId,
        loser: MemberId,
        winner: MemberId,
        entries: tuple[EntryDraft, ...],
        at_ms: int,
    ) -> None:
        """Book what moves from one member to the other."""
        self._world.post(event_id, entries)
        self._merges[winner] = (event_id, loser)

    def undo_merge(
        self, event_id: EventId, merge: EventId, entries: tuple[EntryDraft, ...], at_ms: int
    ) -> None:
        """Book what moves back."""
        self._world.post(event_id, entries)
        self._merges = {winner: each for winner, each in self._merges.items() if each[0] != merge}

    def last_merge(self, winner: MemberId) -> tuple[EventId, MemberId]:
        """Return the newest merge into a member that stands. Raises Refused `merge.unknown`."""
        if winner not in self._merges:
            raise Refused("merge.unknown")
        return self._merges[winner]

    def change(self, event_id: EventId, member_id: MemberId, changes: dict[str, str], at_ms: int) -> None:
        """Set what stands beside the accounts."""
        self._world.change(member_id, changes)

    def export(self, member_id: MemberId) -> bytes:
        """Return nothing: there is nothing personal here."""
        return b"{}"

    def erase(self, event_id: EventId, member_id: MemberId, at_ms: int) -> None:
        """Forget the name."""
        self._world.change(member_id, {"name": ""})


class MemoryPrograms:
    """Implements `ports.programs.Programs`: every version that was in force."""

    def __init__(self, zone: ZoneInfo) -> None:
        self._zone = zone
        self._versions: dict[str, CompiledProgram] = {}

    def keep(self, program: Program) -> None:
        """Remember a version."""
        self.keep_compiled(compile_program(program, self._zone))

    def keep_compiled(self, compiled: CompiledProgram) -> None:
        """Remember a version that is compiled already."""
        self._versions[compiled.program_hash] = compiled

    def version(self, program_hash: str) -> CompiledProgram | None:
        """Return a version, None when it was never in force."""
        return self._versions.get(program_hash)


class MemorySigning:
    """Implements `ports.signing.Signing` with a key that everybody knows."""

    def sign(self, payload: bytes) -> bytes:
        """Return the signature of a payload."""
        return hmac.new(_KEY, payload, sha256).digest()

    def is_genuine(self, payload: bytes, signature: bytes) -> bool:
        """Say whether a payload was signed here."""
        return hmac.compare_digest(self.sign(payload)[: len(signature)], signature)


def tools_of(
    world: World,
    books: MemoryBooks,
    programs: MemoryPrograms,
    products: Mapping[str, Product],
    shop: ShopProfile,
    step_name: str,
    is_offline: bool = False,
) -> Tools:
    """Return what a cashier's action in one step of a scenario needs."""
    return Tools(
        shop=shop,
        zone=world.zone,
        program=world.program,
        catalogue=MemoryCatalogue(products),
        members=MemoryMembers(world),
        books=books,
        clock=MemoryClock(world),
        new_id=StepIds(step_name),
        records=MemoryRecords(world),
        programs=programs,
        signing=MemorySigning(),
        is_connected=lambda: not is_offline,
    )
