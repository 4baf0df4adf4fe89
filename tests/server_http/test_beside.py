"""What runs beside the answers: the sweep after a crash, the log, the figures for whoever watches."""

from __future__ import annotations

import io
import json
import logging
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from pos_app.cli.main import main
from pos_app.kernel.errors import Unavailable
from pos_app.runtime.fresh_ids import FreshIds
from pos_app.runtime.system_clock import SystemClock
from pos_app.server.folder_lock import FolderLock
from pos_app.server.logging_json import log_to
from pos_app.server.node import ServerNode
from pos_app.server.opening import Opened, make_folder, open_first, open_made, reach
from pos_app.server.process import metrics_token
from pos_app.server.workers import ApplyWorkers
from tests.support.bare_tills import BareTill
from tests.support.served import served, wait_for

CLOCK = SystemClock()
IDS = FreshIds(CLOCK)


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Opened]:
    make_folder(tmp_path / "server")
    one, _first = open_first(reach(tmp_path / "server"), CLOCK, IDS, "Test")
    yield one
    one.database.close()


def test_what_a_crash_left_is_applied_at_the_next_start(opened: Opened, tmp_path: Path) -> None:
    node, till = ServerNode(opened.database, opened.identity, CLOCK, IDS), BareTill()
    till.enrol(node)
    for _ in range(3):
        till.write()
    till.push(node)
    assert node.behind() == (till.stream_id,)
    opened.database.close()
    with served(tmp_path / "server") as server:
        running = server.node
        assert running is not None
        wait_for(lambda: not running.behind())


def test_one_stream_that_fails_stops_no_other(expect_warning: Callable[[str], None]) -> None:
    expect_warning("a stream could not be applied")
    expect_warning("server.database_gone")
    bad, gone, good = UUID(int=1), UUID(int=2), UUID(int=3)
    done: list[UUID] = []
    turns = {good: 3}

    def apply(stream: UUID) -> bool:
        if stream == bad:
            raise ZeroDivisionError
        if stream == gone:
            raise Unavailable("server.database_gone")
        done.append(stream)
        turns[stream] -= 1
        return turns[stream] > 0

    workers = ApplyWorkers(apply, lambda: (), lambda: None, threads=2)
    workers.start()
    for each in (bad, gone, good):
        workers.notice(each)
    wait_for(lambda: len(done) == 3)
    workers.stop()
    assert done == [good] * 3


def test_one_stream_is_in_one_thread_at_a_time() -> None:
    stream, inside, most = UUID(int=7), [0], [0]
    lock = threading.Lock()
    turns = [0]

    def apply(_stream: UUID) -> bool:
        with lock:
            inside[0] += 1
            most[0] = max(most[0], inside[0])
        threading.Event().wait(0.002)
        with lock:
            inside[0] -= 1
            turns[0] += 1
        return turns[0] < 20

    workers = ApplyWorkers(apply, lambda: (), lambda: None, threads=4)
    workers.start()
    for _ in range(50):
        workers.notice(stream)
    wait_for(lambda: turns[0] >= 20)
    workers.stop()
    assert most == [1]


def test_the_log_is_json_without_persons(opened: Opened) -> None:
    kept = io.StringIO()
    handler = log_to(kept)
    person = "Mina Muster"
    try:
        logging.getLogger("x").info("card %s of %s", "4006381333931234", "mina@example.org")
        try:
            opened.database.write(lambda tx: tx.run(text("INSERT INTO meta VALUES (:a, NULL)"), a=person))
        except DBAPIError:
            logging.getLogger("x").info("failed", exc_info=True)
    finally:
        logging.getLogger().removeHandler(handler)
    lines = [json.loads(line) for line in kept.getvalue().splitlines()]
    assert lines[0]["text"] == "card ...34 of ...@..."
    assert any("meta" in each for each in lines[1]["trace"])
    assert "Mina" not in kept.getvalue()
    assert "4006381333931234" not in kept.getvalue()


def test_figures_need_a_token_from_elsewhere(tmp_path: Path) -> None:
    with served(tmp_path / "server", behind_proxy=True) as server:
        assert server.node is not None
        token = metrics_token(open_made(server.node.database).identity)
        assert server.http.get("/metrics").status_code == 404
        for wrong in ("Bearer x", token, f"Bearer {token}x"):
            assert server.http.get("/metrics", headers={"authorization": wrong}).status_code == 404
        answer = server.http.get("/metrics", headers={"authorization": f"Bearer {token}"})
        assert answer.status_code == 200


def test_nobody_restores_below_a_running_server(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "server"
    with served(folder):
        assert main(["server", "backup", str(tmp_path / "file"), "--data", str(folder)]) == 0
    lock = FolderLock(folder)
    try:
        assert main(["server", "restore", str(tmp_path / "file"), "--data", str(folder), "--yes"]) == 1
    finally:
        lock.release()
    assert str(folder) in capsys.readouterr().err


def test_no_answer_waits_for_a_receipt_of_its_first_half(tmp_path: Path) -> None:
    """Without TCP_NODELAY nearly every answer takes 40 ms, whatever the machine."""
    took = []
    with served(tmp_path / "server") as server:
        for _ in range(40):
            began = time.perf_counter()
            assert server.http.get("/healthz").status_code == 200
            took.append(time.perf_counter() - began)
    assert sorted(took)[10] < 0.035
