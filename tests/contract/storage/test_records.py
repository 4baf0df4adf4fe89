"""What the shop keeps of a member: changed, merged, exported, erased for good."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest

from pos_app.kernel.errors import Refused
from pos_app.kernel.ids import EventId, MemberId
from pos_app.loyalty.accounts import POINTS
from pos_app.loyalty.ledger import EntryKind
from pos_app.ports.members import MemberStatus
from pos_app.storage.engine import connect
from pos_app.storage.opening import Storage
from pos_app.storage.schema import bring_up_to_date
from pos_app.storage.secrets import load_secrets
from pos_app.storage.verify import verify
from tests.support.ledgers import entry, lot_of, posting
from tests.support.tills import START_MS, CountedIds, enrolment, filing, opened

DAY_MS = 86_400_000
NUMBERS = ("+905320000001", "9000000024")


@pytest.fixture
def ann(till: Storage, ids: CountedIds) -> MemberId:
    return till.members.enrol(enrolment(ids)).member_id


@pytest.fixture
def ben(till: Storage, ids: CountedIds) -> MemberId:
    return till.members.enrol(enrolment(ids, "Ben Ray", *NUMBERS)).member_id


def _whole(folder: Path) -> bool:
    found = verify(folder, use_keyring=False).first_wrong
    assert found is None, found
    return True


def _change(till: Storage, ids: CountedIds, member: MemberId, **changes: str) -> None:
    till.records.change(EventId(ids()), member, changes, START_MS + 5)


def test_a_record_says_who_the_member_is(
    till: Storage, folder: Path, ids: CountedIds, ann: MemberId, ben: MemberId
) -> None:
    _change(till, ids, ann, birthday="02-29", segments="vip, tea lovers ,vip", referrer=str(ben))
    record = till.records.record(ann)
    assert (record.name, record.phone, record.cards) == ("Şule Öztürk", "+905321112233", 1)
    assert (record.birthday, record.segments) == ("02-29", ("tea lovers", "vip"))
    assert (record.referrer, record.consent_text, record.tier) == (ben, "consent.v1", "base")
    snapshot = till.members.snapshot(ann, START_MS)
    assert (snapshot.birthday, snapshot.segments, snapshot.referrer) == (
        "02-29",
        ("tea lovers", "vip"),
        ben,
    )
    _change(till, ids, ann, birthday="", segments="", referrer="")
    cleared = till.records.record(ann)
    assert (cleared.birthday, cleared.segments, cleared.referrer) == ("", (), None)
    assert _whole(folder)


def test_what_is_known_at_enrolment_is_kept(
    till: Storage, folder: Path, ids: CountedIds, ann: MemberId
) -> None:
    new = msgspec.structs.replace(
        enrolment(ids, "Cem", "+905320000009", ""), birthday="12-31", referrer=ann, consent=False
    )
    till.members.enrol(new)
    record = till.records.record(new.member_id)
    assert (record.birthday, record.referrer) == ("12-31", ann)
    assert _whole(folder)


def test_no_fact_tells_a_birthday_or_a_segment(till: Storage, ids: CountedIds, ann: MemberId) -> None:
    _change(till, ids, ann, birthday="11-23", segments="diabetics")
    for (body,) in till.database.rows("SELECT body FROM journal"):
        assert b"11-23" not in body
        assert b"diabetics" not in body


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"birthday": "13-01"}, "member.bad_birthday"),
        ({"birthday": "02-30"}, "member.bad_birthday"),
        ({"birthday": "1-1"}, "member.bad_birthday"),
        ({"birthday": "٠١-٠٢x"}, "member.bad_birthday"),
        ({"segments": "x" * 41}, "member.bad_segment"),
        ({"segments": ",".join(map(str, range(51)))}, "member.bad_segment"),
        ({"referrer": "nobody"}, "member.bad_referrer"),
        ({"referrer": "0192f0c0-0000-7000-8000-00000000c0de"}, "member.bad_referrer"),
    ],
)
def test_what_cannot_be_is_refused_whole(
    till: Storage, ids: CountedIds, ann: MemberId, changes: dict[str, str], code: str
) -> None:
    with pytest.raises(Refused) as refused:
        _change(till, ids, ann, status="blocked", **changes)
    assert refused.value.code == code
    found = till.members.found(ann)
    assert found is not None
    assert found.status is MemberStatus.ACTIVE
    assert till.database.row("SELECT count(*) FROM journal") == (1,)


def test_nobody_refers_themselves(till: Storage, ids: CountedIds, ann: MemberId) -> None:
    with pytest.raises(Refused):
        _change(till, ids, ann, referrer=str(ann))


def test_a_blocked_member_is_blocked_by_every_card(till: Storage, ids: CountedIds, ann: MemberId) -> None:
    for status in (MemberStatus.BLOCKED, MemberStatus.ACTIVE):
        _change(till, ids, ann, status=status.value)
        found = till.members.by_card("9000000017")
        assert found is not None
        assert found.status is status


def test_merging_moves_cards_points_visits_and_can_be_undone(
    till: Storage, folder: Path, ids: CountedIds, ann: MemberId, ben: MemberId
) -> None:
    till.books.file_sale(filing(ids, member=ann))
    till.books.file_sale(filing(ids, member=ben))
    (lot,) = till.members.snapshot(ben, START_MS).lots
    moved = lot_of(ben, "moved")
    out = entry(ben, POINTS, -20, EntryKind.TRANSFER, lot=lot.lot_id, ends=lot.expires_at_ms, leg="m")
    into = entry(ann, POINTS, 20, EntryKind.TRANSFER, lot=moved, ends=lot.expires_at_ms, leg="m")
    merge = EventId(ids())
    for _ in range(2):
        till.records.merge(merge, ben, ann, (out, into), START_MS)
    found = till.members.by_card(NUMBERS[1])
    assert found is not None
    assert (found.member_id, found.status) == (ann, MemberStatus.ACTIVE)
    one = till.members.snapshot(ann, START_MS)
    assert (one.balance_points, one.visits) == (40, 2)
    assert till.records.last_merge(ann) == (merge, ben)
    assert till.records.posted(merge) == (out, into)
    with pytest.raises(Refused) as refused:
        _change(till, ids, ben, birthday="01-01")
    assert refused.value.code == "member.merged"
    assert _whole(folder)
    back = entry(ann, POINTS, -20, EntryKind.TRANSFER, lot=moved, leg="undo:m")
    again = entry(ben, POINTS, 20, EntryKind.TRANSFER, lot=lot.lot_id, ends=lot.expires_at_ms, leg="undo:m")
    till.records.undo_merge(EventId(ids()), merge, (back, again), START_MS)
    found = till.members.by_phone(NUMBERS[0])
    assert found is not None
    assert (found.member_id, found.status) == (ben, MemberStatus.ACTIVE)
    assert [till.members.snapshot(each, START_MS).balance_points for each in (ann, ben)] == [20, 20]
    assert till.members.snapshot(ann, START_MS).visits == 1
    with pytest.raises(Refused) as refused:
        till.records.last_merge(ann)
    assert refused.value.code == "merge.unknown"
    assert _whole(folder)


def test_whoever_was_merged_before_comes_along(
    till: Storage, ids: CountedIds, ann: MemberId, ben: MemberId
) -> None:
    cem = till.members.enrol(enrolment(ids, "Cem", "+905320000009", "")).member_id
    first, second = EventId(ids()), EventId(ids())
    for member in (ann, ben, cem):
        till.books.file_sale(filing(ids, member=member))
    till.records.merge(first, cem, ben, (), START_MS)
    till.records.merge(second, ben, ann, (), START_MS)
    assert till.members.snapshot(ann, START_MS).visits == 3
    till.records.undo_merge(EventId(ids()), second, (), START_MS)
    assert [till.members.snapshot(each, START_MS).visits for each in (ann, ben)] == [1, 2]


def test_a_merge_stands_after_its_day(till: Storage, ids: CountedIds, ann: MemberId, ben: MemberId) -> None:
    merge = EventId(ids())
    till.records.merge(merge, ben, ann, (), START_MS)
    with pytest.raises(Refused) as refused:
        till.records.undo_merge(EventId(ids()), merge, (), START_MS + DAY_MS)
    assert refused.value.code == "merge.day_closed"


@pytest.mark.parametrize("code", ["merge.same", "member.gone", "member.merged"])
def test_members_that_cannot_be_merged(
    till: Storage, ids: CountedIds, ann: MemberId, ben: MemberId, code: str
) -> None:
    till.records.merge(EventId(ids()), ben, ann, (), START_MS)
    cem = till.members.enrol(enrolment(ids, "Cem", "+905320000009", "")).member_id
    pairs = {"merge.same": (ann, ann), "member.gone": (MemberId(ids()), ann), "member.merged": (ben, cem)}
    with pytest.raises(Refused) as refused:
        till.records.merge(EventId(ids()), *pairs[code], (), START_MS)
    assert refused.value.code == code


def test_the_referrer_who_was_merged_is_the_one_who_stayed(
    till: Storage, ids: CountedIds, ann: MemberId, ben: MemberId
) -> None:
    new = msgspec.structs.replace(enrolment(ids, "Cem", "+905320000009", ""), referrer=ben)
    till.members.enrol(new)
    till.records.merge(EventId(ids()), ben, ann, (), START_MS)
    assert till.members.snapshot(new.member_id, START_MS).referrer == ann


def test_an_export_has_everything(till: Storage, ids: CountedIds, ann: MemberId, ben: MemberId) -> None:
    filed = till.books.file_sale(filing(ids, member=ann))
    till.books.file_sale(filing(ids, member=ben))
    _change(till, ids, ann, birthday="05-06", segments="vip")
    till.records.merge(EventId(ids()), ben, ann, (), START_MS)
    told: Any = msgspec.json.decode(till.records.export(ann))
    assert told["member"]["name"] == "Şule Öztürk"
    assert (told["member"]["birthday"], told["member"]["segments"]) == ("05-06", ["vip"])
    assert (told["member"]["may_send_messages"], told["member"]["agreed_to"]) == (True, "consent.v1")
    assert {each["kind"] for each in told["found_by"]} == {"card", "phone"}
    assert told["accounts"][0]["lots"] == [
        {
            "earned_at_ms": START_MS - 60_000,
            "expires_at_ms": START_MS - 60_000 + 10**9,
            "earned": 20,
            "open": 20,
        }
    ]
    assert told["entries"][0]["receipt"] == filed.completed.receipt_number
    assert len(told["sales"][0]["lines"]) == 8
    assert told["merged"][0]["member"]["name"] == "Ben Ray"
    with pytest.raises(Refused):
        till.records.export(MemberId(ids()))


def test_the_erased_are_nobody_and_the_books_stay_whole(
    till: Storage, folder: Path, ids: CountedIds, ann: MemberId, ben: MemberId
) -> None:
    till.books.file_sale(filing(ids, member=ann))
    _change(till, ids, ann, birthday="05-06", segments="vip")
    till.records.merge(EventId(ids()), ben, ann, (), START_MS)
    erased = EventId(ids())
    for _ in range(2):
        till.records.erase(erased, ann, START_MS)
    record = till.records.record(ann)
    assert (record.name, record.phone, record.birthday, record.segments, record.cards) == ("", "", "", (), 0)
    assert till.members.by_card(NUMBERS[1]) is None
    for table in ("member_key", "identifier", "member_segment"):
        assert till.database.row(f"SELECT count(*) FROM {table}") == (0,)
    told: Any = msgspec.json.decode(till.records.export(ann))
    assert (told["member"]["name"], len(told["sales"])) == ("", 1)
    assert till.members.snapshot(ann, START_MS).balance_points == 20
    with pytest.raises(Refused) as refused:
        _change(till, ids, ann, birthday="01-01")
    assert refused.value.code == "member.gone"
    with pytest.raises(Refused):
        till.records.erase(EventId(ids()), MemberId(ids()), START_MS)
    assert _whole(folder)


def test_nothing_of_the_erased_is_left_in_any_file(folder: Path, ids: CountedIds) -> None:
    """Whoever has the key reads every page: database, log, the copy of a migration."""
    with opened(folder) as till:
        ann = till.members.enrol(enrolment(ids)).member_id
        secret = till.database.row("SELECT secret FROM member_key")
        digest = till.database.row("SELECT digest FROM identifier")
    assert secret is not None
    assert digest is not None
    key = load_secrets(folder / "books.key", False, False).database
    copy = folder / "books.version-0002.db"
    copy.write_bytes((folder / "books.db").read_bytes())
    with opened(folder, 500) as till:
        till.records.erase(EventId(ids()), ann, START_MS)
        assert (folder / "books.db-wal").stat().st_size == 0
    for path in (folder / "books.db", copy):
        clear = folder / "clear.db"
        clear.unlink(missing_ok=True)
        connection = connect(path, key)
        connection.execute(f"ATTACH DATABASE '{clear}' AS clear KEY ''")
        assert connection.execute("SELECT count(*) FROM member_key").fetchone() == (0,)
        connection.execute("DETACH DATABASE clear")
        pages = [row[0] for row in connection.execute("SELECT CAST(body AS BLOB) FROM journal").fetchall()]
        connection.close()
        assert secret[0] not in b"".join(pages)
    assert bring_up_to_date(folder / "books.db", key) is not None


def test_an_adjustment_is_a_fact_with_its_reason(till: Storage, ids: CountedIds, ann: MemberId) -> None:
    till.records.post(posting(ids, ann, entry(ann, POINTS, 5, EntryKind.ADJUST)))
    row = till.database.row("SELECT body FROM journal WHERE kind = 'points.adjust'")
    assert row is not None
    told: Any = msgspec.json.decode(row[0])
    assert (told["more"], told["member"], told["entries"][0]["own"]) == (
        {"reason": "sorry"},
        str(ann),
        str(ann),
    )
