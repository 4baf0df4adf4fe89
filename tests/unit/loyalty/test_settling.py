"""What a paid sale does to the ledger."""

from __future__ import annotations

from uuid import UUID

import msgspec
import pytest
from hypothesis import given

from pos_app.kernel.ids import EventId
from pos_app.kernel.money import Rate
from pos_app.loyalty.basket import Basket, Chosen
from pos_app.loyalty.compiled import CompiledProgram, compile_program
from pos_app.loyalty.ledger import EntryKind
from pos_app.loyalty.ledger_fold import balance, fold
from pos_app.loyalty.member import MemberSnapshot
from pos_app.loyalty.program import Tier
from pos_app.loyalty.quote import Settlement
from pos_app.loyalty.quoting import quote
from pos_app.loyalty.rules import Benefit, Effect, RewardForm
from pos_app.loyalty.settings import Expiry, ExpiryKind
from pos_app.loyalty.settling import settle
from tests.support.loyalty import EVENT, MEMBER, NOON_MS, basket, compiled, line, lot, member, rich
from tests.support.loyalty_random import SEEDS, case

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
    result = settled(compiled(), member(), basket(line(1, amount=5)))
    assert result.entries == ()
    assert result.statement.balance_points == 0


def test_a_quote_for_another_snapshot_is_not_settled() -> None:
    program = compiled(rewards=(FIVE,))
    what = basket(line(1, amount=2000), chosen=(Chosen("five"),))
    answer = quote(program, rich(1000), what)
    with pytest.raises(ValueError, match="more points"):
        settle(program, rich(100), what, answer, EVENT, "")


@given(SEEDS)
def test_entries_are_open_lots(seed: int) -> None:
    """Entries of any sale, on top of the lots there were, make the balance that the statement prints."""
    for number in range(5):
        program, who, what = case(seed + number)
        ready = compile_program(program)
        answer = quote(ready, who, what)
        result = settle(ready, who, what, answer, EVENT, "")
        expected = who.balance_points - answer.spent_points + answer.earn_points
        assert result.statement.balance_points == expected
        assert sum(entry.points for entry in result.entries) == answer.earn_points - answer.spent_points
        assert len({entry.leg for entry in result.entries}) == len(result.entries)
        changed: dict[int, int] = {each.lot_id.int: each.open_points for each in who.lots}
        for entry in result.entries:
            assert entry.points == sum(change.points for change in entry.lots) != 0
            assert entry.reason.code
            for change in entry.lots:
                changed[change.lot_id.int] = changed.get(change.lot_id.int, 0) + change.points
        assert min(changed.values(), default=0) >= 0
        assert sum(changed.values()) == expected


@given(SEEDS)
def test_many_sales_one_ledger(seed: int) -> None:
    """Sale after sale on the folded lots; repeated or shuffled entries fold to the same balance."""
    program = compile_program(
        msgspec.structs.replace(case(seed).program, expiry=Expiry(ExpiryKind.AFTER, 12))
    )
    log, who = [], member(tier="high")
    for number in range(4):
        what = msgspec.structs.replace(case(seed + number).basket, at_ms=NOON_MS + number)
        event = EventId(UUID(int=EVENT.int + number))
        answer = quote(program, who, what)
        log += [(event, entry) for entry in settle(program, who, what, answer, event, "").entries]
        lots = fold(log).get(who.points_account, ())
        assert balance(lots) == sum(entry.points for _, entry in log)
        who = msgspec.structs.replace(who, lots=lots)
    assert fold([*log, *log]) == fold(log)
    assert {key: balance(lots) for key, lots in fold(log[::-1]).items()} == {
        key: balance(lots) for key, lots in fold(log).items()
    }
    assert who.member_id == MEMBER
