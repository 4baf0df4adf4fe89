"""`make server`, `make tills`: from one till to a server with two, as the README tells it."""

from __future__ import annotations

import io
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from pos_app.cli.demo_tills import show
from pos_app.cli.main import main
from pos_app.demo.cable import HERE, Cable
from pos_app.demo.chain import Chain, Typing, check_server, empty_till, join_both
from pos_app.demo.chain_windows import listen
from pos_app.demo.shop import build_demo
from pos_app.kernel.errors import Refused, Unavailable
from pos_app.runtime.settings import load_settings
from pos_app.runtime.system_clock import SystemClock
from tests.support.ports import free_port
from tests.support.served import own_process

FINDS_S = 10


@pytest.fixture
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal that speaks English."""
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")


@pytest.fixture
def echo() -> Iterator[int]:
    """Something on this machine that sends back what it gets; its port."""
    with socket.create_server((HERE, 0)) as listening:

        def answer() -> None:
            while True:
                try:
                    near, _ = listening.accept()
                except OSError:
                    return
                with near:
                    while data := near.recv(1000):
                        near.sendall(data)

        thread = threading.Thread(target=answer, name="echo")
        thread.start()
        yield listening.getsockname()[1]
        listening.shutdown(socket.SHUT_RDWR)
        thread.join()


def sent_back(port: int, data: bytes) -> bytes:
    """What comes back; empty when the connection breaks."""
    try:
        with socket.create_connection((HERE, port), FINDS_S) as one:
            one.sendall(data)
            return one.recv(1000)
    except OSError:
        return b""


def test_two_tills_of_one_server_agree_after_a_pulled_cable(tmp_path: Path, english: None) -> None:
    chain, said = Chain(tmp_path), list[str]()
    build_demo(chain.tills[0], SystemClock(), use_keyring=False, real_products=False)
    with own_process(chain.server, port=free_port()):
        assert show(chain, Typing(main, said.append), has_window=False, use_keyring=False) == 0
        told = "\n".join(said)
        # What till 1 had comes along once; till 2 starts empty, so nobody's points are doubled.
        assert "till 1 shows 785, till 2 shows 785, the server says 785 points" in told
        assert "500 points used" in told
        assert "sales the server has not heard of: 1" in told
        assert told.count("The books are whole") == 3
        said.clear()
        with Cable(0, (HERE, 1)) as cable:
            join_both(chain, "https://127.0.0.1:1", cable, SystemClock(), Typing(main, said.append))
        assert said == [], "both belong to it already"


def test_without_a_server_it_says_what_to_type(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        show(Chain(tmp_path), Typing(main, list[str]().append), has_window=False)
    assert refused.value.code == "demo.no_server"


def test_tills_of_another_server_are_not_taken(tmp_path: Path) -> None:
    chain = Chain(tmp_path)
    chain.tills[0].mkdir()
    (chain.tills[0] / "joined").write_text("https://127.0.0.1:8731")
    check_server(chain, "0001-01 Till 1 (an id), last heard of 2026-11-22 10:00")
    with pytest.raises(Refused) as refused:
        check_server(chain, "No till belongs to this server yet.")
    assert refused.value.code == "demo.other_server"


def test_the_second_till_knows_its_number_only(tmp_path: Path) -> None:
    empty_till(tmp_path, 2)
    shop = load_settings(tmp_path).shop
    assert (shop.store_no, shop.terminal_no, shop.terminal_name) == ("0001", "02", "Till 2")
    assert [each.name for each in tmp_path.iterdir()] == ["shop.toml"]


def test_a_cable_passes_bytes_while_it_is_in(echo: int) -> None:
    with Cable(0, (HERE, echo)) as cable:
        assert sent_back(cable.port, b"in") == b"in"
        with socket.create_connection((HERE, cable.port), FINDS_S) as held:
            held.sendall(b"held")
            assert held.recv(10) == b"held"
            cable.pull()
            assert held.recv(1) == b"", "it was cut"
        assert sent_back(cable.port, b"out") == b""
        cable.plug()
        assert sent_back(cable.port, b"again") == b"again"


def test_lines_that_are_typed_pull_and_plug(echo: int) -> None:
    said: list[str] = []
    with Cable(0, (HERE, echo)) as cable:
        was_in = [cable.is_in]
        listen(io.StringIO("\n"), cable, said.append)
        was_in.append(cable.is_in)
        listen(io.StringIO("\n"), cable, said.append)
        was_in.append(cable.is_in)
    assert was_in == [True, False, True]
    assert len(said) == 2


def test_a_port_that_is_taken_is_named(echo: int) -> None:
    with pytest.raises(Unavailable) as taken:
        Cable(echo, (HERE, echo))
    assert taken.value.code == "server.port_taken"
