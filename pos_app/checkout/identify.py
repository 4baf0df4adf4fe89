"""A member comes to the sale: by card or by phone number."""

from __future__ import annotations

import msgspec

from pos_app.checkout.outcome import Identified, NotEnrolled
from pos_app.checkout.tools import Tools
from pos_app.kernel.errors import Refused
from pos_app.loyalty.lifecycle.counting import card_refusal
from pos_app.ports.members import FoundMember, MemberStatus
from pos_app.retail.sale import Sale


def by_card(tools: Tools, sale: Sale, token: str) -> tuple[Sale, Identified | NotEnrolled]:
    """Find the member of a card; the sale remembers the card's digest even when nobody has it.

    Raises Refused `card.blocked`, `card.expired`, or what says that it was shown too often within the hour.
    """
    found = tools.members.by_card(token)
    if found is None:
        return msgspec.structs.replace(sale, card=tools.members.card_digest(token)), NotEnrolled(card=token)
    _check(tools, found, sale)
    marked = msgspec.structs.replace(attach(sale, found), card=tools.members.card_digest(token))
    return marked, Identified(found, again=sale.member_id == found.member_id)


def by_phone(tools: Tools, sale: Sale, e164: str) -> tuple[Sale, Identified | NotEnrolled]:
    """Find the member of a phone number given in E.164. Raises Refused `card.blocked`."""
    found = tools.members.by_phone(e164)
    if found is None:
        return sale, NotEnrolled(phone=e164)
    _check(tools, found, sale)
    return attach(sale, found), Identified(found, again=sale.member_id == found.member_id)


def again(tools: Tools, sale: Sale, nobody: NotEnrolled) -> tuple[Sale, Identified | NotEnrolled]:
    """Find somebody whom the server knew after all. Raises Refused as `by_card`, `by_phone`."""
    if nobody.card:
        return by_card(tools, sale, nobody.card)
    return by_phone(tools, sale, nobody.phone)


def attach(sale: Sale, found: FoundMember) -> Sale:
    """Put the member on the sale; another member goes with their card, with the rewards chosen for them."""
    if sale.member_id == found.member_id:
        return sale
    if sale.member_id is not None:
        sale = detach(sale)
    return msgspec.structs.replace(sale, member_id=found.member_id, rewards=())


def detach(sale: Sale) -> Sale:
    """Take the member off the sale, with the rewards chosen for them."""
    return msgspec.structs.replace(sale, member_id=None, card="", rewards=())


def _check(tools: Tools, found: FoundMember, sale: Sale) -> None:
    if found.status is MemberStatus.BLOCKED:
        raise Refused("card.blocked", name=found.masked_name)
    expires = found.card_expires_at_ms
    if found.status is MemberStatus.EXPIRED or (expires is not None and expires <= sale.started_at_ms):
        raise Refused("card.expired", name=found.masked_name)
    if tools.program.program.limits.card_uses_per_hour and sale.member_id != found.member_id:
        now_ms = tools.clock.now_ms()
        refusal = card_refusal(tools.program, tools.members.snapshot(found.member_id, now_ms), now_ms)
        if refusal is not None:
            raise Refused(refusal.code, **refusal.params)
