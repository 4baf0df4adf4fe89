"""The messages as they go over the wire, and every answer that is none."""

from __future__ import annotations

import base64
import gzip
import json
import threading
import time
from collections.abc import Iterator

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from pos_app.kernel.errors import PosError, Refused, Unavailable
from pos_app.kernel.exchange_limits import REPLY_BYTES_MAX
from pos_app.ports.hub import Hub
from pos_app.sync.address import read_address
from pos_app.sync.carrier import Carrier
from pos_app.sync.client import HttpHub
from pos_app.wire.pull import PullReply, PullRequest
from pos_app.wire.push import PushedFact, PushFork, PushGap, PushReply, PushRequest, PushSuperseded
from pos_app.wire.reserve import ReserveRequest
from pos_app.wire.signed import DEVICE_HEADER, SIGNATURE_HEADER, TIME_HEADER, VERSION_HEADER, request_text
from tests.support.tills import START_MS, SetClock
from tests.sync.memory_outbox import MemoryOutbox, content
from tests.sync.scripted import Heard, Said, Scripted, scripted

PULL = PullRequest(epoch="", cursors={3: 7}, streams=("a",), limit=5)
PULLED = PullReply(server_epoch="e", server_time=1, changes=(), cursors={3: 8}, more=False)
RESERVE = ReserveRequest(stream_id="a", ctl=1, res_id="r", kind="hold", account_id="b", amount=5)
ACKED = PushReply(verified_seq=1, head_seq=1, head_hash="", applied_seq=0, seen_ctl=1, server_epoch="e")


@pytest.fixture
def server() -> Iterator[Scripted]:
    """A server that can be told what to say."""
    with scripted() as one:
        yield one


@pytest.fixture
def outbox() -> MemoryOutbox:
    """The till's side."""
    return MemoryOutbox()


@pytest.fixture
def hub(server: Scripted, outbox: MemoryOutbox) -> Iterator[HttpHub]:
    """The real client, asking that server."""
    carrier = Carrier(read_address(f"http://127.0.0.1:{server.port}"))
    one = HttpHub(carrier, outbox, SetClock(), "0.1.0")
    yield one
    one.close()


def said(value: object, status: int = 200, **headers: str) -> Said:
    """An answer in JSON."""
    return Said(status, msgspec.json.encode(value), headers=headers)


def problem(status: int, code: str, **params: str | int) -> Said:
    """A refusal as the server writes it."""
    return said({"code": code, "params": params}, status)


def push_of(count: int) -> PushRequest:
    """A push of so many facts."""
    bodies = [f'{{"v":1,"number":{number}}}' for number in range(count)]
    facts = tuple(PushedFact(number, content(body), "", body) for number, body in enumerate(bodies, 1))
    return PushRequest(stream_id="a", ctl=1, from_seq=1, prev_hash="", facts=facts)


def test_a_request_is_signed_over_what_was_meant(
    hub: HttpHub, server: Scripted, outbox: MemoryOutbox
) -> None:
    port: Hub = hub
    server.script = [said(ACKED)]
    assert port.push(push_of(100)) == ACKED
    heard = server.heard[0]
    assert heard.packed, "a long body goes compressed"
    assert msgspec.json.decode(heard.body, type=PushRequest) == push_of(100)
    at_ms = int(heard.headers[TIME_HEADER])
    text = request_text("POST", heard.path, heard.body, at_ms, heard.headers[DEVICE_HEADER])
    key = Ed25519PublicKey.from_public_bytes(outbox.public_key())
    key.verify(base64.b64decode(heard.headers[SIGNATURE_HEADER]), text)
    assert at_ms == START_MS
    assert heard.headers[DEVICE_HEADER] == str(outbox.device_id)
    assert heard.headers[VERSION_HEADER] == "0.1.0"


def test_one_connection_is_kept_and_replaced_when_the_server_gave_it_up(
    hub: HttpHub, server: Scripted
) -> None:
    server.answer = lambda _heard: said(PULLED)
    for _ in range(5):
        assert hub.pull(PULL) == PULLED
    assert server.connections == 1
    server.script = [Said(raw=b" ")]
    with pytest.raises(Unavailable):
        hub.push(push_of(1))
    assert hub.pull(PULL) == PULLED


def test_a_kept_connection_that_dies_under_a_message_is_replaced_once(hub: HttpHub, server: Scripted) -> None:
    half = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 50\r\n\r\n{"
    server.script = [said(PULLED), Said(raw=half), said(PULLED)]
    assert hub.pull(PULL) == hub.pull(PULL) == PULLED
    assert len(server.heard) == 3


@pytest.mark.parametrize(
    ("answer", "meant"),
    [
        (
            problem(409, "server.gap", head_seq=4, head_hash="ab", server_epoch="e"),
            PushGap(4, "ab", "e"),
        ),
        (problem(409, "server.fork", first_bad_seq=3), PushFork(3)),
        (problem(410, "server.superseded", verified_seq=9), PushSuperseded(9)),
    ],
)
def test_answers_to_a_push_that_are_no_errors(
    hub: HttpHub, server: Scripted, answer: Said, meant: object
) -> None:
    server.script = [answer]
    assert hub.push(push_of(1)) == meant


def test_a_wrong_clock_is_learnt_and_the_message_sent_again(
    hub: HttpHub, server: Scripted, outbox: MemoryOutbox
) -> None:
    ahead_ms = 50 * 365 * 86_400_000

    def judge(heard: Heard) -> Said:
        if int(heard.headers[TIME_HEADER]) == START_MS + ahead_ms:
            return said(PULLED)
        return problem(401, "server.bad_time", server_time=START_MS + ahead_ms)

    server.answer = judge
    assert hub.pull(PULL) == PULLED
    assert outbox.offset_ms == ahead_ms
    hub.pull(PULL)
    assert len(server.heard) == 3, "the next message is right at once"


def test_a_signature_that_stays_bad_is_no_loop(hub: HttpHub, server: Scripted) -> None:
    server.answer = lambda _heard: problem(401, "server.bad_signature", server_time=START_MS + 10**9)
    with pytest.raises(Refused, match=r"server\.bad_signature"):
        hub.pull(PULL)
    assert len(server.heard) == 2


BAD = Unavailable("server.bad_answer")
GONE = Unavailable("server.unreachable")


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (problem(403, "server.revoked"), Refused("server.revoked")),
        (problem(426, "server.upgrade", least=1), Refused("server.upgrade", least=1)),
        (problem(422, "server.bad_message", detail="seq"), Refused("server.bad_message")),
        (said({}, 503, **{"retry-after": "7"}), Unavailable("server.busy", retry_ms=7000)),
        (said({}, 429), Unavailable("server.busy", retry_ms=500)),
        (said({}, 429, **{"retry-after": "9" * 40}), Unavailable("server.busy", retry_ms=500)),
        (said({}, 503, **{"retry-after": "999999"}), Unavailable("server.busy", retry_ms=600_000)),
        (problem(500, "server.broken"), Unavailable("server.broken")),
        (Said(200, b"<html>Welcome to the hotel</html>", "text/html"), BAD),
        (Said(302, b"", "text/html", {"location": "http://portal.example/login"}), BAD),
        (Said(200, b"{", JSON := "application/json"), BAD),
        (Said(200, b"[]", JSON), BAD),
        (Said(200, b"\xff\xfe\x00", JSON), BAD),
        (Said(200, b"[" * 100_000, JSON), BAD),
        (Said(200, b'{"server_epoch": 5}', JSON), BAD),
        (Said(404, b"not here", "text/plain"), BAD),
        (Said(500, b"Internal Server Error", "text/plain"), BAD),
        (Said(403, b'{"code": "<script>", "params": {}}', JSON), BAD),
        (Said(403, b'{"code": "server.revoked", "params": {"a": {"b": 1}}}', JSON), BAD),
        (Said(200, b"not gzip", JSON, {"content-encoding": "gzip"}), BAD),
        (Said(200, b"{}", JSON, {"content-encoding": "br"}), BAD),
        (Said(raw=b"garbage\r\n\r\n"), GONE),
        (Said(raw=b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n"), GONE),
        (Said(raw=b"HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n"), GONE),
        (Said(raw=b"\x00" * 70_000), GONE),
    ],
)
def test_what_is_no_answer_is_an_error_with_a_sentence(
    hub: HttpHub, server: Scripted, answer: Said, error: PosError
) -> None:
    server.script = [answer]
    with pytest.raises(type(error)) as raised:
        hub.pull(PULL)
    assert raised.value.code == error.code
    assert raised.value.message.params.items() >= error.message.params.items()


def test_a_bomb_is_not_unpacked(hub: HttpHub, server: Scripted) -> None:
    bomb = gzip.compress(b" " * (REPLY_BYTES_MAX + 1), 9)
    assert len(bomb) < 100_000
    server.script = [Said(200, bomb, "application/json", {"content-encoding": "gzip"})]
    with pytest.raises(Unavailable, match="too long"):
        hub.pull(PULL)


def test_a_large_answer_within_the_bound_arrives(hub: HttpHub, server: Scripted) -> None:
    body = json.dumps({**msgspec.to_builtins(PULLED), "news": " " * 5_000_000}).encode()
    server.script = [
        Said(200, gzip.compress(body, 1), "application/json", {"content-encoding": "gzip"}),
        said(PULLED),
    ]
    assert hub.pull(PULL) == PULLED, "a field that is not known yet is none of our business"


def test_nobody_listens(outbox: MemoryOutbox) -> None:
    with scripted() as server:
        carrier = Carrier(read_address(f"http://localhost:{server.port}"))
    hub = HttpHub(carrier, outbox, SetClock(), "0.1.0")
    with pytest.raises(Unavailable, match=r"server\.unreachable"):
        hub.time()
    hub.close()


def test_a_hold_waits_no_longer_than_it_may(hub: HttpHub, server: Scripted) -> None:
    server.hang.clear()
    before = time.monotonic()
    with pytest.raises(Unavailable, match=r"server\.unreachable"):
        hub.reserve(RESERVE)
    assert time.monotonic() - before < 2.5
    server.hang.set()


def test_ending_breaks_off_what_is_under_way(hub: HttpHub, server: Scripted) -> None:
    server.hang.clear()
    codes: list[str] = []

    def ask() -> None:
        try:
            hub.pull(PULL)
        except Unavailable as error:
            codes.append(error.code)

    thread = threading.Thread(target=ask)
    thread.start()
    until = time.monotonic() + 5
    while not server.heard and time.monotonic() < until:
        thread.join(0.01)
    before = time.monotonic()
    hub.end()
    thread.join(2)
    assert not thread.is_alive()
    assert time.monotonic() - before < 1
    assert codes == ["server.unreachable"]
    with pytest.raises(Unavailable, match=r"server\.unreachable"):
        hub.pull(PULL)
