"""The members: found by digest, sealed, erased for good."""

from __future__ import annotations

import base64
from pathlib import Path

import msgspec
import pytest

from pos_app.kernel.errors import Refused, Unavailable
from pos_app.kernel.ids import EventId, MemberId
from pos_app.ports.members import FoundMember, MemberStatus
from pos_app.storage.opening import Storage
from pos_app.storage.sealing import masked, new_key, seal, unseal
from pos_app.wire.member_fact import MemberEnrolFact
from tests.support.tills import START_MS, CountedIds, enrolment, filing, opened


def test_a_member_is_found_by_card_phone_or_id(till: Storage, ids: CountedIds) -> None:
    new = enrolment(ids)
    found = till.members.enrol(new)
    assert found == FoundMember(new.member_id, "Şule Ö.", MemberStatus.ACTIVE)
    assert till.members.by_card(new.card) == found
    assert till.members.by_phone(new.phone) == found
    assert till.members.found(new.member_id) == found
    assert till.members.by_card(new.phone) is None
    assert till.members.by_phone("+905320000000") is None
    assert till.members.found(MemberId(ids())) is None


def test_a_phone_or_card_has_one_member(till: Storage, ids: CountedIds) -> None:
    till.members.enrol(enrolment(ids))
    for other, code in (
        (enrolment(ids, card="9000000024"), "member.phone_taken"),
        (enrolment(ids, phone="+905320000000"), "member.card_taken"),
    ):
        with pytest.raises(Refused) as refused:
            till.members.enrol(other)
        assert refused.value.code == code
    assert till.members.count() == 1
    assert till.members.by_card("9000000024") is None
    assert till.database.rows("SELECT seq FROM journal") == [(1,)]


def test_enrolling_again_with_the_same_event_changes_nothing(till: Storage, ids: CountedIds) -> None:
    new = enrolment(ids)
    assert till.members.enrol(new) == till.members.enrol(new)
    assert till.members.count() == 1


def test_no_card_is_no_identifier(till: Storage, ids: CountedIds) -> None:
    till.members.enrol(enrolment(ids, card=""))
    till.members.enrol(enrolment(ids, card="", phone="+905320000000"))
    assert till.members.by_card("") is None


def test_a_new_member_has_no_points(till: Storage, ids: CountedIds) -> None:
    found = till.members.enrol(enrolment(ids))
    snapshot = till.members.snapshot(found.member_id, START_MS + 5)
    assert (snapshot.tier, snapshot.lots, snapshot.balance_points) == ("base", (), 0)
    assert (snapshot.joined_at_ms, snapshot.as_of_ms) == (START_MS, START_MS + 5)


def test_the_snapshot_of_nobody_is_unavailable(till: Storage, ids: CountedIds) -> None:
    with pytest.raises(Unavailable) as gone:
        till.members.snapshot(MemberId(ids()), START_MS)
    assert gone.value.code == "member.gone"


def test_the_fact_names_nobody_until_it_is_unsealed(till: Storage, ids: CountedIds) -> None:
    new = enrolment(ids)
    till.members.enrol(new)
    row = till.database.row("SELECT body FROM journal")
    key = till.database.row("SELECT secret FROM member_key")
    assert row is not None
    assert key is not None
    for secret in (new.name, new.phone, new.card, "Şule"):
        assert secret.encode() not in row[0]
    fact = msgspec.json.decode(row[0], type=MemberEnrolFact)
    clear = unseal(key[0], new.member_id, base64.b64decode(fact.sealed))
    assert new.phone.encode() in clear
    assert till.members.card_digest(new.card) in {each.digest for each in fact.ids}


def test_an_erased_member_is_nobody_but_the_sales_stay(till: Storage, ids: CountedIds) -> None:
    new = enrolment(ids)
    till.members.enrol(new)
    filed = till.books.file_sale(filing(ids, member=new.member_id))
    assert till.members.personal(new.member_id) is not None
    till.records.erase(EventId(ids()), new.member_id, START_MS)
    assert till.members.personal(new.member_id) is None
    assert till.members.by_phone(new.phone) is None
    assert till.members.by_card(new.card) is None
    left = till.members.found(new.member_id)
    assert left is not None
    assert (left.masked_name, left.status) == ("", MemberStatus.BLOCKED)
    read = till.books.by_receipt(filed.completed.receipt_number)
    assert read is not None
    assert read.completed == filed.completed
    assert read.statement is not None
    assert read.statement.masked_name == ""
    assert till.members.enrol(enrolment(ids)).status is MemberStatus.ACTIVE


def test_a_card_can_be_blocked_or_end_while_the_member_stays(till: Storage, ids: CountedIds) -> None:
    new = enrolment(ids)
    till.members.enrol(new)
    till.members.set_card(new.card, MemberStatus.BLOCKED, START_MS + 1)
    by_card, by_phone = till.members.by_card(new.card), till.members.by_phone(new.phone)
    assert by_card is not None
    assert by_phone is not None
    assert (by_card.status, by_card.card_expires_at_ms) == (MemberStatus.BLOCKED, START_MS + 1)
    assert (by_phone.status, by_phone.card_expires_at_ms) == (MemberStatus.ACTIVE, None)


def test_many_are_enrolled_together_or_not_at_all(till: Storage, ids: CountedIds) -> None:
    new = [enrolment(ids, f"Member {n}", f"+9053200{n:05d}", f"90{n:08d}") for n in range(50)]
    with pytest.raises(Refused):
        till.members.enrol_all([*new, enrolment(ids, phone=new[7].phone)])
    assert till.members.count() == 0
    assert till.members.enrol_all(new) == 50
    assert till.members.by_card(new[49].card) is not None
    assert till.database.row("SELECT count(*), max(seq) FROM journal") == (50, 50)


def test_digests_differ_from_till_to_till(tmp_path: Path) -> None:
    digests = set()
    for name in ("one", "two"):
        with opened(tmp_path / name) as till:
            digests.add(till.members.card_digest("9000000017"))
            event, member = EventId(CountedIds(9)()), MemberId(CountedIds(99)())
            new = msgspec.structs.replace(enrolment(CountedIds(5)), event_id=event, member_id=member)
            assert till.members.enrol(new).member_id == member
    assert len(digests) == 2


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Maria Silva", "Maria S."),
        ("Şule Nur Öztürk", "Şule Ö."),
        ("Cher", "Ch***"),
        ("  ", ""),
        ("李", "李***"),
    ],
)
def test_masked_names(name: str, shown: str) -> None:
    assert masked(name) == shown


def test_a_seal_opens_only_with_its_key_for_its_member() -> None:
    key, ids = new_key(), CountedIds()
    one, other = ids(), ids()
    sealed = seal(key, one, b"clear")
    assert unseal(key, one, sealed) == b"clear"
    assert seal(key, one, b"clear") != sealed
    for wrong_key, member, bytes_ in (
        (new_key(), one, sealed),
        (key, other, sealed),
        (key, one, sealed[:-1] + b"x"),
    ):
        with pytest.raises(ValueError, match="another key"):
            unseal(wrong_key, member, bytes_)
