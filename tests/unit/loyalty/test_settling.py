"""What a paid sale does to the ledger."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given

from pos_app.kernel.money import Rate
from pos_app.loyalty.accounts import POINTS
from pos_app.loyalty.basket import Basket, Chosen
from pos_app.loyalty.compiled import CompiledProgram, compile_program
from pos_app.loyalty.ledger import EntryKind
from pos_app.loyalty.ledger_fold import balance, fold
from pos_app.loyalty.member import MemberSnapshot
from pos_app.loyalty.program import Tier
from pos_app.loyalty.quote import Settlement
from pos_app.loyalty.quoting import quote
from pos_app.loyalty.rules import Benefit, Effect, RewardForm
from pos_app.loyalty.settings import Earning, Expiry, ExpiryKind
from pos_app.loyalty.settling import settle
from tests.support.lifecycle import Ledger, newcomer
from tests.support.loyalty import EVENT, MEMBER, NOON_MS, basket, compiled, line, lot, member, rich
from tests.support.loyalty_random import SEEDS, case
from tests.support.rounds import invariant

FIVE = Benefit("five", "5 off", Effect.AMOUNT, 500, 500)
PAY = Benefit("pay", "Pay", Effect.PER_POINT, worth=Rate(1), form=RewardForm.TENDER)
YEAR_MS = 365 * 86_400_000


def settled(program: CompiledProgram, who: MemberSnapshot, what: Basket) -> Settlement:
    return settle(program, who, what, quote(program, who, what), EVENT, "J*** D.")


def test_earned_points_open_one_lot() -> None:
    program = compiled(tiers=(Tier("gold", "Gold", "G", 1, Rate(3, 2)),), expiry=Expiry(ExpiryKind.AFTER, 12))
    entries = settled(program, member(tier="gold"), basket(line(1, amount=1000))).entries
    assert [(each.leg, each.kind, each.points, each.rule) for each in entries] == [
        ("earn:base", EntryKind.EARN, 10, "base"),
        ("earn:tier:gold", EntryKind.EARN, 5, "tier:gold"),
    ]
    lots = {change.lot_id for each in entries for change in each.lots}
    assert len(lots) == 1
    assert entries[0].lots[0].earned_at_ms == NOON_MS
    assert entries[0].lots[0].expires_at_ms is not None


def test_points_are_spent_earliest_end_first_then_oldest() -> None:
    who = member(
        lot(1, 300, None, 5),
        lot(2, 300, NOON_MS + YEAR_MS, 9),
        lot(3, 300, NOON_MS + YEAR_MS, 8),
        lot(4, 50, 1),
    )
    program = compiled(rewards=(FIVE,), expiry=Expiry(ExpiryKind.NEVER, 0), earn=())
    result = settled(program, who, basket(line(1, amount=2000), chosen=(Chosen("five"),)))
    expired, entry = result.entries
    assert (expired.kind, expired.points, expired.lots[0].lot_id.int) == (EntryKind.EXPIRE, -50, 4)
    assert (entry.leg, entry.points) == ("redeem:five", -500)
    assert [(change.lot_id.int, change.points) for change in entry.lots] == [(3, -300), (2, -200)]
    assert result.statement.balance_points == 400
    assert (result.statement.expiring_points, result.statement.expires_at_ms) == (100, NOON_MS + YEAR_MS)


def test_settling_twice_gives_the_same_entries() -> None:
    program = compiled(rewards=(FIVE,))
    what = basket(line(1, amount=2000), chosen=(Chosen("five"),))
    assert settled(program, rich(), what) == settled(program, rich(), what)


def test_the_statement_is_the_members_side() -> None:
    program = compiled(rewards=(FIVE, PAY), tiers=(Tier("gold", "Gold", "G", 1),))
    what = basket(line(1, amount=2000), chosen=(Chosen("five"), Chosen("pay", 1, 300)))
    statement = settled(program, rich(1000, tier="gold"), what).statement
    assert (statement.masked_name, statement.tier_name) == ("J*** D.", "Gold")
    assert [(reason.code, points) for reason, points in statement.earned] == [("earn.spend", 12)]
    assert [(reason.params["reward"], points) for reason, points in statement.spent] == [
        ("5 off", 500),
        ("Pay", 300),
    ]
    assert statement.balance_points == 1000 - 800 + 12
    assert statement.next_reward is not None
    assert statement.next_reward.params == {"missing_points": 288, "reward": "5 off"}


def test_with_inactivity_the_sale_renews_everything() -> None:
    program = compiled(expiry=Expiry(ExpiryKind.INACTIVITY, 24))
    old = member(lot(1, 40, None, 5), active_ms=NOON_MS - YEAR_MS)
    bought = settled(program, old, basket(line(1, amount=1000))).statement
    looked = settled(program, old, basket()).statement
    assert bought.expiring_points == 50
    assert bought.expires_at_ms is not None
    assert looked.expires_at_ms is not None
    assert bought.expires_at_ms > looked.expires_at_ms > NOON_MS


def test_a_sale_without_points_writes_nothing() -> None:
    program = compiled(earning=Earning(carry_remainder=False))
    result = settled(program, member(), basket(line(1, amount=5)))
    assert result.entries == ()
    assert result.statement.balance_points == 0


def test_a_quote_for_another_snapshot_is_not_settled() -> None:
    program = compiled(rewards=(FIVE,))
    what = basket(line(1, amount=2000), chosen=(Chosen("five"),))
    answer = quote(program, rich(1000), what)
    with pytest.raises(ValueError, match="more points"):
        settle(program, rich(100), what, answer, EVENT, "")


@invariant
@given(SEEDS)
def test_entries_are_open_lots(seed: int) -> None:
    """Entries of any sale, on top of the lots there were, make the balance that the statement prints."""
    program, who, what = case(seed)
    ready = compile_program(program)
    answer = quote(ready, who, what)
    result = settle(ready, who, what, answer, EVENT, "")
    spent = sum(item.points for item in answer.spent if item.account == POINTS)
    expected = who.balance_points - spent + answer.earn_points
    assert result.statement.balance_points == expected
    points = [entry for entry in result.entries if entry.key == POINTS]
    assert sum(entry.points for entry in points) == answer.earn_points - spent
    assert len({(entry.account_id, entry.leg) for entry in result.entries}) == len(result.entries)
    changed: dict[int, int] = {each.lot_id.int: each.open_points for each in who.lots}
    for entry in points:
        assert entry.points == sum(change.points for change in entry.lots) != 0
        assert entry.reason.code
        for change in entry.lots:
            changed[change.lot_id.int] = changed.get(change.lot_id.int, 0) + change.points
    assert min(changed.values(), default=0) >= 0
    assert sum(changed.values()) == expected


@invariant
@given(SEEDS)
def test_many_sales_one_ledger(seed: int) -> None:
    """Sale after sale in every account: the ledger folds to the member, repeated, in any order."""
    random = case(seed).program
    program = compile_program(msgspec.structs.replace(random, expiry=Expiry(ExpiryKind.AFTER, 12)))
    ledger = Ledger(program, newcomer(tier="high"), is_checked_each=False)
    for number in range(3):
        ledger.settle(msgspec.structs.replace(case(seed + number).basket, at_ms=NOON_MS + number))
    ledger.check()
    assert fold(ledger.log * 2) == fold(ledger.log)
    assert ledger.member.member_id == MEMBER
    assert balance(ledger.member.lots) - ledger.member.debt_points == ledger.balance(POINTS)
