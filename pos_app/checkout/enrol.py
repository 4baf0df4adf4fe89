"""A customer becomes a member at the counter: phone, name, consent."""

from __future__ import annotations

import msgspec

from pos_app.checkout.activities import told
from pos_app.checkout.coupons import coded
from pos_app.checkout.tools import Tools
from pos_app.kernel.errors import Refused
from pos_app.kernel.ids import EventId, MemberId, derived_id
from pos_app.kernel.limits import NAME_LENGTH_MAX
from pos_app.kernel.messages import Message
from pos_app.kernel.printable import printable
from pos_app.loyalty.lifecycle.activity import SIGNUP, sign_up
from pos_app.loyalty.quote import PaperCoupon
from pos_app.ports.members import Enrolment, FoundMember
from pos_app.ports.records import Posting
from pos_app.ports.staff import Cashier
from pos_app.retail.birthdays import read_birthday
from pos_app.retail.phones import read_phone

CONSENT_TEXT = "consent.v1"
"""The version of the sentence the customer agreed to; the sentence itself is in the text catalogues."""


class Application(msgspec.Struct, frozen=True):
    """What a customer fills in: `phone` in any usual spelling of the shop's country or with a country code, `card` the
    token just scanned or empty. `birthday` as typed, `brought_by` the friend's phone number or card; both may be empty.
    """

    phone: str
    name: str
    consent: bool
    card: str = ""
    birthday: str = ""
    brought_by: str = ""


class Welcome(msgspec.Struct, frozen=True):
    """The new member with what the sign-up brought: what to say, coupons to print."""

    found: FoundMember
    said: Message | None = None
    coupons: tuple[PaperCoupon, ...] = ()


def welcome(tools: Tools, cashier: Cashier, application: Application) -> Welcome:
    """Write a new member, give what signing up brings. Raises as `enrol`."""
    found = enrol(tools, application)
    if tools.records is None or not any(one.kind == SIGNUP for one in tools.program.program.activities):
        return Welcome(found)
    now_ms = tools.clock.now_ms()
    member = tools.members.snapshot(found.member_id, now_ms, tools.program.questions)
    event_id = EventId(derived_id(found.member_id, "sign-up"))
    given = sign_up(tools.program, member, now_ms, event_id)
    if not given.entries:
        return Welcome(found)
    tools.records.post(
        Posting(event_id, "member.activity", now_ms, found.member_id, given.entries, cashier.cashier_id)
    )
    rule = next(one for one in tools.program.program.activities if one.kind == SIGNUP)
    return Welcome(found, told(rule, given), tuple(coded(tools, each) for each in given.coupons))


def brought_by(tools: Tools, text: str) -> MemberId | None:
    """Return the member with this card or phone number, None for an empty text.

    Raises Refused `member.friend_unknown`.
    """
    bare = text.strip()
    if not bare:
        return None
    found = tools.members.by_card(bare)
    if found is None:
        try:
            found = tools.members.by_phone(read_phone(bare, tools.shop.region).e164)
        except Refused as no_phone:
            raise Refused("member.friend_unknown") from no_phone
    if found is None:
        raise Refused("member.friend_unknown")
    return found.member_id


def enrol(tools: Tools, application: Application) -> FoundMember:
    """Write a new member and return it.

    Raises Refused `member.name_missing`, `member.phone_taken`, `member.card_taken`, `member.friend_unknown`,
    `birthday.unreadable` or what `read_phone` says.
    """
    clean = printable(application.name.strip(), NAME_LENGTH_MAX)
    if not clean:
        raise Refused("member.name_missing")
    number = read_phone(application.phone, tools.shop.region)
    return tools.members.enrol(
        Enrolment(
            event_id=EventId(tools.new_id()),
            member_id=MemberId(tools.new_id()),
            name=clean,
            phone=number.e164,
            card=application.card,
            consent=application.consent,
            consent_text=CONSENT_TEXT,
            tier=tools.program.program.entry_tier,
            at_ms=tools.clock.now_ms(),
            birthday=read_birthday(application.birthday, tools.shop.region),
            referrer=brought_by(tools, application.brought_by),
        )
    )
