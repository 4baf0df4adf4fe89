"""A shop in memory keeps what storage would keep."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pos_app.kernel.errors import Refused
from pos_app.kernel.ids import EventId, derived_id
from pos_app.kernel.messages import Message
from pos_app.loyalty.ledger import EntryKind
from pos_app.loyalty.lifecycle.booking import owe
from pos_app.scenarios import ids
from pos_app.scenarios.opening import opening_entry
from pos_app.scenarios.play import Play
from pos_app.scenarios.scenario import OldLot

Opening = Callable[[str], Play]
STEP = '[[step]]\nlines = ["pan"]\n'
AYSE = ids.member_id("ayse")
EVENT = EventId(derived_id(ids.ROOT, "event"))


def test_posting_twice_changes_nothing(opened: Opening) -> None:
    world = opened(STEP).world
    entry = opening_entry(AYSE, OldLot("points", 5, 0, None), world.program.program, world.zone, "more")
    assert len(world.post(EVENT, (entry,))) == 1
    assert world.post(EVENT, (entry,)) == ()
    assert world.snapshot(AYSE).balance_points == 155
    assert world.events[EVENT] == (entry,)


def test_a_paper_is_used_once(opened: Opening) -> None:
    world = opened(STEP).world
    use = owe(None, "claim:x", "claim", EntryKind.USE, 1, "claim", Message("claim.taken"))
    assert world.bearer_balance("claim:x") is None
    world.post(EVENT, (use,))
    assert world.bearer_balance("claim:x") == -1
    with pytest.raises(Refused, match=r"claim\.used"):
        world.post(EventId(derived_id(EVENT, "again")), (use,))


def test_segments_and_status_are_set(opened: Opening) -> None:
    world = opened(STEP).world
    world.change(AYSE, {"segments": "a,b", "status": "blocked", "birthday": "03-15"})
    assert world.snapshot(AYSE).segments == ("a", "b")
    assert world.snapshot(AYSE).birthday == "03-15"
    assert world.found(AYSE).status == "blocked"
