"""The PostgreSQL of the tests starts, dies, comes back, leaves nothing."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import psutil
import psycopg
import pytest

from tests.house.tree import ROOT
from tests.support import postgres_place
from tests.support.fault_proxy import FaultProxy
from tests.support.postgres import Cluster, alive, cluster, program
from tests.support.postgres_place import binaries, is_root, open_to_all

pytestmark = pytest.mark.skipif(binaries() is None, reason="no PostgreSQL on this machine")
OUTLIVED = """
from tests.support.postgres import cluster
with cluster() as one:
    print(one.folder, flush=True)
    input()
"""


def numbers(url: str) -> list[int]:
    with psycopg.connect(url) as connection:
        return [row[0] for row in connection.execute("SELECT number FROM kept ORDER BY number").fetchall()]


def keep(url: str, number: int) -> None:
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (number bigint)")
        connection.execute("INSERT INTO kept VALUES (%s)", (number,))


def servers_of(folder: Path) -> list[psutil.Process]:
    """Every live process whose command line names a folder."""
    found = psutil.process_iter(["cmdline"])
    named = [one for one in found if any(str(folder) in word for word in one.info["cmdline"] or ())]
    return [one for one in named if alive(one)]


def test_each_test_has_a_database_of_its_own(postgres_cluster: Cluster, postgres_url: str) -> None:
    keep(postgres_url, 1)
    other = postgres_cluster.create_database()
    keep(postgres_cluster.dsn(other), 2)
    assert (numbers(postgres_url), numbers(postgres_cluster.dsn(other))) == ([1], [2])
    postgres_cluster.drop_database(other)
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        numbers(postgres_cluster.dsn(other))


def test_a_database_is_a_copy_of_its_template(postgres_cluster: Cluster, postgres_url: str) -> None:
    keep(postgres_url, 7)
    copy = postgres_cluster.create_database(template=postgres_url.rpartition("/")[2])
    assert numbers(postgres_cluster.dsn(copy)) == [7]
    postgres_cluster.drop_database(copy)


def test_a_commit_whose_answer_is_lost_has_happened(postgres_cluster: Cluster, postgres_url: str) -> None:
    keep(postgres_url, 1)
    with FaultProxy(postgres_cluster.port) as cable:
        through = postgres_url.replace(f":{postgres_cluster.port}/", f":{cable.port}/")
        connection = psycopg.connect(through, sslmode="disable", gssencmode="disable")
        connection.execute("INSERT INTO kept VALUES (2)")
        cable.cut_reply_after(0)
        with pytest.raises(psycopg.OperationalError):
            connection.commit()
        connection.close()
    assert numbers(postgres_url) == [1, 2]


def test_what_was_committed_outlives_kills() -> None:
    with cluster() as one:
        url, port = one.dsn(one.create_database()), one.port
        for number in range(3):
            keep(url, number)
            with psycopg.connect(url) as idle:
                one.kill()
                assert not one.running
                with pytest.raises(psycopg.OperationalError):
                    idle.execute("SELECT 1")
            assert servers_of(one.folder) == []
            one.start()
        assert (numbers(url), one.port) == ([0, 1, 2], port)
        one.stop()
        one.start()
        assert numbers(url) == [0, 1, 2]


def test_nothing_is_left_of_a_cluster() -> None:
    with cluster(settings={"max_connections": "17"}) as one, psycopg.connect(one.dsn()) as connection:
        assert connection.execute("SHOW max_connections").fetchone() == ("17",)
        assert connection.execute("SHOW fsync").fetchone() == ("off",)
        processes = servers_of(one.folder)
        assert processes
    assert not one.folder.exists()
    assert not any(alive(process) for process in processes)


def test_fsync_can_be_asked_for() -> None:
    with cluster(fsync=True) as one, psycopg.connect(one.dsn()) as connection:
        assert connection.execute("SHOW fsync").fetchone() == ("on",)


def test_a_server_that_cannot_start_tells_why() -> None:
    wrong = pytest.raises(AssertionError, match='unrecognized configuration parameter "nonsense"')
    with wrong, cluster(settings={"nonsense": "1"}):
        pytest.fail("it started")


@pytest.mark.parametrize("end", ["SIGKILL", "SIGTERM", "SIGINT"])
def test_the_server_follows_tests_that_die(end: str) -> None:
    words = [sys.executable, "-c", OUTLIVED]
    with subprocess.Popen(
        words,
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    ) as tests:
        assert tests.stdout is not None
        folder = Path(tests.stdout.readline().strip())
        processes = servers_of(folder)
        assert processes
        tests.send_signal(signal.Signals[end])
        tests.wait(timeout=30)
        assert psutil.wait_procs(processes, timeout=30)[1] == []
        assert not folder.exists()


@pytest.mark.skipif(not is_root(), reason="only root runs the server as somebody else")
def test_binaries_in_a_closed_folder_are_copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    closed = tmp_path / "closed" / "pginstall" / "bin"
    closed.mkdir(parents=True)
    for name in ("initdb", "postgres"):
        (closed / name).symlink_to(program(name))
    closed.parent.parent.chmod(0o700)
    assert not open_to_all(closed / "..")
    monkeypatch.setattr(postgres_place, "candidates", lambda: [closed])
    found = binaries.__wrapped__()
    assert found is not None
    assert open_to_all(found / "postgres")
    assert (found / "postgres").read_bytes() == program("postgres").read_bytes()
