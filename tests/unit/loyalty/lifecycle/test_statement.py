"""What the receipt tells a member."""

from __future__ import annotations

from pos_app.kernel.messages import Message
from pos_app.loyalty.accounts import POINTS
from pos_app.loyalty.basket import Chosen
from pos_app.loyalty.ledger import EntryKind
from pos_app.loyalty.lifecycle.booking import owe, tier_entry
from pos_app.loyalty.lifecycle.statement import tier_news
from pos_app.loyalty.rules import Benefit, Effect
from pos_app.loyalty.settings import Expiry, ExpiryKind, Pending, PendingKind
from tests.support.lifecycle import Ledger, day_ms, newcomer
from tests.support.loyalty import MEMBER, compiled, line

FIVE = Benefit("five", "5 off", Effect.AMOUNT, 500, 500)
CUP = Benefit("cup", "Free cup", Effect.AMOUNT, 10, 300, account="stamps:coffee")


def test_gross_numbers_are_told_never_only_the_net() -> None:
    ledger = Ledger(compiled(rewards=(FIVE,), expiry=Expiry(ExpiryKind.AFTER, 12)))
    ledger.sell(line(1, amount=70000), at="2026-03-01")
    found = ledger.sell(line(1, amount=2100), at="2026-03-02", chosen=(Chosen("five"),)).statement
    assert ([points for _, points in found.earned], [points for _, points in found.spent]) == ([16], [500])
    assert (found.balance_points, found.expiring_points) == (216, 200)
    assert found.expires_at_ms == day_ms("2027-03-02", 0) - 1


def test_the_next_reward_is_one_for_points() -> None:
    found = Ledger(compiled(rewards=(CUP, FIVE))).sell(line(1, amount=1000)).statement
    assert found.next_reward is not None
    assert found.next_reward.params == {"missing_points": 490, "reward": "5 off"}
    assert Ledger(compiled(rewards=(CUP,))).sell(line(1)).statement.next_reward is None


def test_a_debt_is_told() -> None:
    ledger = Ledger(compiled())
    ledger.post((owe(MEMBER, POINTS, "back", EntryKind.REVERSE, 30, "r", Message("earn.sale")),), 5)
    found = ledger.sell(line(1, amount=1000)).statement
    assert (found.balance_points, found.notes) == (-20, (Message("points.owed", {"owed_points": 20}),))
    assert [points for _, points in found.earned] == [10]


def test_points_that_wait_are_told_with_their_day() -> None:
    ledger = Ledger(compiled(pending=Pending(PendingKind.DAYS, 10)))
    ledger.sell(line(1, amount=1000), at="2026-03-01")
    (note,) = ledger.sell(line(1, amount=500), at="2026-03-05").statement.notes
    assert note.params == {"wait_points": 15, "from_ms": day_ms("2026-03-12", 0)}


def test_the_last_news_of_a_tier_counts() -> None:
    entries = [tier_entry(MEMBER, str(number), "x", Message(code), 1) for number, code in enumerate("ab")]
    found = tier_news(compiled(), newcomer(), entries, 1)
    assert found is not None
    assert found.code == "b"
    assert tier_news(compiled(), newcomer(), (), 1) is None
