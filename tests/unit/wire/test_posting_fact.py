"""Facts with entries beside sales; facts of the first versions."""

from __future__ import annotations

import msgspec
import pytest

from pos_app.wire.fact import encode
from pos_app.wire.posting_fact import MergeFact, PostingFact, read_entries, read_merge
from pos_app.wire.sale_fact import SaleFactEntry, SaleFactLot

ENTRY = SaleFactEntry(
    "a1", "merge:points", "TRANSFER", -5, "merge", ("merge.moved", {}), 0, (SaleFactLot("l1", -5, 1, None),)
)


def test_entries_are_read_from_any_fact() -> None:
    posted = PostingFact(id="1", t="points.adjust", at=5, op="ann", member="m", entries=(ENTRY,))
    assert read_entries(encode(posted)).entries == (ENTRY,)
    assert read_entries(encode(posted)).member == "m"
    assert read_entries(b'{"v":1,"id":"1","t":"op.login","at":5,"op":"ann"}').entries == ()


def test_a_merge_reads_back() -> None:
    merge = MergeFact(
        id="1", t="member.merge", at=5, member="w", gone="l", ids=("ab",), was="active", entries=(ENTRY,)
    )
    assert read_merge(encode(merge)) == merge


def test_entries_of_old_facts_have_neither_key_nor_owner() -> None:
    old = b"""{"entries":[{"acct":"a","leg":"earn:base","kind":"EARN","amount":5,"rule":"base",
        "why":["points.per_step",{}],"line":0,"lots":[{"lot":"l","points":5,"earned":1,"expires":null}]}]}"""
    (entry,) = read_entries(old).entries
    assert (entry.key, entry.own, entry.debt, entry.since, entry.lots[0].by) == ("points", None, 0, 0, "")


def test_what_is_no_fact_is_told() -> None:
    with pytest.raises(msgspec.DecodeError):
        read_entries(b"[]")
    with pytest.raises(msgspec.DecodeError):
        read_merge(b'{"v":1}')
