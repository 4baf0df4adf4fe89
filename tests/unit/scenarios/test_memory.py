"""The ports of a till over a world in memory."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pos_app.kernel.errors import Refused, Unavailable
from pos_app.scenarios import ids
from pos_app.scenarios.memory import MemoryMembers, MemoryRecords, MemorySigning, StepIds
from pos_app.scenarios.play import Play

STEP = '[[step]]\nlines = ["pan"]\n'
AYSE = ids.member_id("ayse")


def test_a_members_card_is_their_word(opened: Callable[[str], Play]) -> None:
    members = MemoryMembers(opened(STEP).world)
    found = members.by_card("ayse")
    assert found is not None
    assert found.member_id == AYSE
    assert members.by_card("nobody") is None
    assert members.by_phone("+491711234567") is None
    with pytest.raises(Unavailable, match=r"member\.gone"):
        members.snapshot(ids.member_id("nobody"), 0)


def test_records_know_members_and_merges(opened: Callable[[str], Play]) -> None:
    records = MemoryRecords(opened(STEP).world)
    assert records.record(AYSE).member_id == AYSE
    assert [row.points for row in records.history(AYSE, 10)] == [150]
    with pytest.raises(Refused, match=r"merge\.unknown"):
        records.last_merge(AYSE)
    with pytest.raises(Refused, match=r"member\.gone"):
        records.record(ids.member_id("nobody"))


def test_only_what_was_signed_is_genuine() -> None:
    signing = MemorySigning()
    assert signing.is_genuine(b"paper", signing.sign(b"paper"))
    assert not signing.is_genuine(b"paqer", signing.sign(b"paper"))


def test_ids_follow_from_the_step() -> None:
    one, other = StepIds("a"), StepIds("a")
    assert [one(), one()] == [other(), other()]
    assert StepIds("a")() == ids.event_id("a")
