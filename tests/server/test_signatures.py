"""Whose request it is."""

from __future__ import annotations

import pytest

from pos_app.kernel.errors import Refused
from pos_app.kernel.exchange_limits import SIGNED_REQUEST_WINDOW_MS
from pos_app.server.node import ServerNode
from pos_app.server.signatures import authenticate
from pos_app.wire.signed import DEVICE_HEADER, SIGNATURE_HEADER, TIME_HEADER
from tests.support.bare_tills import AT_MS, BareTill
from tests.support.tills import SetClock

PATH = "/v1/push"
BODY = b'{"a":1}'


def refusal(node: ServerNode, headers: dict[str, str], body: bytes = BODY, path: str = PATH) -> str:
    """How the server refuses a request."""
    with pytest.raises(Refused) as refused:
        authenticate(node.database, SetClock(AT_MS), "POST", path, body, headers)
    return refused.value.code


def test_a_signed_request_is_its_terminals(node: ServerNode, till: BareTill) -> None:
    headers = till.headers("POST", PATH, BODY, AT_MS)
    assert authenticate(node.database, SetClock(AT_MS), "POST", PATH, BODY, headers) == till.device_id


def test_nothing_of_it_may_change(node: ServerNode, till: BareTill) -> None:
    headers = till.headers("POST", PATH, BODY, AT_MS)
    assert refusal(node, headers, b'{"a":2}') == "server.bad_signature"
    assert refusal(node, headers, path="/v1/pull") == "server.bad_signature"
    assert refusal(node, {**headers, TIME_HEADER: str(AT_MS + 1)}) == "server.bad_signature"
    assert refusal(node, {**headers, SIGNATURE_HEADER: "%%%"}) == "server.bad_signature"
    assert refusal(node, {**headers, SIGNATURE_HEADER: ""}) == "server.bad_signature"


def test_another_terminal_cannot_sign_for_it(node: ServerNode, till: BareTill) -> None:
    other = BareTill(2)
    other.enrol(node)
    headers = {**other.headers("POST", PATH, BODY, AT_MS), DEVICE_HEADER: str(till.device_id)}
    assert refusal(node, headers) == "server.bad_signature"
    assert refusal(node, BareTill(9).headers("POST", PATH, BODY, AT_MS)) == "server.unknown_terminal"
    assert refusal(node, {}) == "server.unknown_terminal"


@pytest.mark.parametrize("years", [-10, 50])
def test_a_wrong_clock_is_told_so(node: ServerNode, till: BareTill, years: int) -> None:
    at_ms = AT_MS + years * 365 * 86_400_000
    assert refusal(node, till.headers("POST", PATH, BODY, at_ms)) == "server.bad_time"


def test_an_old_request_is_not_taken_again(node: ServerNode, till: BareTill) -> None:
    headers = till.headers("POST", PATH, BODY, AT_MS)
    later = SetClock(AT_MS + SIGNED_REQUEST_WINDOW_MS)
    assert authenticate(node.database, later, "POST", PATH, BODY, headers) == till.device_id
    later.at_ms += 1
    with pytest.raises(Refused, match=r"server\.bad_time"):
        authenticate(node.database, later, "POST", PATH, BODY, headers)


@pytest.mark.parametrize("told", ["", "x", "1e9", "９", "9" * 40, "--1"])
def test_a_time_that_is_none(node: ServerNode, till: BareTill, told: str) -> None:
    headers = {**till.headers("POST", PATH, BODY, AT_MS), TIME_HEADER: told}
    assert refusal(node, headers) == "server.bad_time"
