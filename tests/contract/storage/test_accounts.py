"""Accounts of every kind: debts, tiers, coupons that are used once, lots that are never negative."""

from __future__ import annotations

from pathlib import Path

import pytest

from pos_app.kernel.errors import Refused
from pos_app.kernel.ids import MemberId
from pos_app.loyalty.accounts import PENDING, POINTS, QUALIFYING, coupon_key, stamps_key
from pos_app.loyalty.ledger import EntryDraft, EntryKind
from pos_app.storage.opening import Storage
from pos_app.storage.verify import verify
from tests.support.ledgers import entry, lot_of, posting, tier, with_entries
from tests.support.tills import START_MS, CountedIds, enrolment, filing


@pytest.fixture
def member(till: Storage, ids: CountedIds) -> MemberId:
    return till.members.enrol(enrolment(ids)).member_id


def _whole(folder: Path) -> bool:
    found = verify(folder, use_keyring=False).first_wrong
    assert found is None, found
    return True


def _post(till: Storage, ids: CountedIds, member: MemberId | None, *entries: EntryDraft) -> None:
    till.records.post(posting(ids, member, *entries))


def test_a_snapshot_holds_every_account(
    till: Storage, folder: Path, ids: CountedIds, member: MemberId
) -> None:
    drafts = (
        entry(member, POINTS, 20),
        entry(member, QUALIFYING, 1998, ends=START_MS + 9),
        entry(member, stamps_key("coffee"), 2),
    )
    till.books.file_sale(with_entries(filing(ids, member=member), *drafts))
    snapshot = till.members.snapshot(member, START_MS)
    assert snapshot.balance_points == 20
    assert [state.key for state in snapshot.accounts] == [QUALIFYING, "stamps:coffee"]
    assert snapshot.account(QUALIFYING).lots[0].expires_at_ms == START_MS + 9
    assert snapshot.account("stamps:coffee").balance_points == 2
    assert _whole(folder)


def test_a_debt_is_owed_beside_the_lots(
    till: Storage, folder: Path, ids: CountedIds, member: MemberId
) -> None:
    lot = lot_of(member)
    _post(till, ids, member, entry(member, POINTS, 20, lot=lot))
    _post(till, ids, member, entry(member, POINTS, -20, EntryKind.ADJUST, lot=lot, debt=30))
    owing = till.members.snapshot(member, START_MS)
    assert (owing.lots, owing.debt_points, owing.balance_points) == ((), 30, -30)
    paid = entry(member, POINTS, 5, lot=lot_of(member, "later"), debt=-30, leg="earn:later")
    _post(till, ids, member, paid)
    assert till.members.snapshot(member, START_MS).balance_points == 5
    with pytest.raises(Refused) as refused:
        _post(till, ids, member, entry(member, POINTS, 0, EntryKind.ADJUST, debt=-1))
    assert refused.value.code == "points.changed"
    assert _whole(folder)


def test_what_is_given_back_is_open_and_not_earned_again(
    till: Storage, folder: Path, ids: CountedIds, member: MemberId
) -> None:
    lot = lot_of(member)
    _post(till, ids, member, entry(member, POINTS, 20, lot=lot))
    _post(till, ids, member, entry(member, POINTS, -15, EntryKind.REDEEM, lot=lot))
    _post(till, ids, member, entry(member, POINTS, 15, EntryKind.REVERSE, lot=lot))
    fresh = lot_of(member, "back")
    _post(till, ids, member, entry(member, POINTS, 7, EntryKind.REVERSE, lot=fresh))
    lots = till.members.snapshot(member, START_MS).lots
    assert {(each.lot_id, each.earned_points, each.open_points) for each in lots} == {
        (lot, 20, 20),
        (fresh, 7, 7),
    }
    assert _whole(folder)


def test_an_entry_that_does_not_add_up_is_a_bug(till: Storage, ids: CountedIds, member: MemberId) -> None:
    wrong = EntryDraft(
        *(till.members.snapshot(member, 1).points_account, "x", EntryKind.EARN, 5, "r"),
        entry(member, POINTS, 1).reason,
        (),
        owner=member,
    )
    with pytest.raises(ValueError, match="add up"):
        _post(till, ids, member, wrong)
    assert till.members.snapshot(member, START_MS).balance_points == 0


def test_a_tier_begins_with_its_entry(till: Storage, folder: Path, ids: CountedIds, member: MemberId) -> None:
    before = till.members.snapshot(member, START_MS)
    assert (before.tier, before.tier_since_ms) == ("base", START_MS)
    till.books.file_sale(with_entries(filing(ids, member=member, at_ms=START_MS + 5), tier(member, "silver")))
    assert till.members.snapshot(member, START_MS).tier_since_ms == START_MS + 5
    till.books.file_sale(
        with_entries(filing(ids, member=member, at_ms=START_MS + 9), tier(member, "gold", START_MS + 7))
    )
    after = till.members.snapshot(member, START_MS)
    assert (after.tier, after.tier_since_ms) == ("gold", START_MS + 7)
    assert till.database.rows("SELECT tier FROM sale ORDER BY entry_no") == [("base",), ("silver",)]
    assert _whole(folder)


def test_a_coupon_of_this_till_is_used_once(
    till: Storage, folder: Path, ids: CountedIds, member: MemberId
) -> None:
    key = coupon_key(ids())
    issued = entry(None, key, 1, EntryKind.ISSUE, ends=START_MS + 9)
    till.books.file_sale(with_entries(filing(ids, member=member), issued))
    assert till.records.bearer_balance(key) == 1
    assert till.records.bearer_balance(key, START_MS + 10) == 0
    use = entry(None, key, 0, EntryKind.USE, debt=1)
    till.books.file_sale(with_entries(filing(ids), use))
    assert till.records.bearer_balance(key) == 0
    with pytest.raises(Refused) as refused:
        till.books.file_sale(with_entries(filing(ids), use))
    assert refused.value.code == "coupon.used"
    assert _whole(folder)


def test_a_coupon_from_elsewhere_is_used_once_too(till: Storage, folder: Path, ids: CountedIds) -> None:
    key = coupon_key(ids())
    assert till.records.bearer_balance(key) is None
    use = entry(None, key, -1, EntryKind.USE)
    filed = till.books.file_sale(with_entries(filing(ids), use))
    assert till.records.bearer_balance(key) == -1
    with pytest.raises(Refused) as refused:
        till.books.file_sale(with_entries(filing(ids), use))
    assert refused.value.code == "coupon.used"
    sold = till.books.sold(filed.completed.receipt_number)
    assert sold is not None
    (written,) = sold.entries
    assert (written.lots, written.debt_points, written.owner) == ((), 1, None)
    assert _whole(folder)


def test_uses_of_everybody_end_with_their_period(till: Storage, folder: Path, ids: CountedIds) -> None:
    key = "uses:welcome:day"
    for number in range(3):
        use = entry(None, key, 1, EntryKind.USE, ends=START_MS + 5, leg=f"use:{number}")
        till.books.file_sale(with_entries(filing(ids), use))
    assert till.records.bearer_balance(key, START_MS + 5) == 3
    assert till.records.bearer_balance(key, START_MS + 6) == 0
    assert _whole(folder)


def test_pending_points_are_activity(till: Storage, ids: CountedIds, member: MemberId) -> None:
    till.records.post(posting(ids, member, entry(member, PENDING, 9), at_ms=START_MS + 77))
    assert till.members.snapshot(member, START_MS).last_activity_ms == START_MS + 77


def test_posting_again_changes_nothing(
    till: Storage, folder: Path, ids: CountedIds, member: MemberId
) -> None:
    one = posting(ids, member, entry(member, POINTS, 20))
    for _ in range(3):
        till.records.post(one)
    assert till.members.snapshot(member, START_MS).balance_points == 20
    assert till.records.posted(one.event_id) == one.entries
    assert _whole(folder)


def test_history_tells_newest_first(till: Storage, ids: CountedIds, member: MemberId) -> None:
    paid = filing(ids, member=member)
    filed = till.books.file_sale(paid)
    till.records.post(posting(ids, member, entry(member, stamps_key("tea"), 1), at_ms=START_MS + 5))
    newest, oldest = till.records.history(member, 10)
    assert (newest.key, newest.at_ms, newest.receipt_number) == ("stamps:tea", START_MS + 5, "")
    assert (oldest.kind, oldest.points, oldest.rule) == ("EARN", 20, "base")
    assert oldest.receipt_number == filed.completed.receipt_number
    assert oldest.program_hash == paid.program_hash
    assert len(till.records.history(member, 1)) == 1
