"""What time makes due."""

from __future__ import annotations

import msgspec
import pytest

from pos_app.kernel.limits import ENDED_LOTS_KEPT
from pos_app.kernel.messages import Message
from pos_app.loyalty.accounts import PENDING, POINTS, QUALIFYING, plan_key
from pos_app.loyalty.extras import Activity, Plan, StampCard
from pos_app.loyalty.ledger import EntryKind
from pos_app.loyalty.lifecycle.booking import owe
from pos_app.loyalty.lifecycle.due import bring, due, matured_lot, up_to_date
from pos_app.loyalty.member import AccountState
from pos_app.loyalty.program import Tier
from pos_app.loyalty.rules import EarnKind, EarnRule
from pos_app.loyalty.settings import Expiry, ExpiryKind, Pending, PendingKind, Returns
from tests.support.lifecycle import Ledger, day_ms, newcomer, points_of
from tests.support.loyalty import BASE, MEMBER, NOON_MS, basket, compiled, line, lot, member

YEAR = Expiry(ExpiryKind.AFTER, 12)


@pytest.mark.parametrize(
    ("pending", "at_once", "last_day", "first_day"),
    [
        (Pending(), 10, "", ""),
        (Pending(PendingKind.DAYS, 14), 0, "2026-03-24", "2026-03-25"),
        (Pending(PendingKind.UNTIL_WINDOW), 0, "2026-03-30", "2026-03-31"),
    ],
)
def test_when_points_of_a_purchase_can_be_spent(
    pending: Pending, at_once: int, last_day: str, first_day: str
) -> None:
    """10.00 on 10 March, goods may come back for 20 days."""
    ledger = Ledger(compiled(pending=pending, returns=Returns(days=20), expiry=YEAR))
    statement = ledger.sell(line(1, amount=1000), at="2026-03-10").statement
    assert (statement.balance_points, ledger.balance(PENDING)) == (at_once, 10 - at_once)
    assert [points for _, points in statement.earned] == [10]
    assert [note.code for note in statement.notes] == ([] if at_once else ["points.waiting"])
    if not last_day:
        return
    assert not ledger.bring(last_day)
    matured = ledger.bring(first_day)
    assert [(each.key, each.kind, each.points) for each in matured] == [
        (PENDING, EntryKind.MATURE, -10),
        (POINTS, EntryKind.MATURE, 10),
    ]
    (good,) = ledger.member.lots
    assert (good.earned_at_ms, good.expires_at_ms) == (day_ms("2026-03-10"), day_ms("2027-03-11", 0) - 1)
    assert good.lot_id == matured_lot(matured[0].lots[0].lot_id)


def test_points_that_wait_keep_the_expiry_of_the_day_they_were_earned() -> None:
    """The program changes while they wait."""
    pending = Pending(PendingKind.DAYS, 14)
    ledger = Ledger(compiled(pending=pending, expiry=YEAR))
    ledger.sell(line(1, amount=1000), at="2026-03-10")
    ledger.compiled = compiled(pending=pending, expiry=Expiry(ExpiryKind.AFTER, 1))
    ledger.bring("2026-03-25")
    assert ledger.member.lots[0].expires_at_ms == day_ms("2027-03-11", 0) - 1


def test_points_that_matured_too_late_expire_at_once() -> None:
    ledger = Ledger(compiled(pending=Pending(PendingKind.DAYS, 14), expiry=Expiry(ExpiryKind.AFTER, 0, 3)))
    ledger.sell(line(1, amount=1000), at="2026-03-10")
    assert sorted(points_of(ledger.bring("2026-05-01")).values()) == [-10, 10]
    assert (ledger.balance(PENDING), ledger.balance(POINTS)) == (0, 0)


def test_what_matures_pays_a_debt_first() -> None:
    program = compiled(pending=Pending(PendingKind.DAYS, 14))
    ledger = Ledger(program)
    owed = owe(MEMBER, POINTS, "back", EntryKind.REVERSE, 6, "r", Message("earn.sale"))
    ledger.post((owed,), day_ms("2026-03-09"))
    ledger.sell(line(1, amount=1000), at="2026-03-10")
    assert (ledger.member.debt_points, ledger.balance(PENDING)) == (6, 10)
    ledger.bring("2026-03-25")
    assert (ledger.member.debt_points, ledger.member.balance_points) == (0, 4)


def test_nothing_due_gives_the_same_member_back() -> None:
    who = member(lot(1, 10))
    assert up_to_date(compiled(), who, NOON_MS) is who
    assert bring(compiled(), who, NOON_MS, True) == ((), who)
    assert due(compiled(), who, NOON_MS) == ()


def test_stamps_end_with_their_month() -> None:
    card = StampCard("coffee", "Coffee", 10, 6)
    stamp = EarnRule("cup", "Cup", EarnKind.UNIT, BASE.points, 1000, account="stamps:coffee")
    ledger = Ledger(compiled(cards=(card,), earn=(stamp,)))
    found = ledger.sell(line(1, quantity=3000), line(2, quantity=1000), at="2026-03-10")
    assert found.statement.stamps == (("Coffee", 4, 10),)
    ledger.sell(line(1, quantity=1000), at="2026-04-10")
    ledger.bring("2026-09-10")
    assert ledger.balance("stamps:coffee") == 5
    (entry,) = ledger.bring("2026-09-11")
    assert (entry.kind, entry.points, entry.key) == (EntryKind.EXPIRE, -4, "stamps:coffee")
    assert entry.since_ms == day_ms("2026-09-11", 0)


def test_a_plan_ends_and_its_tier_with_it() -> None:
    tiers = (Tier("basic", "Basic", "B", 1, threshold=0), Tier("plus", "Plus", "P", 2))
    plan = Plan("club", "Club", "900", 1, tier="plus")
    ledger = Ledger(compiled(tiers=tiers, plans=(plan,)), newcomer(tier="basic"))
    ledger.sell(line(1, product="900"), at="2026-03-10")
    assert (ledger.member.tier, ledger.balance(plan_key("club"))) == ("plus", 1)
    assert not ledger.bring("2026-04-10")
    entries = ledger.bring("2026-04-11")
    assert {entry.kind for entry in entries} == {EntryKind.TIER, EntryKind.EXPIRE}
    assert (ledger.member.tier, ledger.balance(plan_key("club"))) == ("basic", 0)
    assert ledger.member.tier_since_ms == day_ms("2026-04-11", 0)


def test_another_plan_holds_its_own_tier() -> None:
    tiers = tuple(Tier(name, name, "T", order) for order, name in enumerate(("basic", "plus", "top")))
    plans = (Plan("a", "A", "900", 12, tier="plus"), Plan("b", "B", "901", 1, tier="top"))
    ledger = Ledger(compiled(tiers=tiers, plans=plans), newcomer(tier="basic"))
    ledger.sell(line(1, product="900"), line(2, product="901"), at="2026-03-10")
    assert ledger.member.tier == "top"
    ledger.bring("2026-05-01")
    assert ledger.member.tier == "plus"


def test_a_tier_that_was_earned_stays_when_the_plan_ends() -> None:
    tiers = (Tier("basic", "Basic", "B", 1, threshold=0), Tier("plus", "Plus", "P", 2, threshold=5000))
    plan = Plan("club", "Club", "900", 1, tier="plus")
    ledger = Ledger(compiled(tiers=tiers, plans=(plan,)), newcomer(tier="basic"))
    ledger.sell(line(1, product="900"), line(2, amount=6000), at="2026-03-10")
    ledger.bring("2026-05-01")
    assert ledger.member.tier == "plus"


def test_old_counts_are_written_off_together() -> None:
    old = tuple(lot(number, 5, number) for number in range(1, ENDED_LOTS_KEPT + 1))
    program = compiled(tiers=(Tier("a", "A", "A", 1, threshold=0),))
    few = newcomer(accounts=(AccountState(QUALIFYING, old[1:]),))
    assert not due(program, few, NOON_MS)
    many = newcomer(accounts=(AccountState(QUALIFYING, (*old, lot(99, 7, NOON_MS - 1))),))
    (entry,) = due(program, many, NOON_MS)
    assert (entry.points, len(entry.lots), entry.key) == (-5 * ENDED_LOTS_KEPT, ENDED_LOTS_KEPT, QUALIFYING)


def test_a_birthday_gift_waits_for_the_member_to_come() -> None:
    """By itself, gifts would renew points that end without activity for ever."""
    gift = Activity("cake", "Cake", "birthday", 50, days=3)
    who = newcomer(birthday="03-10")
    program = compiled(activities=(gift,))
    assert not due(program, who, day_ms("2026-03-10"))
    assert up_to_date(program, who, day_ms("2026-03-10")).balance_points == 50


def test_inactivity_counts_from_the_last_purchase() -> None:
    ledger = Ledger(compiled(expiry=Expiry(ExpiryKind.INACTIVITY, 6)))
    ledger.sell(line(1, amount=1000), at="2026-01-10")
    ledger.sell(line(1, amount=1000), at="2026-05-10")
    assert not ledger.bring("2026-11-10")
    assert sum(points_of(ledger.bring("2026-11-11")).values()) == -20


def test_settling_writes_what_is_due_first() -> None:
    ledger = Ledger(compiled(expiry=Expiry(ExpiryKind.AFTER, 1)))
    ledger.sell(line(1, amount=1000), at="2026-01-10")
    found = ledger.sell(line(1, amount=500), at="2026-03-10")
    assert [entry.kind for entry in found.entries if entry.key == POINTS] == [
        EntryKind.EXPIRE,
        EntryKind.EARN,
    ]
    assert found.statement.balance_points == 5


def test_many_accounts_and_nothing_to_do_is_quick_to_say() -> None:
    states = tuple(AccountState(f"remainder:{number}", (lot(number, 5),)) for number in range(20))
    who = msgspec.structs.replace(member(lot(1, 10)), accounts=states)
    assert up_to_date(compiled(), who, basket().at_ms) is who
