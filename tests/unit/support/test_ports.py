"""Ports given to tests are free, each given once."""

from __future__ import annotations

import itertools
import socket

import pytest

from tests.support import ports
from tests.support.ports import COUNT, FIRST, HOST, free_port


def test_each_call_gives_another_port() -> None:
    given = [free_port() for _ in range(50)]
    assert len(set(given)) == 50
    assert all(FIRST <= port < FIRST + COUNT for port in given)


def test_a_taken_port_is_not_given(monkeypatch: pytest.MonkeyPatch) -> None:
    taken = free_port()
    monkeypatch.setattr(ports, "_tries", itertools.count(taken - FIRST))
    with socket.create_server((HOST, taken)):
        assert free_port() != taken
    monkeypatch.setattr(ports, "_tries", itertools.count(taken - FIRST))
    assert free_port() == taken
