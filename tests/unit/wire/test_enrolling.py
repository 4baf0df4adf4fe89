"""An enrolment as JSON."""

from __future__ import annotations

import msgspec
import pytest

from pos_app.wire.enrolling import EnrolReply, PublishReply, ShopKeys, TimeReply

KEYS = ShopKeys("c2ln", "cGVw", ("aWQ=",))


def test_the_shops_keys_survive_the_way() -> None:
    reply = EnrolReply(
        store_no="0001",
        terminal_no="02",
        series="A",
        server_key="k",
        server_epoch="e",
        server_time=5,
        server_name="n",
        keys=KEYS,
        publish=True,
    )
    assert msgspec.json.decode(msgspec.json.encode(reply), type=EnrolReply) == reply


@pytest.mark.parametrize("garbage", [b"", b"<html>", b"[]", b'{"server_time":"now"}'])
def test_what_is_no_answer_is_told_apart(garbage: bytes) -> None:
    with pytest.raises(msgspec.DecodeError):
        msgspec.json.decode(garbage, type=TimeReply)


def test_a_count_is_a_number() -> None:
    assert msgspec.json.decode(b'{"changed":3}', type=PublishReply).changed == 3
