"""Who the members are."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Protocol

import msgspec

from pos_app.kernel.ids import EventId, MemberId
from pos_app.loyalty.member import MemberSnapshot
from pos_app.loyalty.rules import Purchase

NO_QUESTIONS: Mapping[str, Purchase] = MappingProxyType({})


class MemberStatus(StrEnum):
    """Whether a member or card may be used."""

    ACTIVE = "active"
    BLOCKED = "blocked"
    EXPIRED = "expired"


class FoundMember(msgspec.Struct, frozen=True):
    """A member found by card or phone: `status` and `card_expires_at_ms` are those of the card that was shown."""

    member_id: MemberId
    masked_name: str
    status: MemberStatus
    card_expires_at_ms: int | None = None
    merged_into: MemberId | None = None
    """Who this member became by a merge; known where one is looked up by id."""


class Enrolment(msgspec.Struct, frozen=True):
    """A new member as typed at the counter; the phone number in E.164, `card` empty or the token that was scanned.

    `consent_text` is the sentence the customer agreed to; `consent` whether messages may be sent.
    """

    event_id: EventId
    member_id: MemberId
    name: str
    phone: str
    card: str
    consent: bool
    consent_text: str
    tier: str
    at_ms: int
    birthday: str = ""
    """"MM-DD", or empty."""
    referrer: MemberId | None = None


class Members(Protocol):
    """Reads of one indexed row each, and enrolment as one transaction with its fact in the journal."""

    def by_card(self, token: str) -> FoundMember | None:
        """Return the member this card token belongs to (looked up by its digest)."""
        ...

    def by_phone(self, e164: str) -> FoundMember | None:
        """Return the member with this phone number (looked up by its digest)."""
        ...

    def found(self, member_id: MemberId) -> FoundMember | None:
        """Return the member by id, as after a restart."""
        ...

    def snapshot(
        self, member_id: MemberId, as_of_ms: int, questions: Mapping[str, Purchase] = NO_QUESTIONS
    ) -> MemberSnapshot:
        """Return tier, accounts and history; `questions` are the program's to what was bought before. Raises
        Unavailable if the member is gone.
        """
        ...

    def card_digest(self, token: str) -> str:
        """Return the digest under which a card token is known (hex)."""
        ...

    def digests(self, kind: str, value: str) -> tuple[str, ...]:
        """Return every digest (hex) that a card token ("card") or phone number ("phone", E.164) may have here."""
        ...

    def enrol(self, enrolment: Enrolment) -> FoundMember:
        """Write the member and the sealed fact; raises Refused `member.phone_taken` or `member.card_taken`."""
        ...
