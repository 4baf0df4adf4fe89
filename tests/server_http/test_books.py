"""`server verify`, `findings`, `replay`, `status`, tills: what an owner asks at the server's machine."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import text

from pos_app.cli.main import main
from pos_app.cli.server_address import Listening, keep_listening
from pos_app.kernel.ids import MemberId
from pos_app.loyalty.accounts import points_account
from pos_app.server.database import ServerDatabase, open_database
from pos_app.server.findings import report
from pos_app.server.opening import DATABASE_FILE
from pos_app.server.operators import FIRST, is_operator
from pos_app.server.verifying import verify
from tests.support.bare_tills import AT_MS, BareTill
from tests.support.served import Served, served, wait_for

MEMBER = MemberId(UUID("0192f0c0-0000-7000-8000-00000000aaaa"))
LOT = UUID("0192f0c0-0000-7000-8000-00000000bbbb")
Run = Callable[..., tuple[int, str]]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Served]:
    with served(tmp_path / "server") as one:
        yield one


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    def running(*words: str) -> tuple[int, str]:
        keep_listening(tmp_path / "server", Listening("https://10.0.0.7:8731", "0123456789abcdef", 0))
        monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
        code = main(["server", *words, "--data", str(tmp_path / "server")])
        said = capsys.readouterr()
        return code, said.out + said.err

    return running


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a server that has stopped, its books whole."""
    folder = tmp_path_factory.mktemp("whole") / "server"
    with served(folder) as server:
        with_books(server, BareTill())
    return folder


def adjust(till: BareTill, points: int, leg: str) -> None:
    """Write a fact that gives or takes points by hand."""
    entry = {
        "acct": str(points_account(MEMBER)),
        "leg": leg,
        "kind": "ADJUST",
        "amount": points,
        "rule": "adjust",
        "why": ["adjust.by_hand", {}],
        "line": 0,
        "lots": [{"lot": str(LOT), "points": points, "earned": AT_MS, "expires": None}],
        "own": str(MEMBER),
    }
    till.write(
        "points.adjust", op="0192f0c0-0000-7000-8000-00000000c0de", member=str(MEMBER), entries=[entry]
    )


def with_books(server: Served, till: BareTill) -> ServerDatabase:
    """A server with a till whose member got points, then spent more than there were."""
    assert server.node is not None
    assert server.enrol(till, server.first.code).status_code == 200
    adjust(till, 100, "adjust")
    adjust(till, -130, "adjust")
    till.write("later.invention")
    server.push(till)
    node = server.node
    wait_for(lambda: not node.behind())
    return node.database


def test_books_that_are_whole_are_said_so(server: Served, run: Run) -> None:
    with_books(server, BareTill())
    assert run("verify") == (0, "The books are whole: 3 facts in 1 stream, 1 account.\n")


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        ("UPDATE account SET balance = balance + 1", "balance"),
        ("UPDATE account SET held = 5", "reserved"),
        ("UPDATE ledger SET points = points + 1 WHERE drafted = 100", "ledger"),
        ("DELETE FROM fact WHERE seq = 2", "Fact 2 is missing"),
        ("DELETE FROM fact WHERE seq = 3", "acknowledged up to 3"),
        ("UPDATE fact SET content_hash = chain_hash WHERE seq = 2", "does not follow"),
        ("UPDATE fact SET body = content_hash WHERE seq = 1", "was changed"),
        ("UPDATE lane SET head = 0", "lane"),
        ("DELETE FROM stream", "no stream"),
        ("UPDATE stream SET head_ctl = head_ctl + 1", "signature"),
        ("UPDATE stream SET head_sig = NULL", "signature"),
        ("UPDATE device SET pubkey = (SELECT head_hash FROM stream)", "signature"),
    ],
)
def test_every_damage_is_found(whole: Path, tmp_path: Path, damage: str, said: str, run: Run) -> None:
    shutil.copytree(whole, tmp_path / "server")
    database = open_database(tmp_path / "server" / DATABASE_FILE)
    assert verify(database).wrong == ()
    database.write(lambda tx: tx.run(text(damage)))
    database.close()
    code, told = run("verify")
    assert code == 1
    assert said in told


def test_findings_say_what_is_odd(server: Served, run: Run) -> None:
    assert run("findings") == (0, "There is nothing to look at.\n")
    database = with_books(server, BareTill())
    found = report(database)
    assert (found.indebted, found.debt) == (1, 30)
    assert [(each.kind, each.times) for each in found.kept] == [("later.invention", 1)]
    code, said = run("findings")
    assert code == 0
    assert "1 account owes 30" in said
    assert "0001-01" in said
    assert "serving." not in said


def test_a_replay_tries_again(server: Served, run: Run) -> None:
    with_books(server, BareTill())
    assert run("replay") == (0, "0 facts that were kept are applied now.\n")


def test_a_status_for_people_and_programs(server: Served, run: Run) -> None:
    with_books(server, BareTill())
    code, said = run("status")
    assert code == 0
    assert "Facts: 3, of which 0 wait" in said
    figures = json.loads(run("status", "--json")[1])
    assert (figures["facts"], figures["quarantined"], figures["terminals"]) == (3, 1, 1)


def test_a_till_is_given_up_and_replaced(server: Served, run: Run) -> None:
    till = BareTill()
    with_books(server, till)
    assert str(till.device_id) in run("terminals")[1]
    code, said = run("lost", "0001-01")
    assert code == 0
    found = said.split("pos-app connect https://10.0.0.7:8731 ")[1].split()[0]
    assert found.endswith("-0123456789abcdef")
    assert run("revoke", "0001-01")[0] == 1
    assert "revoked" in run("terminals")[1]
    newer = BareTill(number=2)
    answer = server.enrol(newer, found.partition("-")[0])
    assert (answer.status_code, answer.json()["replaces"]) == (200, [str(till.stream_id)])


def test_a_new_password_ends_the_old_one(server: Served, run: Run) -> None:
    assert server.node is not None
    database = server.node.database
    assert is_operator(database, FIRST, server.first.password)
    password = run("password")[1].split("admin: ")[1].split(".")[0]
    assert is_operator(database, FIRST, password)
    assert not is_operator(database, FIRST, server.first.password)
    assert not is_operator(database, "nobody", password)
    assert run("password", "nobody")[0] == 1
