"""What is rewarded without a sale."""

from __future__ import annotations

import pytest

from pos_app.kernel.errors import Refused
from pos_app.loyalty.accounts import PENDING, POINTS, uses_key
from pos_app.loyalty.extras import Activity, CouponRule, StampCard
from pos_app.loyalty.lifecycle.activity import Rewarded, activity, sign_up
from pos_app.loyalty.member import MemberSnapshot
from pos_app.loyalty.rules import Benefit, Effect, Period, UseLimit, When, Whose
from pos_app.loyalty.settings import Limits, Returns
from tests.support.lifecycle import Ledger, day_ms, newcomer
from tests.support.loyalty import EVENT, compiled

REVIEW = Activity("review", "Review", "review", 20, limits=(UseLimit(1, Period.MONTH),))
VOTE = Activity("vote", "Vote", "vote", 5, when=When(tiers=("gold",)))
POLL = Activity("poll", "Poll", "survey", 5, limits=(UseLimit(2, Period.EVER, Whose.EVERYBODY),))
CAKE = Activity("cake", "Cake", "birthday", 50, days=3)
WELCOME = Activity("hello", "Welcome", "signup", 100)
BRING = Activity("bring", "Bring a friend", "referral", 500)
TREAT = CouponRule("treat", "Treat", Benefit("treat", "Treat", Effect.PERCENT))
SHARE = Activity("share", "Share", "share", coupon="treat")
LOOK = Activity("look", "Look in", "visit", 1, "stamps:coffee")
ALL = (REVIEW, VOTE, POLL, CAKE, WELCOME, BRING, SHARE, LOOK)
SHOP = compiled(activities=ALL, coupons=(TREAT,), cards=(StampCard("coffee", "Coffee", 10, 6),))


def refusal(who: MemberSnapshot, activity_id: str, at: str = "2026-03-10", **more: object) -> str:
    with pytest.raises(Refused) as found:
        activity(SHOP, who, activity_id, day_ms(at), EVENT, **more)  # type: ignore[arg-type]  # keywords
    return found.value.code


def done(ledger: Ledger, activity_id: str, at: str) -> Rewarded:
    found = activity(ledger.compiled, ledger.member, activity_id, day_ms(at), ledger.event())
    ledger.post(found.entries, day_ms(at))
    return found


def test_a_review_gives_its_points_once_a_month() -> None:
    ledger = Ledger(SHOP)
    found = done(ledger, "review", "2026-03-10")
    assert (found.points, found.waits_until_ms, ledger.balance(POINTS)) == (20, None, 20)
    assert refusal(ledger.member, "review", "2026-03-31") == "limit.member"
    done(ledger, "review", "2026-04-01")
    assert ledger.balance(POINTS) == 40


def test_the_same_event_gives_the_same_entries() -> None:
    who, at = newcomer(), day_ms("2026-03-10")
    assert activity(SHOP, who, "review", at, EVENT) == activity(SHOP, who, "review", at, EVENT)


@pytest.mark.parametrize(
    ("activity_id", "tier", "code"),
    [
        ("gone", "gold", "activity.unknown"),
        ("bring", "gold", "activity.by_itself"),
        ("vote", "basic", "activity.not_for"),
        ("cake", "gold", "activity.not_birthday"),
    ],
)
def test_why_an_activity_gives_nothing(activity_id: str, tier: str, code: str) -> None:
    assert refusal(newcomer(tier=tier, birthday="07-01"), activity_id) == code


def test_the_limit_of_everybody() -> None:
    used = ((uses_key("poll", "ever"), 2),)
    assert refusal(newcomer(), "poll", used_by_all=used) == "limit.everybody_ever"


def test_a_birthday_entered_by_hand_counts_as_the_years_gift() -> None:
    ledger = Ledger(SHOP, newcomer(birthday="03-10"))
    done(ledger, "cake", "2026-03-11")
    assert ledger.balance(POINTS) == 50
    assert refusal(ledger.member, "cake", "2026-03-12") == "activity.once"
    done(ledger, "cake", "2027-03-09")
    assert ledger.balance(POINTS) == 100


def test_signing_up_gives_once_and_waits_for_the_return_window() -> None:
    ledger = Ledger(SHOP)
    found = sign_up(SHOP, ledger.member, day_ms("2026-01-01"), ledger.event())
    ledger.post(found.entries, day_ms("2026-01-01"))
    assert (found.points, found.waits_until_ms) == (100, day_ms("2026-02-01", 0) - 1)
    assert (ledger.balance(PENDING), ledger.balance(POINTS)) == (100, 0)
    assert sign_up(SHOP, ledger.member, day_ms("2026-01-02"), ledger.event()).entries == ()
    assert refusal(ledger.member, "hello", "2026-01-02") == "activity.once"
    ledger.bring("2026-02-01")
    assert ledger.balance(POINTS) == 100


def test_without_a_window_the_welcome_can_be_spent_at_once() -> None:
    program = compiled(activities=(WELCOME,), returns=Returns(days=0))
    found = sign_up(program, newcomer(), day_ms("2026-01-01"), EVENT)
    assert (found.points, found.waits_until_ms) == (100, None)
    assert found.entries[-1].key == POINTS


def test_stamps_and_coupons() -> None:
    ledger = Ledger(SHOP)
    done(ledger, "look", "2026-03-10")
    assert ledger.balance("stamps:coffee") == 1
    assert ledger.member.account("stamps:coffee").lots[0].expires_at_ms == day_ms("2026-09-11", 0) - 1
    found = done(ledger, "share", "2026-03-10")
    assert [paper.rule_id for paper in found.coupons] == ["treat"]
    assert found.points == 0


def test_the_points_of_a_day_bound_activities_too() -> None:
    ledger = Ledger(compiled(activities=(Activity("quiz", "Quiz", "quiz", 20),), limits=Limits(None, 30)))
    points = [done(ledger, "quiz", "2026-03-10").points for _ in range(3)]
    assert points == [20, 10, 0]
    assert done(ledger, "quiz", "2026-03-11").points == 20


def test_what_was_due_comes_first() -> None:
    """The welcome has matured by the day of the review."""
    ledger = Ledger(SHOP)
    ledger.post(
        sign_up(SHOP, ledger.member, day_ms("2026-01-01"), ledger.event()).entries, day_ms("2026-01-01")
    )
    done(ledger, "review", "2026-03-10")
    assert (ledger.balance(PENDING), ledger.balance(POINTS)) == (0, 120)
