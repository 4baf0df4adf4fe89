"""What a return must be given beside the sale."""

from __future__ import annotations

from uuid import UUID

from pos_app.kernel.ids import MemberId
from pos_app.kernel.messages import Message
from pos_app.loyalty.accounts import account_id
from pos_app.loyalty.ledger import EntryDraft, EntryKind
from pos_app.loyalty.reversing.sold import SoldBasket, SoldPart, TakenOff, bearers_of, owners_of
from tests.support.loyalty import EVENT, MEMBER, line

FRIEND = MemberId(UUID(int=8))


def entry(owner: MemberId | None, key: str) -> EntryDraft:
    return EntryDraft(
        account_id(owner, key), key, EntryKind.EARN, 0, "x", Message("sample"), (), key=key, owner=owner
    )


def test_whose_state_is_needed() -> None:
    entries = (
        entry(MEMBER, "points"),
        entry(FRIEND, "points"),
        entry(None, "coupon:1"),
        entry(FRIEND, "uses:x"),
    )
    sold = SoldBasket(EVENT, 0, "", (), entries)
    assert owners_of(sold, MEMBER) == (FRIEND,)
    assert owners_of(sold, None) == (MEMBER, FRIEND)
    assert bearers_of(sold) == ("coupon:1",)


def test_a_line_after_everything() -> None:
    off = (TakenOff("a", 100, True), TakenOff("b", 50, False))
    assert SoldPart(line(1, amount=900), off, 750).final_minor == 750
