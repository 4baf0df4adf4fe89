"""Addresses and codes as people type them."""

from __future__ import annotations

import pytest

from pos_app.kernel.errors import Refused
from pos_app.sync.address import read_address, read_code


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("shop.example", "https://shop.example:8731"),
        (" 10.0.0.7:9000 ", "https://10.0.0.7:9000"),
        ("https://shop.example", "https://shop.example:443"),
        ("https://shop.example:8731/", "https://shop.example:8731"),
        ("https://[2001:db8::1]:8731", "https://[2001:db8::1]:8731"),
        ("http://127.0.0.1:8731", "http://127.0.0.1:8731"),
        ("http://[::1]:8731", "http://[::1]:8731"),
        ("http://localhost", "http://localhost:80"),
    ],
)
def test_an_address_is_read_as_it_was_meant(typed: str, meant: str) -> None:
    assert read_address(typed).address == meant


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("http://10.0.0.7:8731", "sync.needs_https"),
        ("http://shop.example", "sync.needs_https"),
        ("http://127.0.0.1.evil.example", "sync.needs_https"),
        ("http://localhost@evil.example", "sync.bad_address"),
        ("ftp://shop.example", "sync.bad_address"),
        ("https://", "sync.bad_address"),
        ("", "sync.bad_address"),
        ("https://shop.example/path", "sync.bad_address"),
        ("https://shop.example:99999", "sync.bad_address"),
        ("https://user:secret@shop.example", "sync.bad_address"),
        ("https://[::1", "sync.bad_address"),
        ("shop example", "sync.bad_address"),
        ("a" * 300, "sync.bad_address"),
    ],
)
def test_what_is_no_address_is_refused(typed: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        read_address(typed)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("typed", "code", "fingerprint"),
    [
        ("7K3MP9QX-0123456789abcdef", "7K3MP9QX", "0123456789abcdef"),
        (" 7k3m p9qx-0123 4567 89AB CDEF ", "7K3MP9QX", "0123456789abcdef"),
        ("OIL3P9QX-O123456789abcdef", "0113P9QX", "0123456789abcdef"),
        ("7K3MP9QX", "7K3MP9QX", ""),
    ],
)
def test_a_code_is_read_as_it_was_meant(typed: str, code: str, fingerprint: str) -> None:
    found = read_code(typed)
    assert (found.code, found.fingerprint) == (code, fingerprint)


@pytest.mark.parametrize(
    "typed", ["", "7K3M", "7K3MP9QX-01", "7K3MP9QX-0123456789abcdeg", "7K3MP9QU", "7" * 500, "😀" * 8]
)
def test_what_is_no_code_is_refused(typed: str) -> None:
    with pytest.raises(Refused, match=r"sync\.bad_code_form"):
        read_code(typed)
