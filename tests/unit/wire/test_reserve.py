"""A reservation as JSON."""

from __future__ import annotations

import msgspec

from pos_app.wire.reserve import ReservationKind, ReserveReply, ReserveRequest


def test_request_and_reply_survive_the_way() -> None:
    request = ReserveRequest(stream_id="s", ctl=1, res_id="r", kind="hold", account_id="a", amount=10)
    reply = ReserveReply(granted=True, amount=10, available=40)
    for message in (request, reply):
        assert msgspec.json.decode(msgspec.json.encode(message), type=type(message)) == message


def test_the_kinds_are_those_of_the_open_list() -> None:
    assert [kind.value for kind in ReservationKind] == ["hold", "grant"]
