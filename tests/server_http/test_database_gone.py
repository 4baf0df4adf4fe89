"""The database goes in the middle: a clear answer, nothing lost, on again by itself."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.support.bare_tills import BareTill
from tests.support.postgres import cluster
from tests.support.served import problem, served, wait_for


def test_a_killed_postgresql_is_waited_for(tmp_path: Path, expect_warning: Callable[[str], None]) -> None:
    expect_warning("server.database_gone")
    till = BareTill()
    with cluster() as postgres, served(tmp_path / "server", postgres.dsn()) as server:
        assert server.enrol(till, server.first.code).status_code == 200
        till.write()
        server.push(till)
        postgres.kill()
        till.write()
        answer = server.send(till, till.request())
        assert (answer.status_code, problem(answer)[0]) == (503, "server.database_gone")
        assert int(answer.headers["retry-after"]) > 0
        assert server.http.get("/healthz").status_code == 200
        assert server.http.get("/readyz").status_code == 503
        assert server.http.get("/metrics").status_code == 503
        postgres.start()
        wait_for(lambda: server.http.get("/readyz").status_code == 200)
        assert server.push(till).head_seq == 2
