"""The books: one transaction per sale, numbers without gaps, sales that read back as they were."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from pos_app.kernel.errors import Refused
from pos_app.kernel.ids import EventId, LotId, MemberId, derived_id
from pos_app.kernel.limits import DRAFT_BYTES_MAX, FACT_BYTES_MAX
from pos_app.loyalty.ledger import LotChange
from pos_app.storage.opening import Storage
from pos_app.storage.verify import verify
from pos_app.wire.sale_fact import read_sale
from tests.support.tills import START_MS, CountedIds, enrolment, filing, opened


def _member(till: Storage, ids: CountedIds) -> MemberId:
    return till.members.enrol(enrolment(ids)).member_id


def _counts(till: Storage) -> dict[str, int]:
    tables = ("journal", "sale", "sale_line", "line_adjustment", "tender", "ledger", "lot", "print_job")
    counts = {}
    for table in tables:
        row = till.database.row(f"SELECT count(*) FROM {table}")
        counts[table] = row[0] if row else -1
    return counts


def test_a_sale_reads_back_just_as_it_was_filed(till: Storage, ids: CountedIds) -> None:
    paid = filing(ids, member=_member(till, ids))
    filed = till.books.file_sale(paid)
    assert filed.completed.sale == paid.sale
    assert filed.completed.figures == paid.figures
    assert till.books.by_receipt(filed.completed.receipt_number) == filed
    assert till.books.last_sale() == filed


def test_a_sale_without_a_member_has_no_statement(till: Storage, ids: CountedIds) -> None:
    filed = till.books.file_sale(filing(ids))
    assert filed.statement is None
    assert till.books.by_receipt(filed.completed.receipt_number) == filed


def test_a_changed_product_does_not_change_an_old_receipt(till: Storage, ids: CountedIds) -> None:
    paid = filing(ids)
    till.catalogue.add(line.product for line in paid.sale.lines)
    filed = till.books.file_sale(paid)
    dearer = [msgspec.structs.replace(line.product, price_minor=9999, name="X") for line in paid.sale.lines]
    assert till.catalogue.add(dearer) == len(dearer)
    assert till.books.by_receipt(filed.completed.receipt_number) == filed


def test_numbers_have_no_gaps_even_when_a_sale_fails(till: Storage, ids: CountedIds) -> None:
    member = _member(till, ids)
    gone = LotChange(LotId(derived_id(member, "no such lot")), -5, START_MS, None)
    numbers = [till.books.file_sale(filing(ids)).completed.receipt_number]
    before = _counts(till)
    with pytest.raises(Refused) as refused:
        till.books.file_sale(filing(ids, member=member, spent=(gone,)))
    assert refused.value.code == "points.changed"
    assert _counts(till) == before
    numbers.append(till.books.file_sale(filing(ids)).completed.receipt_number)
    assert numbers == ["0001-01-A-0000001", "0001-01-A-0000002"]


def test_filing_again_changes_nothing(till: Storage, ids: CountedIds) -> None:
    paid = filing(ids, member=_member(till, ids))
    filed = till.books.file_sale(paid)
    before = _counts(till)
    assert till.books.file_sale(paid) == filed
    assert _counts(till) == before


def test_points_are_spent_from_their_lot_and_never_below_nothing(till: Storage, ids: CountedIds) -> None:
    member = _member(till, ids)
    till.books.file_sale(filing(ids, member=member))
    (lot,) = till.members.snapshot(member, START_MS).lots
    take = LotChange(lot.lot_id, -15, lot.earned_at_ms, lot.expires_at_ms)
    till.books.file_sale(filing(ids, member=member, spent=(take,)))
    snapshot = till.members.snapshot(member, START_MS)
    assert {each.lot_id == lot.lot_id: each.open_points for each in snapshot.lots} == {True: 5, False: 20}
    with pytest.raises(Refused):
        till.books.file_sale(filing(ids, member=member, spent=(take,)))
    assert till.members.snapshot(member, START_MS) == snapshot


def test_inactivity_is_counted_from_the_last_sale_with_points(till: Storage, ids: CountedIds) -> None:
    member = _member(till, ids)
    assert till.members.snapshot(member, START_MS).last_activity_ms == 0
    for day in range(3):
        till.books.file_sale(filing(ids, member=member, at_ms=START_MS + day))
        assert till.members.snapshot(member, START_MS).last_activity_ms == START_MS + day


def test_the_journal_holds_the_fact_of_the_sale(till: Storage, ids: CountedIds) -> None:
    paid = filing(ids, member=_member(till, ids))
    filed = till.books.file_sale(paid)
    row = till.database.row("SELECT body, hex(chain_hash) FROM journal WHERE kind = 'sale'")
    assert row is not None
    fact = read_sale(row[0])
    assert fact.receipt == filed.completed.receipt_number
    assert [entry.amount for entry in fact.entries] == [20]
    assert row[1].lower().startswith(filed.completed.fingerprint)
    assert b"\xc5\x9eule" not in row[0]


def test_a_sale_too_large_for_the_journal_is_refused_whole(till: Storage, ids: CountedIds) -> None:
    paid = filing(ids, lines=1)
    line = msgspec.structs.replace(paid.sale.lines[0], code="7" * FACT_BYTES_MAX)
    huge = msgspec.structs.replace(paid, sale=msgspec.structs.replace(paid.sale, lines=(line,)))
    with pytest.raises(Refused) as refused:
        till.books.file_sale(huge)
    assert refused.value.code == "fact.too_large"
    assert _counts(till)["sale"] == 0


def test_a_note_is_written_once(till: Storage, ids: CountedIds) -> None:
    event = EventId(ids())
    for _ in range(2):
        till.books.note(event, "drawer.nosale", START_MS, {"op": "ann"})
    assert till.database.rows("SELECT kind, seq FROM journal") == [("drawer.nosale", 1)]


def test_the_event_of_a_note_is_not_taken_for_a_sale(till: Storage, ids: CountedIds) -> None:
    paid = filing(ids)
    till.books.note(paid.event_id, "drawer.nosale", START_MS, {})
    with pytest.raises(ValueError, match="is no sale"):
        till.books.file_sale(paid)


def test_the_draft_is_offered_until_its_sale_is_filed(folder: Path, ids: CountedIds) -> None:
    with opened(folder) as till:
        assert till.books.draft() is None
        till.books.keep_draft(b"one line")
        till.books.keep_draft(b"two lines")
    with opened(folder) as till:
        assert till.books.draft() == b"two lines"
        till.books.note(EventId(ids()), "drawer.nosale", START_MS, {})
        assert till.books.draft() == b"two lines"
        till.books.file_sale(filing(ids))
        assert till.books.draft() is None
    with opened(folder) as till:
        assert till.books.draft() is None
        till.books.keep_draft(b"next")
        till.books.drop_draft()
        assert till.books.draft() is None


def test_a_draft_beyond_all_measure_is_refused(till: Storage) -> None:
    with pytest.raises(Refused):
        till.books.keep_draft(b"x" * (DRAFT_BYTES_MAX + 1))


def test_a_damaged_draft_file_does_not_keep_a_till_from_starting(folder: Path, ids: CountedIds) -> None:
    with opened(folder) as till:
        filed = till.books.file_sale(filing(ids))
        till.books.keep_draft(b"open sale")
    (folder / "draft.db").write_bytes(b"no database at all" * 500)
    with opened(folder) as till:
        assert till.books.draft() is None
        assert till.books.last_sale() == filed
        till.books.keep_draft(b"again")
        assert till.books.draft() == b"again"


def test_sales_in_bulk_are_the_same_sales(till: Storage, folder: Path, ids: CountedIds) -> None:
    member = _member(till, ids)
    filed = till.books.file_sale(filing(ids))
    with till.books.in_bulk(sales_per_commit=3):
        for number in range(1, 9):
            filed = till.books.file_sale(filing(ids, member=member))
            assert len(till.members.snapshot(member, START_MS).lots) == number
            assert till.books.last_sale() == filed
    assert filed.completed.receipt_number.endswith("-0000009")
    report = verify(folder, use_keyring=False)
    assert (report.first_wrong, report.sales) == (None, 9)


def test_one_bad_sale_in_bulk_leaves_the_others(till: Storage, folder: Path, ids: CountedIds) -> None:
    member = _member(till, ids)
    gone = LotChange(LotId(derived_id(member, "no such lot")), -5, START_MS, None)
    with till.books.in_bulk(sales_per_commit=10):
        till.books.file_sale(filing(ids))
        with pytest.raises(Refused):
            till.books.file_sale(filing(ids, member=member, spent=(gone,)))
        till.books.file_sale(filing(ids))
    report = verify(folder, use_keyring=False)
    assert (report.first_wrong, report.sales) == (None, 2)


def test_totals_of_the_day_add_up(till: Storage, ids: CountedIds) -> None:
    paid = [filing(ids, lines=count) for count in (1, 5)]
    for each in paid:
        till.books.file_sale(each)
    row = till.database.row("SELECT amount_minor, times FROM shift_total WHERE measure = 'sale'")
    assert row == (sum(each.figures.total_minor for each in paid), 2)
    row = till.database.row("SELECT amount_minor FROM shift_total WHERE measure = 'tender' AND part = 'cash'")
    assert row == (sum(each.sale.tenders[1].amount_minor for each in paid),)


def test_the_last_sales_newest_first_of_everybody_or_of_one(till: Storage, ids: CountedIds) -> None:
    member = till.members.enrol(enrolment(ids))
    for number in range(3):
        till.books.file_sale(filing(ids, member=member.member_id if number == 1 else None))
    found = till.books.recent(2)
    assert [one.receipt_number[-1] for one in found] == ["3", "2"]
    assert [one.masked_name for one in found] == ["", member.masked_name]
    assert [one.receipt_number[-1] for one in till.books.recent(10, member.member_id)] == ["2"]
    assert till.books.recent(0) == ()
