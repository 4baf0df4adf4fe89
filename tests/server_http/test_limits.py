"""Whatever is sent, the server stays within its bounds, says so, goes on."""

from __future__ import annotations

import gzip
import json
import socket
import zlib
from collections.abc import Callable, Iterator
from uuid import UUID

import msgspec
import pytest

from pos_app.kernel.errors import Refused, Unavailable
from pos_app.kernel.exchange_limits import (
    MESSAGE_BYTES_MAX,
    SERVER_DEVICE_REQUESTS_MAX,
    SERVER_HEADER_BYTES_MAX,
    SERVER_REQUESTS_MAX,
)
from pos_app.server.http.body import unpacked
from pos_app.server.http.places import Places
from pos_app.server.standing import standing_of
from pos_app.wire.pull import PullRequest
from tests.support.bare_tills import BareTill, changed
from tests.support.served import HOST, Served, now_ms, problem, wait_for


def alive(server: Served) -> bool:
    return server.http.get("/readyz").status_code == 200


def test_a_giant_body_is_not_read(server: Served, till: BareTill) -> None:
    body = b" " * (MESSAGE_BYTES_MAX + 1)
    answer = server.send_bytes(till, "/v1/push", body)
    assert (answer.status_code, problem(answer)[0]) == (413, "server.too_large")
    assert alive(server)


def test_a_giant_body_without_a_length_is_cut_off(server: Served, till: BareTill) -> None:
    def pieces() -> Iterator[bytes]:
        for _ in range(MESSAGE_BYTES_MAX // 65_536 + 2):
            yield b" " * 65_536

    headers = till.headers("POST", "/v1/push", b"", now_ms())
    answer = server.http.post("/v1/push", content=pieces(), headers=headers)
    assert (answer.status_code, problem(answer)[0]) == (413, "server.too_large")


def test_a_bomb_is_not_unpacked(server: Served, till: BareTill) -> None:
    bomb = gzip.compress(b"0" * (200 * 1024 * 1024), 9)
    assert len(bomb) < MESSAGE_BYTES_MAX
    headers = {**till.headers("POST", "/v1/push", b"", now_ms()), "content-encoding": "gzip"}
    answer = server.http.post("/v1/push", content=bomb, headers=headers)
    assert (answer.status_code, problem(answer)[0]) == (413, "server.too_large")
    assert alive(server)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"no gzip", "server.bad_message"),
        (gzip.compress(b"{}")[:-3], "server.bad_message"),
        (gzip.compress(b"{}") + gzip.compress(b"{}"), "server.bad_message"),
        (zlib.compress(b"{}"), "server.bad_message"),
    ],
)
def test_what_is_no_gzip_is_refused(body: bytes, code: str) -> None:
    with pytest.raises(Refused, match=code):
        unpacked(body, "gzip")


def test_an_unknown_packing_is_refused(server: Served, till: BareTill) -> None:
    headers = {**till.headers("POST", "/v1/pull", b"{}", now_ms()), "content-encoding": "br"}
    answer = server.http.post("/v1/pull", content=b"{}", headers=headers)
    assert (answer.status_code, problem(answer)[0]) == (415, "server.bad_encoding")


RUBBISH = (
    b"",
    b"{",
    b"null",
    b"[]",
    b"\xff\xfe",
    b'{"epoch":"","cursors":{},"streams":[],"limit":"1"}',
    b'{"epoch":"","cursors":{},"streams":[],"limit":1e999}',
    b'{"epoch":"","cursors":{},"streams":[],"limit":' + b"9" * 100_000 + b"}",
    b'{"epoch":"","cursors":{},"streams":[],"limit":99999999999999999999}',
    b'{"epoch":"","cursors":{"99999999999999999999":1},"streams":[],"limit":1}',
    b'{"epoch":"\\u0000","cursors":{},"streams":[],"limit":1}',
    b'{"epoch":"","cursors":{},"streams":["x"],"limit":1}',
    b'{"epoch":"\\ud800","cursors":{},"streams":[],"limit":1}',
    b'{"later":' + b"[" * 500_000 + b"]" * 500_000 + b',"epoch":"","cursors":{},"streams":[],"limit":1}',
    b"[" * 1_000_000,
    b'{"a":' * 100_000,
)


def test_rubbish_is_refused_calmly(server: Served, till: BareTill) -> None:
    for body in RUBBISH:
        answer = server.send_bytes(till, "/v1/pull", body)
        assert (answer.status_code, problem(answer)[0]) == (422, "server.bad_message"), body[:80]
    assert alive(server)


ODD_FACTS = (
    "[" * 100_000,
    '{"id":"' + "9" * 100_000,
    "\0\0",
    "",
    "{}",
    '{"id":1,"t":"sale","at":' + "9" * 30 + "}",
    "\ud7ff",
)


def test_a_fact_is_kept_whatever_it_says(server: Served, till: BareTill) -> None:
    """Facts are never refused: one nobody understands is kept, the stream goes on."""
    for body in ODD_FACTS:
        till.write_body(body)
    till.write()
    assert server.push(till).head_seq == len(ODD_FACTS) + 1
    assert server.node is not None
    database = server.node.database
    wait_for(lambda: standing_of(database).unapplied == 0)
    assert standing_of(database).quarantined == len(ODD_FACTS)


def test_numbers_no_database_keeps_are_refused(server: Served, till: BareTill) -> None:
    till.write()
    answer = server.send(till, changed(till.request(), ctl=2**63))
    assert (answer.status_code, problem(answer)[0]) == (422, "server.bad_message")


def test_long_headers_end_the_connection(server: Served, expect_warning: Callable[[str], None]) -> None:
    expect_warning("Invalid HTTP request")
    with socket.create_connection((HOST, int(server.address.rpartition(":")[2]))) as wire:
        wire.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-Long: " + b"a" * (4 * SERVER_HEADER_BYTES_MAX))
        assert b" 400 " in wire.recv(4096).split(b"\r\n")[0]
    assert alive(server)


def test_who_says_nothing_is_hung_up_on(server: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pos_app.server.http.listening.SERVER_HEADER_TIMEOUT_S", 0.2)
    with socket.create_connection((HOST, int(server.address.rpartition(":")[2])), timeout=10) as wire:
        wire.sendall(b"GET /healthz HTTP/1.1\r\nHost:")
        assert wire.recv(10) == b""


def test_a_body_that_trickles_is_cut_off(
    server: Served, till: BareTill, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pos_app.server.http.body.SERVER_BODY_TIMEOUT_S", 0.2)
    with socket.create_connection((HOST, int(server.address.rpartition(":")[2])), timeout=10) as wire:
        wire.sendall(b"POST /v1/push HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{")
        answer = b""
        while piece := wire.recv(4096):
            answer += piece
    assert b" 408 " in answer.split(b"\r\n")[0]
    assert json.loads(answer.rpartition(b"\r\n\r\n")[2])["code"] == "server.slow"


def test_places_are_counted_and_given_back() -> None:
    places = Places()
    one = UUID(int=1)
    held = [places.of_device(one) for _ in range(SERVER_DEVICE_REQUESTS_MAX)]
    for each in held:
        each.__enter__()
    with pytest.raises(Refused, match=r"server\.too_many"), places.of_device(one):
        pass
    with places.of_device(UUID(int=2)):
        held[0].__exit__(None, None, None)
    with places.of_device(one):
        pass
    rest = [places.one() for _ in range(SERVER_REQUESTS_MAX)]
    for each in rest:
        each.__enter__()
    with pytest.raises(Unavailable, match=r"server\.busy"), places.one():
        pass


def test_what_is_not_there_is_said_as_json(server: Served) -> None:
    assert problem(server.http.get("/v1/nothing")) == ("server.not_found", {})
    answer = server.http.get("/v1/push")
    assert (answer.status_code, answer.headers["allow"], problem(answer)[0]) == (
        405,
        "POST",
        "server.bad_method",
    )


def test_figures_count_what_happened(server: Served, till: BareTill) -> None:
    till.write()
    server.push(till)
    assert server.send(till, PullRequest(epoch="", cursors={}, streams=(), limit=1)).status_code == 200
    page = server.http.get("/metrics").text
    assert 'pos_requests_total{message="push",status="200"} 1.0' in page
    assert "pos_facts_total 1.0" in page
    assert "pos_terminals 1.0" in page
    assert str(till.device_id) not in page


def test_the_description_names_every_message(server: Served) -> None:
    told = server.http.get("/v1/openapi.json").json()
    assert told["openapi"] == "3.1.0"
    assert "/v1/push" in told["paths"]
    assert msgspec.json.encode(told["components"]["schemas"]["PushedFact"])
