"""The server's half of the exchange: pushes over HTTP, their posting, holds."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

import msgspec
import psycopg
from psycopg import sql

from bench.load_facts import Place, sale
from bench.load_till import SPEND
from bench.row import Row
from pos_app.kernel.ids import MemberId, derived_id
from pos_app.loyalty.accounts import POINTS, account_id
from pos_app.wire.reserve import ReserveRequest
from tests.support.bare_tills import AT_MS, BareTill
from tests.support.postgres import Cluster, cluster
from tests.support.postgres_place import binaries
from tests.support.served import Served, served

BATCH, ROUNDS = 200, 12
MEMBERS = 100
HOLDS = 300
COPIED = {
    "fact": "SELECT * FROM fact WHERE stream_id = %s AND seq > %s ORDER BY seq",
    "ledger": "SELECT * FROM ledger WHERE stream_id = %s AND seq > %s",
}
"""The rows of a batch as the server wrote them."""


def rows() -> Iterator[Row]:
    """Yield the rows on PostgreSQL where there is one, then the hold."""
    if binaries() is not None:
        with cluster(settings={"shared_buffers": "256MB"}) as one:
            yield from _on_postgres(one)
    with tempfile.TemporaryDirectory() as name, served(Path(name)) as server:
        yield _hold(server)


class _Batches:
    """A terminal that joined, with sales ready to be told."""

    def __init__(self, server: Served, number: int, code: str) -> None:
        self.till = BareTill(number)
        self._chance = Random(number)
        assert server.enrol(self.till, code).status_code == 200
        self.members = [derived_id(UUID(int=number), f"member {each}") for each in range(MEMBERS)]
        for member in self.members:
            self.till.enrol_member(member, self._chance.randbytes(32).hex())
            self.till.earn(member, 1000)
        server.push(self.till)

    def write(self) -> None:
        """Sell for BATCH customers, three of five of them members."""
        for _ in range(BATCH):
            place = Place(self.till.stream_id, len(self.till.facts) + 1, AT_MS)
            member = self._chance.choice(self.members) if self._chance.random() < 0.6 else None
            fact, _ = sale(place, self._chance, member, 0, "", "")
            self.till.write_body(msgspec.json.encode(fact).decode())


def _timed(work: Callable[[], object]) -> float:
    """Return microseconds."""
    began = time.perf_counter_ns()
    work()
    return (time.perf_counter_ns() - began) / 1000


def _on_postgres(one: Cluster) -> Iterator[Row]:
    url = one.dsn(one.create_database())
    took: dict[str, list[float]] = {name: [] for name in ("http", "again", "here", "apply", "fact", "ledger")}
    with tempfile.TemporaryDirectory() as name, served(Path(name), url) as server:
        node = server.node
        assert node is not None
        with psycopg.connect(url, autocommit=True) as raw:
            for table in COPIED:
                raw.execute(sql.SQL("CREATE TABLE raw_{0} (LIKE {0} INCLUDING ALL)").format(sql.SQL(table)))
            far = _Batches(server, 1, server.first.code)
            near = _Batches(server, 2, node.make_code("0001", "02"))
            for _ in range(ROUNDS):
                _round(server, raw, far, near, took)
    middle = {name: statistics.median(each) / BATCH for name, each in took.items()}
    p99 = max(took["http"]) / BATCH
    work = f"push over HTTP to PostgreSQL, {BATCH} sales, each"
    yield Row(
        work, middle["http"], middle["fact"], "COPY of the same rows", 1 / 0.35, f"slowest {p99:,.0f} us"
    )
    yield Row(work, middle["http"], middle["here"], "the same in process", 1 / 0.75)
    yield Row("the same push again", middle["again"], middle["http"], "the first time", 0.5)
    yield Row(
        "post a sale on PostgreSQL, six of ten with a member",
        middle["apply"],
        middle["ledger"],
        "COPY of the ledger rows",
        10,
    )


def _round(server: Served, raw: Any, far: _Batches, near: _Batches, took: dict[str, list[float]]) -> None:
    node = server.node
    assert node is not None
    far.write()
    near.write()
    till = far.till
    before = till.acked
    request = till.request()
    took["http"].append(_timed(lambda: server.send(till, request)))
    till.acked = len(till.facts)
    again = till.request(first=before + 1)
    took["again"].append(_timed(lambda: server.send(till, again)))
    _settled(server)
    other = near.till.request()
    took["here"].append(_timed(lambda: node.push(near.till.device_id, other)))
    near.till.acked = len(near.till.facts)
    took["apply"].append(_timed(lambda: node.apply_stream(near.till.stream_id)))
    for table, query in COPIED.items():
        found = raw.execute(query, (till.stream_id.bytes, before)).fetchall()
        took[table].append(_timed(partial(_copy, raw, table, found)))


def _copy(raw: Any, table: str, found: Sequence[tuple[Any, ...]]) -> None:
    with (
        raw.cursor() as cursor,
        cursor.copy(sql.SQL("COPY raw_{} FROM STDIN").format(sql.SQL(table))) as copy,
    ):
        for row in found:
            copy.write_row(row)


def _settled(server: Served) -> None:
    """Wait until nothing is applied any more, so that each figure stands alone."""
    node = server.node
    assert node is not None
    while node.behind():
        time.sleep(0.02)


def _hold(server: Served) -> Row:
    """The time of a hold beside a bare request, in turn; both are what is slower one time in a hundred."""
    one = _Batches(server, 1, server.first.code)
    _settled(server)
    bare, held = [], []
    for number in range(HOLDS):
        bare.append(_timed(lambda: server.http.get("/v1/time")))
        one.till.ctl += 1
        request = ReserveRequest(
            stream_id=str(one.till.stream_id),
            ctl=one.till.ctl,
            res_id=str(derived_id(one.till.stream_id, f"hold {number}")),
            kind="hold",
            account_id=str(account_id(MemberId(one.members[number % MEMBERS]), POINTS)),
            amount=SPEND,
        )
        held.append(_timed(partial(server.send, one.till, request)))
    place = int(HOLDS * 0.99) - 1
    note = f"p50 {statistics.median(held):,.0f} us beside {statistics.median(bare):,.0f} us"
    return Row(
        "a hold over HTTP, p99", sorted(held)[place], sorted(bare)[place], "GET /v1/time, p99", 3, note
    )
