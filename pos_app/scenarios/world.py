"""A shop in memory: its clock, its members with their accounts, what it sold."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import tzinfo

import msgspec

from pos_app.kernel.clock import DAY_MS
from pos_app.kernel.ids import AccountId, EventId, LotId, MemberId, derived_id
from pos_app.kernel.messages import Message
from pos_app.loyalty.accounts import POINTS, account_id
from pos_app.loyalty.compiled import CompiledProgram
from pos_app.loyalty.ledger import EntryDraft, EntryKind, LotChange
from pos_app.loyalty.lifecycle.folding import apply
from pos_app.loyalty.member import MemberSnapshot
from pos_app.loyalty.rules import Purchase, Selector
from pos_app.ports.members import FoundMember, MemberStatus
from pos_app.retail.product import Product
from pos_app.retail.shop import ShopProfile


class Bought(msgspec.Struct, frozen=True):
    """One product of a member's history."""

    product: Product
    at_ms: int


class Known(msgspec.Struct, frozen=True):
    """A member of the shop: `snapshot` without what only an instant can tell, everything bought, every entry."""

    snapshot: MemberSnapshot
    masked_name: str
    bought: tuple[Bought, ...] = ()
    entries: tuple[EntryDraft, ...] = ()


class World:
    """Everything that storage would keep, in memory; each method is one transaction.

    Nothing here decides anything: entries come from the engine.
    """

    def __init__(self, shop: ShopProfile, zone: tzinfo, program: CompiledProgram, now_ms: int) -> None:
        self.shop = shop
        self.zone = zone
        self.program = program
        self.now_ms = now_ms
        self.members: dict[MemberId, Known] = {}
        self.bearers: dict[str, int] = {}
        """Balance of every bearer account by key: coupons, claims, uses by everybody."""
        self._posted: set[tuple[EventId, AccountId, str]] = set()
        self._of_points: dict[AccountId, MemberId] = {}

    def join(self, snapshot: MemberSnapshot, masked_name: str, bought: tuple[Bought, ...] = ()) -> None:
        """Take in a new member."""
        self.members[snapshot.member_id] = Known(snapshot, masked_name, bought)
        self._of_points[snapshot.points_account] = snapshot.member_id

    def found(self, member_id: MemberId) -> FoundMember:
        """Return the member as a scanned card finds them."""
        return FoundMember(member_id, self.members[member_id].masked_name, MemberStatus.ACTIVE)

    def snapshot(self, member_id: MemberId) -> MemberSnapshot:
        """Return the member as the engine sees them now."""
        known = self.members[member_id]
        answers = tuple(
            key
            for key, question in self.program.questions.items()
            if any(self._answers(question, each) for each in known.bought)
        )
        return msgspec.structs.replace(known.snapshot, as_of_ms=self.now_ms, bought=answers)

    def post(self, event_id: EventId, entries: Iterable[EntryDraft]) -> tuple[EntryDraft, ...]:
        """Book entries of any members and bearers; those that are booked already change nothing. Returns the new
        ones.
        """
        fresh = [each for each in entries if (event_id, each.account_id, each.leg) not in self._posted]
        self._posted |= {(event_id, each.account_id, each.leg) for each in fresh}
        by_owner: dict[MemberId, list[EntryDraft]] = {}
        for entry in fresh:
            owner = self.owner_of(entry)
            if owner is None:
                self.bearers[entry.key] = self.bearers.get(entry.key, 0) + entry.points
            else:
                by_owner.setdefault(owner, []).append(entry)
        for owner, own in by_owner.items():
            known = self.members[owner]
            after = apply(known.snapshot, own, self.now_ms)
            self.members[owner] = msgspec.structs.replace(
                known, snapshot=after, entries=(*known.entries, *own)
            )
        return tuple(fresh)

    def owner_of(self, entry: EntryDraft) -> MemberId | None:
        """Return whose account an entry is for, None for a bearer's."""
        if entry.owner is not None or entry.key != POINTS:
            return entry.owner
        return self._of_points.get(entry.account_id)

    def visited(self, member_id: MemberId, products: Iterable[Product]) -> None:
        """Count a completed sale of these products."""
        known = self.members[member_id]
        visits = known.snapshot.visits + 1
        self.members[member_id] = msgspec.structs.replace(
            known,
            snapshot=msgspec.structs.replace(known.snapshot, visits=visits),
            bought=(*known.bought, *(Bought(each, self.now_ms) for each in products)),
        )

    def change(self, member_id: MemberId, snapshot: MemberSnapshot) -> None:
        """Set what stands beside the accounts: segments, tier."""
        known = self.members[member_id]
        self.members[member_id] = msgspec.structs.replace(known, snapshot=snapshot)

    def _answers(self, question: Purchase, bought: Bought) -> bool:
        if question.days and bought.at_ms < self.now_ms - question.days * DAY_MS:
            return False
        return fits(question.selector, bought.product)


def fits(selector: Selector, product: Product) -> bool:
    """Say whether a product is one of those a rule looks at."""
    wanted = (
        (selector.products, product.number in selector.products),
        (selector.categories, _within(product.category, selector.categories)),
        (selector.brands, product.brand in selector.brands),
        (selector.tags, any(tag in selector.tags for tag in product.tags)),
    )
    if not all(holds for given, holds in wanted if given):
        return False
    return not (
        product.number in selector.except_products
        or _within(product.category, selector.except_categories)
        or product.brand in selector.except_brands
        or any(tag in selector.except_tags for tag in product.tags)
    )


def opening_entry(
    member_id: MemberId, key: str, points: int, earned_at_ms: int, expires_at_ms: int | None, leg: str
) -> EntryDraft:
    """Return the entry that puts an old lot on an account, as an import from another system does."""
    lot = LotId(derived_id(member_id, f"opening:{leg}"))
    return EntryDraft(
        account_id=account_id(member_id, key),
        leg=f"opening:{leg}",
        kind=EntryKind.ADJUST,
        points=points,
        rule="opening",
        reason=Message("scenario.opening"),
        lots=(LotChange(lot, points, earned_at_ms, expires_at_ms),),
        key=key,
        owner=member_id,
    )


def _within(path: tuple[str, ...], wanted: tuple[tuple[str, ...], ...]) -> bool:
    return any(path[: len(each)] == each for each in wanted)
