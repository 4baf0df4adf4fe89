"""A push as JSON."""

from __future__ import annotations

import msgspec

from pos_app.wire.push import OpenReservation, PushedFact, PushRequest, PushSuperseded

REQUEST = PushRequest(
    stream_id="s",
    ctl=3,
    from_seq=1,
    prev_hash="00",
    facts=(PushedFact(1, "c", "h", '{"v":1,"n":"Ä \\u0000"}'),),
    open=(OpenReservation("r", "hold", "a", 50, True, 2),),
)


def test_a_body_arrives_verbatim() -> None:
    again = msgspec.json.decode(msgspec.json.encode(REQUEST), type=PushRequest)
    assert again == REQUEST
    assert again.facts[0].body.encode() == '{"v":1,"n":"Ä \\u0000"}'.encode()


def test_what_a_later_release_adds_is_passed_over() -> None:
    known = msgspec.json.encode(REQUEST)[:-1] + b',"tomorrow":[{"x":1}]}'
    assert msgspec.json.decode(known, type=PushRequest) == REQUEST


def test_what_an_earlier_release_left_out_has_a_default() -> None:
    bare = b'{"stream_id":"s","ctl":1,"from_seq":1,"prev_hash":"00","facts":[]}'
    read = msgspec.json.decode(bare, type=PushRequest)
    assert (read.v, read.open, read.keys, read.archived) == (1, (), (), False)


def test_the_answers_tell_themselves_apart_by_their_fields() -> None:
    assert msgspec.to_builtins(PushSuperseded(4)) == {"verified_seq": 4}
