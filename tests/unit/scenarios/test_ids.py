"""Ids of a scenario are the same on every run."""

from __future__ import annotations

from pos_app.scenarios.ids import event_id, member_id


def test_names_give_ids() -> None:
    assert member_id("ayse") == member_id("ayse")
    assert member_id("ayse") != member_id("bora")
    assert event_id("sale 1") != event_id("sale 2")
    assert str(event_id("ayse")) != str(member_id("ayse"))
