"""The people of the demo shop: who works there, who buys."""

from __future__ import annotations

from uuid import UUID

import msgspec

from pos_app.kernel.clock import DAY_MS
from pos_app.kernel.ids import CashierId, MemberId
from pos_app.ports.members import MemberStatus
from pos_app.ports.staff import Cashier, Role


class DemoMember(msgspec.Struct, frozen=True):
    """A customer; `card_days` is how many days after the shop was made the card ends, negative when it has."""

    member_id: MemberId
    name: str
    tier: str
    phone: str = ""
    card: str = ""
    card_status: MemberStatus = MemberStatus.ACTIVE
    card_days: int | None = None


class DemoStaff(msgspec.Struct, frozen=True):
    """Somebody who can sign on, with the PIN that the README tells."""

    cashier: Cashier
    pin: str


CASHIER = DemoStaff(
    Cashier(CashierId(UUID("0193b000-0000-7000-8000-000000000001")), "Cara Cashier", Role.CASHIER), "1234"
)
MANAGER = DemoStaff(
    Cashier(CashierId(UUID("0193b000-0000-7000-8000-000000000002")), "Max Manager", Role.MANAGER), "987654"
)
STAFF = (CASHIER, MANAGER)

REGULAR = DemoMember(
    MemberId(UUID("0193b000-0000-7000-8000-000000000011")),
    "Aoife Byrne",
    "silver",
    phone="+353850123411",
    card="M10000011",
)
"""The one with a balance: what she bought in the last months stands in the books."""

PHONE_ONLY = DemoMember(
    MemberId(UUID("0193b000-0000-7000-8000-000000000012")), "Declan Murphy", "member", phone="+353850123412"
)
BLOCKED = DemoMember(
    MemberId(UUID("0193b000-0000-7000-8000-000000000013")),
    "Niamh Kelly",
    "member",
    phone="+353850123413",
    card="M10000013",
    card_status=MemberStatus.BLOCKED,
)
EXPIRED = DemoMember(
    MemberId(UUID("0193b000-0000-7000-8000-000000000014")),
    "Oisín Walsh",
    "member",
    phone="+353850123414",
    card="M10000014",
    card_days=-30,
)
EAN_CARD = DemoMember(
    MemberId(UUID("0193b000-0000-7000-8000-000000000015")),
    "Saoirse Doyle",
    "gold",
    phone="+353850123415",
    card="2990000000156",
    card_days=365,
)
MEMBERS = (REGULAR, PHONE_ONLY, BLOCKED, EXPIRED, EAN_CARD)


def card_end_ms(member: DemoMember, now_ms: int) -> int | None:
    """Return when the member's card ends (ms UTC), None when it never does."""
    return None if member.card_days is None else now_ms + member.card_days * DAY_MS
