"""Messages over real HTTP: who is believed, what is kept, what is refused with which status."""

from __future__ import annotations

import msgspec
import pytest

from pos_app.kernel.clock import DAY_MS
from pos_app.server.standing import standing_of
from pos_app.wire.enrolling import TimeReply
from pos_app.wire.pull import PullReply, PullRequest
from pos_app.wire.push import PushReply
from tests.support.bare_tills import BareTill, changed
from tests.support.served import Served, now_ms, problem, wait_for

YEAR_MS = 365 * DAY_MS


def test_the_time_is_told_to_everybody(server: Served) -> None:
    told = msgspec.json.decode(server.http.get("/v1/time").content, type=TimeReply)
    assert abs(told.server_time - now_ms()) < 5000
    assert told.server_name == "Test"


def test_facts_pushed_are_applied_at_once(server: Served, till: BareTill) -> None:
    for _ in range(5):
        till.write()
    reply = server.push(till)
    assert (reply.verified_seq, reply.head_seq) == (5, 5)
    assert server.node is not None
    database = server.node.database
    wait_for(lambda: standing_of(database).unapplied == 0)
    assert standing_of(database).facts == 5


def test_a_packed_push_gets_a_packed_pull(server: Served, till: BareTill) -> None:
    for _ in range(100):
        till.write()
    assert server.send(till, till.request(), packed=True).status_code == 200
    answer = server.send(till, PullRequest(epoch="", cursors={}, streams=(), limit=100))
    assert msgspec.json.decode(answer.content, type=PullReply).changes == ()


def test_the_same_request_again_changes_nothing(server: Served, till: BareTill) -> None:
    till.write()
    request, at_ms = till.request(), now_ms()
    first, second = server.send(till, request, at_ms), server.send(till, request, at_ms)
    assert first.status_code == second.status_code == 200
    assert msgspec.json.decode(second.content, type=PushReply).head_seq == 1


@pytest.mark.parametrize("off_ms", [-10 * YEAR_MS, -DAY_MS, DAY_MS, 50 * YEAR_MS])
def test_a_wrong_clock_hears_the_right_time(server: Served, till: BareTill, off_ms: int) -> None:
    till.write()
    answer = server.send(till, till.request(), now_ms() + off_ms)
    code, params = problem(answer)
    assert (answer.status_code, code) == (401, "server.bad_time")
    told = params["server_time"]
    assert isinstance(told, int)
    assert server.send(till, till.request(), told).status_code == 200


def test_a_wrong_signature_is_not_believed(server: Served, till: BareTill) -> None:
    thief = BareTill(number=2)
    thief.device_id = till.device_id
    till.write()
    answer = server.send(thief, till.request())
    assert (answer.status_code, problem(answer)[0]) == (401, "server.bad_signature")


def test_a_body_changed_on_the_way_is_not_believed(server: Served, till: BareTill) -> None:
    till.write()
    body = msgspec.json.encode(till.request())
    headers = till.headers("POST", "/v1/push", body, now_ms())
    answer = server.http.post(
        "/v1/push", content=body.replace(b'"from_seq":1', b'"from_seq":2'), headers=headers
    )
    assert (answer.status_code, problem(answer)[0]) == (401, "server.bad_signature")


def test_a_stranger_is_told_so(server: Served) -> None:
    stranger = BareTill(number=9)
    stranger.write()
    answer = server.send(stranger, stranger.request())
    assert (answer.status_code, problem(answer)[0]) == (401, "server.unknown_terminal")


def test_a_revoked_till_is_told_so(server: Served, till: BareTill) -> None:
    assert server.node is not None
    server.node.revoke(till.device_id)
    answer = server.send(till, PullRequest(epoch="", cursors={}, streams=(), limit=1))
    assert (answer.status_code, problem(answer)[0]) == (403, "server.revoked")


def test_a_gap_says_where_the_server_is(server: Served, till: BareTill) -> None:
    for _ in range(3):
        till.write()
    answer = server.send(till, till.request(first=3))
    code, params = problem(answer)
    assert (answer.status_code, code, params["head_seq"]) == (409, "server.gap", 0)


def test_a_fork_says_where(server: Served, till: BareTill) -> None:
    till.write()
    server.push(till)
    other = BareTill()
    other.write("till.open")
    other.ctl = till.ctl
    answer = server.send(till, other.request())
    code, params = problem(answer)
    assert (answer.status_code, code, params["first_bad_seq"]) == (409, "server.fork", 1)


def test_an_older_incarnation_is_told_so(server: Served, till: BareTill) -> None:
    till.write()
    server.push(till)
    newer = BareTill(stream=2)
    newer.write()
    server.push(newer)
    till.write()
    answer = server.send(till, till.request())
    code, params = problem(answer)
    assert (answer.status_code, code, params["verified_seq"]) == (410, "server.superseded", 2)


@pytest.mark.parametrize("version", [-2, 4, 1000])
def test_a_version_too_far_away_is_told_to_upgrade(server: Served, till: BareTill, version: int) -> None:
    till.write()
    answer = server.send(till, changed(till.request(), v=version))
    assert (answer.status_code, problem(answer)[0]) == (426, "server.upgrade")


@pytest.mark.parametrize("version", [-1, 0, 2, 3])
def test_two_releases_apart_is_fine(server: Served, till: BareTill, version: int) -> None:
    till.write()
    assert server.send(till, changed(till.request(), v=version)).status_code == 200


def test_a_version_in_the_header_counts_for_every_message(server: Served, till: BareTill) -> None:
    body = msgspec.json.encode(PullRequest(epoch="", cursors={}, streams=(), limit=1))
    for told, status in (("9.0 p9", 426), ("1.0 p2", 200), ("0.1.0", 200)):
        headers = {**till.headers("POST", "/v1/pull", body, now_ms()), "x-pos-app": told}
        assert server.http.post("/v1/pull", content=body, headers=headers).status_code == status


def test_unknown_fields_are_passed_over(server: Served, till: BareTill) -> None:
    till.write()
    body = b'{"later":{"a":[1,{"b":null}]},' + msgspec.json.encode(till.request())[1:]
    assert server.send_bytes(till, "/v1/push", body).status_code == 200


def test_a_code_lets_one_till_in(server: Served) -> None:
    code = server.first.code
    assert server.enrol(BareTill(), code).status_code == 200
    assert server.enrol(BareTill(), code).status_code == 200, "its answer may have been lost"
    second = server.enrol(BareTill(number=2), code)
    assert (second.status_code, problem(second)[0]) == (403, "server.code_used")
    wrong = server.enrol(BareTill(number=2), "00000000")
    assert (wrong.status_code, problem(wrong)[0]) == (403, "server.bad_code")
