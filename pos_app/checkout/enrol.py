"""A customer becomes a member at the counter: phone, name, consent."""

from __future__ import annotations

from pos_app.checkout.tools import Tools
from pos_app.kernel.errors import Refused
from pos_app.kernel.ids import EventId, MemberId
from pos_app.kernel.limits import NAME_LENGTH_MAX
from pos_app.kernel.printable import printable
from pos_app.ports.members import Enrolment, FoundMember
from pos_app.retail.phones import read_phone

CONSENT_TEXT = "consent.v1"
"""The version of the sentence the customer agreed to; the sentence itself is in the text catalogues."""


def enrol(tools: Tools, phone: str, name: str, consent: bool, card: str) -> FoundMember:
    """Write a new member and return it.

    `phone` in any usual spelling of the shop's country or with a country code; `card` the token just scanned or empty.
    Raises Refused `member.name_missing`, `member.phone_taken`, `member.card_taken` or what `read_phone` says.
    """
    clean = printable(name.strip(), NAME_LENGTH_MAX)
    if not clean:
        raise Refused("member.name_missing")
    number = read_phone(phone, tools.shop.region)
    return tools.members.enrol(
        Enrolment(
            event_id=EventId(tools.new_id()),
            member_id=MemberId(tools.new_id()),
            name=clean,
            phone=number.e164,
            card=card,
            consent=consent,
            consent_text=CONSENT_TEXT,
            tier=tools.program.program.entry_tier,
            at_ms=tools.clock.now_ms(),
        )
    )
