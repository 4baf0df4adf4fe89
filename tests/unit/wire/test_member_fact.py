"""The fact of an enrolment."""

from __future__ import annotations

from pos_app.wire.fact import encode, read_head
from pos_app.wire.member_fact import (
    MemberEnrolFact,
    PersonalData,
    SealedIdentifier,
    personal_bytes,
    read_personal,
)


def test_an_enrolment_begins_like_every_fact() -> None:
    body = encode(
        MemberEnrolFact(
            id="e",
            at=5,
            member="m",
            tier="base",
            ids=(SealedIdentifier("phone", "ab"),),
            consent=True,
            consent_hash="cd",
            sealed="AAAA",
        )
    )
    assert body.startswith(b'{"v":1,"id":"e","t":"member.enrol","at":5,"member":"m","tier":"base","ids":[')
    assert read_head(body).t == "member.enrol"


def test_personal_data_comes_back_as_it_was() -> None:
    data = PersonalData("Şule Öztürk", "+905321112233", "I agree")
    assert read_personal(personal_bytes(data)) == data
