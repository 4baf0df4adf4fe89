"""What is signed, byte by byte: a server of another release has to make the same text."""

from __future__ import annotations

from pos_app.wire.signed import head_text, promise_text, request_text

EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_a_request() -> None:
    text = request_text("POST", "/v1/push", b"", 1795305600000, "d1")
    assert text == f"LP1-request\nPOST\n/v1/push\n{EMPTY}\n1795305600000\nd1".encode()


def test_another_body_is_another_text() -> None:
    one, other = (request_text("POST", "/v1/push", body, 1, "d") for body in (b"{}", b"{ }"))
    assert one != other


def test_a_head() -> None:
    assert head_text("s", 7, "ab12", 9) == b"LP1-head\ns\n7\nab12\n9"


def test_a_promise() -> None:
    assert promise_text("r", "a", 500, 12) == b"LP1-promise\nr\na\n500\n12"
