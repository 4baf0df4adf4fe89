"""What bringing a friend paid, when the friend's first purchase comes back."""

from __future__ import annotations

from uuid import UUID

import pytest
from msgspec.structs import replace

from pos_app.kernel.ids import MemberId
from pos_app.loyalty.accounts import PENDING, points_account
from pos_app.loyalty.extras import Activity, CouponRule
from pos_app.loyalty.lifecycle.due import up_to_date
from pos_app.loyalty.lifecycle.folding import apply
from pos_app.loyalty.member import MemberSnapshot
from pos_app.loyalty.rules import Benefit, Effect
from pos_app.loyalty.settings import Returns, Shortfall
from tests.support.loyalty import NOON_MS, basket, compiled, line, member
from tests.support.sold_baskets import DAY_MS, Story, give_back, sell

OTHER = MemberId(UUID(int=8))
BRING = Activity("bring", "Bring a friend", "referral", points=200, friend_points=100, minimum_minor=2000)
GOODS = (line(1, amount=1500), line(2, "pen", amount=1000))


def brought(shortfall: Shortfall = Shortfall.DEBT) -> tuple[Story, MemberSnapshot]:
    """The friend's first purchase of 25.00, with who brought the friend."""
    program = compiled(earn=(), activities=(BRING,), returns=Returns(shortfall=shortfall))
    who = replace(member(), referrer=OTHER)
    story = sell(program, who, basket(*GOODS))
    other = MemberSnapshot(OTHER, points_account(OTHER), "", (), NOON_MS)
    return story, apply(other, story.sold.entries, NOON_MS)


def test_both_sides_lose_it_while_it_waits() -> None:
    story, other = brought()
    assert (story.member.account(PENDING).balance_points, other.account(PENDING).balance_points) == (100, 200)
    found, after = give_back(story, (2, 1000), others=[other])
    assert after.member.account(PENDING).lots == ()
    assert apply(other, found.entries, NOON_MS).account(PENDING).lots == ()
    assert [each.params for each in found.preview if each.code == "return.bonus_taken"] == [
        {"taken_points": 100},
        {"taken_points": 200},
    ]


def test_enough_is_kept() -> None:
    program = compiled(earn=(), activities=(replace(BRING, minimum_minor=1500),))
    story = sell(program, replace(member(), referrer=OTHER), basket(*GOODS))
    assert give_back(story, (2, 1000))[0].entries == ()


@pytest.mark.parametrize(("shortfall", "debt"), [(Shortfall.DEBT, 200), (Shortfall.CLAMP, 0)])
def test_what_has_matured_is_taken_from_points(shortfall: Shortfall, debt: int) -> None:
    story, other = brought(shortfall)
    at_ms = NOON_MS + 40 * DAY_MS
    story = story._replace(member=up_to_date(story.compiled, story.member, at_ms))
    assert story.member.balance_points == 100
    broke = replace(other, accounts=())
    found, after = give_back(story, (2, 1000), others=[broke], at_ms=at_ms)
    assert after.member.balance_points == 0
    assert apply(broke, found.entries, at_ms).debt_points == debt


def test_who_is_not_known_here_keeps_it() -> None:
    story, _other = brought()
    found, _ = give_back(story, (2, 1000))
    assert {entry.owner for entry in found.entries} == {story.member.member_id}


def test_a_coupon_printed_with_the_returned_purchase_is_annulled() -> None:
    """Else buying and returning would bring one each time: the pay-out can happen again."""
    off = CouponRule("five", "5.00 off", Benefit("five", "5.00 off", Effect.AMOUNT, amount_minor=500))
    bring = replace(BRING, points=0, friend_points=0, friend_coupon="five")
    program = compiled(earn=(), activities=(bring,), coupons=(off,))
    story = sell(program, replace(member(), referrer=OTHER), basket(*GOODS))
    (paper,) = (each for each in story.sold.entries if each.key.startswith("coupon:"))
    found, _ = give_back(story, (2, 1000), bearers={paper.key: 1})
    assert [(each.key, each.points) for each in found.entries if each.owner is None] == [(paper.key, -1)]
    assert "return.coupon_annulled" in [each.code for each in found.preview]
    used, _ = give_back(story, (2, 1000), bearers={paper.key: 0})
    assert [each for each in used.entries if each.owner is None] == []
    assert "return.coupon_gone" in [each.code for each in used.preview]
