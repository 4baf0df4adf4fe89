"""What a till knows of an account while its server is away."""

from __future__ import annotations

from pathlib import Path

from pos_app.loyalty.accounts import points_account
from pos_app.ports.cut_off import Told
from pos_app.storage.cut_off import StoredCutOff
from tests.support.tills import START_MS, CountedIds, enrolment, filing, opened


def test_what_the_server_never_told_of_is_said_to_wait(tmp_path: Path) -> None:
    """Not as if it were the newest: the member may have earned anything elsewhere."""
    ids = CountedIds(500)
    with opened(tmp_path) as storage:
        member = storage.members.enrol(enrolment(ids)).member_id
        storage.books.file_sale(filing(ids, 1, member=member))
        book = StoredCutOff(storage.database)
        assert book.told(points_account(member)) is None
        book.note_contact(START_MS)
        assert book.told(points_account(member)) == Told(START_MS, 20)


def test_of_a_member_without_points_nothing_waits(tmp_path: Path) -> None:
    with opened(tmp_path) as storage:
        member = storage.members.enrol(enrolment(CountedIds(500))).member_id
        book = StoredCutOff(storage.database)
        book.note_contact(START_MS)
        assert book.told(points_account(member)) == Told(START_MS, 0)
