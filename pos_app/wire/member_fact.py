"""The fact of an enrolment."""

from __future__ import annotations

import msgspec

from pos_app.wire.fact import VERSION, FactKind


class SealedIdentifier(msgspec.Struct, frozen=True):
    """A way to find the member: `kind` phone or card, `digest` hex; the number itself is not here."""

    kind: str
    digest: str


class MemberEnrolFact(msgspec.Struct, frozen=True, kw_only=True):
    """The body of an enrolment.

    `sealed` is the base64 of name, phone, birthday, consent text under the member's own key, which is never in a
    journal: deleting that key erases them. `consent` says whether messages may be sent, `consent_hash` what
    was agreed to.
    """

    v: int = VERSION
    id: str
    t: str = FactKind.MEMBER_ENROL.value
    at: int
    member: str
    tier: str
    ids: tuple[SealedIdentifier, ...]
    consent: bool
    consent_hash: str
    sealed: str
    referrer: str | None = None


class PersonalData(msgspec.Struct, frozen=True):
    """What is sealed: never written anywhere in clear."""

    name: str
    phone: str
    consent_text: str = ""
    birthday: str = ""


_PERSONAL = msgspec.json.Decoder(PersonalData)


def personal_bytes(data: PersonalData) -> bytes:
    """Return the bytes to seal."""
    return msgspec.json.encode(data)


def read_personal(unsealed: bytes) -> PersonalData:
    """Return what was sealed; raises msgspec.DecodeError for anything else."""
    return _PERSONAL.decode(unsealed)
