"""The server as a process: first start, kill, restart, several on one database."""

from __future__ import annotations

import json
import re
import signal
import ssl
from pathlib import Path

import pytest

from pos_app.cli.main import main
from pos_app.server.http.certificate import certificate_in
from tests.support.bare_tills import BareTill
from tests.support.ports import free_port
from tests.support.served import OwnProcess, now_ms, own_process


@pytest.fixture
def port() -> int:
    return free_port()


def test_a_first_start_says_everything_once(tmp_path: Path, port: int) -> None:
    with own_process(tmp_path, port=port) as one:
        said = one.said
        found = re.search(rf"pos-app connect https://127\.0\.0\.1:{port} \w{{8}}-([0-9a-f]{{16}})\n", said)
        assert found is not None
        shown = ssl.get_server_certificate(("127.0.0.1", port))
        assert shown in (tmp_path / "certificate.pem").read_text()
        assert certificate_in(tmp_path, "", 0).pin == found[1]
        password = re.search(r"password (\w{20})", said)
        assert password is not None
        assert one.end() == 0
        one.start()
        assert password[1] not in one.said
        assert "pos-app connect" not in one.said
        assert one.end(signal.SIGINT) == 0
        logged = [json.loads(line) for line in one.log().splitlines()]
        assert {"listening", "stopped"} <= {each["text"] for each in logged}
        assert password[1] not in one.log()


def test_what_was_acknowledged_survives_a_kill(tmp_path: Path, port: int) -> None:
    till = BareTill()
    with own_process(tmp_path, "--plain", port=port) as one:
        code = one.code()
        for turn in range(3):
            with one.asked() as server:
                if turn == 0:
                    assert server.enrol(till, code).status_code == 200
                for _ in range(20):
                    till.write()
                    server.push(till)
            one.end(signal.SIGKILL)
            one.start()
        with one.asked() as server:
            till.write()
            assert server.push(till).head_seq == 61
        assert one.end() == 0


def test_two_processes_share_a_postgresql(tmp_path: Path, postgres_url: str) -> None:
    till = BareTill()
    words = ("--plain", "--database", postgres_url)
    first = OwnProcess(tmp_path / "a", *words, port=free_port())
    second = OwnProcess(tmp_path / "b", *words, port=free_port())
    try:
        first.start()
        second.start()
        with first.asked() as one, second.asked() as other:
            assert one.enrol(till, first.code()).status_code == 200
            for turn in range(10):
                till.write()
                reply = (one if turn % 2 else other).push(till)
                assert reply.head_seq == turn + 1
        assert "pos-app connect" not in second.said, "the second one is no first start"
    finally:
        for process in (first, second):
            if process.process is not None:
                assert process.end() == 0


def test_a_second_server_on_one_file_is_refused(tmp_path: Path, port: int) -> None:
    with own_process(tmp_path, "--plain", port=port) as one:
        assert main(["server", "--data", str(tmp_path), "--plain", "--listen", "127.0.0.1:0"]) == 1
        assert one.end() == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--plain", "--listen", "0.0.0.0:0"), "Without encryption"),
        (("--listen", "nowhere:99999999"), "no address to listen at"),
        (("--database", "mysql://x/y"), "postgresql://"),
        (("--certificate", "x.pem"), "--key"),
        (("--certificate", "x.pem", "--key", "y.pem"), "no certificate"),
    ],
)
def test_a_start_that_cannot_be_says_why(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], said: str
) -> None:
    listen = () if "--listen" in words else ("--listen", "127.0.0.1:0")
    assert main(["server", "--data", str(tmp_path), *words, *listen]) == 1
    assert said in capsys.readouterr().err


def test_commands_need_a_server(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["server", "status", "--data", str(tmp_path)]) == 1
    assert "no server here yet" in capsys.readouterr().err


def test_a_certificate_near_its_end_is_said(tmp_path: Path) -> None:
    made = certificate_in(tmp_path, "shop.example", 1_795_305_600_000)
    assert not made.ends_soon(1_795_305_600_000)
    assert made.ends_soon(made.ends_ms - 1)
    assert made.days_left(made.ends_ms + 1) == -1
    assert certificate_in(tmp_path, "shop.example", 0) == made, "it is made once"


def test_an_expired_certificate_is_said_and_serves_on(
    tmp_path: Path, port: int, capsys: pytest.CaptureFixture[str]
) -> None:
    """Tills that pinned it do not look at its dates."""
    long_ago_ms = 1_100_000_000_000
    assert certificate_in(tmp_path, "127.0.0.1", long_ago_ms).ends_soon(now_ms())
    with own_process(tmp_path, port=port) as one:
        assert "out of date" in one.said
        with one.asked() as server:
            assert server.enrol(BareTill(), one.code()).status_code == 200
        assert main(["server", "status", "--data", str(tmp_path)]) == 0
        assert "out of date" in capsys.readouterr().out
        assert one.end() == 0
