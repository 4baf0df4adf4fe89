"""What bringing a friend pays."""

from __future__ import annotations

from datetime import UTC

import msgspec
import pytest

from pos_app.kernel.ids import MemberId, derived_id
from pos_app.loyalty.accounts import PENDING, POINTS, owed_key
from pos_app.loyalty.compiled import CompiledProgram
from pos_app.loyalty.extras import Activity, CouponRule
from pos_app.loyalty.lifecycle.due import bring
from pos_app.loyalty.quoting import quote
from pos_app.loyalty.rules import Benefit, Effect, Period, UseLimit
from pos_app.loyalty.settings import Returns
from pos_app.loyalty.settling import settle
from tests.support.lifecycle import FRIEND, Ledger, day_ms, newcomer
from tests.support.loyalty import EVENT, MEMBER, basket, compiled, line

BRING = Activity("bring", "Bring a friend", "referral", 500, friend_points=200, minimum_minor=2000)
SOON = Returns(days=0)


def shop(*activities: Activity, **more: object) -> CompiledProgram:
    return compiled(UTC, activities=activities or (BRING,), earn=(), **more)


def friends(program: CompiledProgram, count: int = 1) -> tuple[Ledger, list[MemberId]]:
    """The first member, with friends that he brought."""
    names = [MemberId(derived_id(FRIEND, str(number))) for number in range(count)]
    return Ledger(program, newcomer(), *(newcomer(name, referrer=MEMBER) for name in names)), names


def test_both_are_paid_with_the_friends_first_purchase_of_enough() -> None:
    ledger, (friend,) = friends(shop(returns=SOON))
    ledger.sell(line(1, amount=1999), who=friend)
    assert (ledger.balance(POINTS), ledger.balance(POINTS, friend)) == (0, 0)
    found = ledger.sell(line(1, amount=2000), who=friend)
    assert (ledger.balance(POINTS), ledger.balance(POINTS, friend)) == (500, 200)
    assert [reason.code for reason, _ in found.statement.earned] == ["activity.welcome_friend"]
    ledger.sell(line(1, amount=9000), who=friend)
    assert (ledger.balance(POINTS), ledger.balance(POINTS, friend)) == (500, 200)


def test_it_waits_until_the_goods_can_no_longer_come_back() -> None:
    ledger, (friend,) = friends(shop())
    ledger.sell(line(1, amount=2000), at="2026-03-10", who=friend)
    assert (ledger.balance(PENDING), ledger.balance(POINTS)) == (500, 0)
    ledger.bring("2026-04-09")
    assert ledger.balance(POINTS) == 0
    ledger.bring("2026-04-10")
    assert (ledger.balance(POINTS), ledger.balance(POINTS, friend)) == (500, 200)


def test_the_cap_of_the_referrer_still_leaves_the_friend_his_welcome() -> None:
    capped = msgspec.structs.replace(BRING, limits=(UseLimit(2, Period.YEAR),))
    ledger, names = friends(shop(capped, returns=SOON), 3)
    for name in names:
        ledger.sell(line(1, amount=2000), who=name)
    assert ledger.balance(POINTS) == 1000
    assert [ledger.balance(POINTS, name) for name in names] == [200, 200, 200]


def test_a_cap_that_cannot_be_read_puts_it_off() -> None:
    """The referrer is not known here: nothing is paid, nothing is lost."""
    capped = msgspec.structs.replace(BRING, limits=(UseLimit(2, Period.YEAR),))
    for activity, paid in ((capped, 0), (BRING, 2)):
        program, who = shop(activity), newcomer(FRIEND, referrer=MEMBER)
        what = basket(line(1, amount=2000))
        found = settle(program, who, what, quote(program, who, what), EVENT)
        assert len([entry for entry in found.entries if entry.rule == "bring"]) == paid


def test_as_a_discount_both_get_a_coupon() -> None:
    """The friend's is printed at once, the referrer's with the next sale."""
    off = CouponRule("off", "5 off", Benefit("off", "5 off", Effect.AMOUNT, amount_minor=500))
    both = Activity("bring", "Bring a friend", "referral", coupon="off", friend_coupon="off")
    ledger, (friend,) = friends(shop(both, coupons=(off,)))
    assert len(ledger.sell(line(1), who=friend).statement.coupons) == 1
    assert ledger.balance(owed_key("off")) == 1
    (paper,) = ledger.sell(line(1)).statement.coupons
    assert (paper.rule_id, ledger.balance(owed_key("off"))) == ("off", 0)
    assert not ledger.sell(line(1)).statement.coupons


def test_a_member_whom_nobody_brought_pays_nobody() -> None:
    ledger = Ledger(shop())
    assert not ledger.sell(line(1, amount=9000)).entries


@pytest.mark.parametrize("debt", [0, 300])
def test_a_debt_of_the_referrer_is_paid_first(debt: int) -> None:
    program = shop(returns=SOON)
    referrer = newcomer(debt_points=debt)
    who, what = newcomer(FRIEND, referrer=MEMBER), basket(line(1, amount=2000))
    found = settle(program, who, what, quote(program, who, what), EVENT, "", referrer)
    (entry,) = [each for each in found.entries if each.owner == MEMBER]
    assert (entry.points, entry.debt_points) == (500, -debt)


def test_the_friend_is_paid_once_though_the_till_was_away() -> None:
    """Brought up to date later, nothing is paid again."""
    ledger, (friend,) = friends(shop(returns=SOON))
    ledger.sell(line(1, amount=2000), who=friend)
    entries, _ = bring(ledger.compiled, ledger.members[friend], day_ms("2027-01-01"), True)
    assert not [entry for entry in entries if entry.rule == "bring"]
