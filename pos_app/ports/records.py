"""What the shop keeps of a member, with everything that changes it outside a sale."""

from __future__ import annotations

from typing import Protocol

import msgspec

from pos_app.kernel.ids import CashierId, EventId, MemberId
from pos_app.kernel.messages import Message
from pos_app.loyalty.ledger import EntryDraft


class LedgerRow(msgspec.Struct, frozen=True):
    """One entry as a person reads it: `points` in units of the account `key`; the receipt number of a sale."""

    at_ms: int
    key: str
    kind: str
    points: int
    rule: str
    reason: Message
    receipt_number: str
    program_hash: str


class MemberRecord(msgspec.Struct, frozen=True):
    """A member in clear, for the member's own eyes: unsealed name and phone number, or empty when erased."""

    member_id: MemberId
    name: str
    phone: str
    tier: str
    joined_at_ms: int
    birthday: str = ""
    segments: tuple[str, ...] = ()
    referrer: MemberId | None = None
    cards: int = 0
    consent_text: str = ""


class Donations(msgspec.Struct, frozen=True):
    """What all members together gave to a charity, in minor units: the shop's share of their sales, their points; with
    how many sales.
    """

    charity_id: str
    shop_minor: int
    points_minor: int
    sales: int


class Posting(msgspec.Struct, frozen=True):
    """Entries that belong to no sale: an activity, an adjustment, a merge, a claim, a review.

    `kind` is the kind of the fact (`member.activity`, `points.adjust`, `member.attach_late`, ...), `details` what it
    says beside its entries. `operator` is who did it.
    """

    event_id: EventId
    kind: str
    at_ms: int
    member_id: MemberId | None
    entries: tuple[EntryDraft, ...]
    operator: CashierId
    details: dict[str, str | int] = {}


class MemberRecords(Protocol):
    """One transaction with its fact in the journal for each change; repeating an event changes nothing."""

    def post(self, posting: Posting) -> None:
        """Write entries with their fact. Raises Refused `points.changed` when a lot no longer has what they take."""
        ...

    def posted(self, event_id: EventId) -> tuple[EntryDraft, ...]:
        """Return the entries of an event that is in the books, none for one that is not."""
        ...

    def record(self, member_id: MemberId) -> MemberRecord:
        """Return who the member is. Raises Refused `member.gone`."""
        ...

    def history(self, member_id: MemberId, most: int) -> tuple[LedgerRow, ...]:
        """Return the newest entries of all accounts of a member, newest first."""
        ...

    def donated(self) -> dict[str, int]:
        """Return what all members together gave, in minor units by the charity's id."""
        ...

    def bearer_balance(self, key: str, at_ms: int = 0) -> int | None:
        """Return what is on a bearer account, without lots that ended before `at_ms`; None when it does not exist
        here.
        """
        ...

    def merge(
        self,
        event_id: EventId,
        loser: MemberId,
        winner: MemberId,
        entries: tuple[EntryDraft, ...],
        at_ms: int,
    ) -> None:
        """Move cards, phone numbers, lots of `loser` to `winner`; the loser is closed."""
        ...

    def undo_merge(
        self, event_id: EventId, merge: EventId, entries: tuple[EntryDraft, ...], at_ms: int
    ) -> None:
        """Take a merge of the same business day back. Raises Refused `merge.day_closed`."""
        ...

    def last_merge(self, winner: MemberId) -> tuple[EventId, MemberId]:
        """Return the newest merge into a member that stands, with who was merged. Raises Refused `merge.unknown`."""
        ...

    def change(self, event_id: EventId, member_id: MemberId, changes: dict[str, str], at_ms: int) -> None:
        """Set `birthday` ("MM-DD"), `segments` (comma-separated), `referrer` (id), `status` (active or blocked); empty
        clears. Raises Refused `member.gone`, `member.merged`, `member.bad_birthday`, `member.bad_segment`,
        `member.bad_referrer`.
        """
        ...

    def export(self, member_id: MemberId) -> bytes:
        """Return everything the shop keeps of a member as JSON (UTF-8)."""
        ...

    def erase(self, event_id: EventId, member_id: MemberId, at_ms: int) -> None:
        """Delete the person and keep the books: name, phone, cards, birthday, segments are gone for good."""
        ...
