"""Every transaction that writes stays in one bucket, so that the data can be spread over many machines (P2)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from sqlalchemy import event

from pos_app.kernel.ids import MemberId
from pos_app.loyalty.accounts import POINTS, account_id
from pos_app.server.database import open_database
from pos_app.server.identity import make_identity
from pos_app.server.node import ServerNode
from pos_app.server.schema import make_schema
from pos_app.wire.enrolling import Document
from pos_app.wire.push import OpenReservation
from pos_app.wire.reserve import ReserveRequest
from tests.support.bare_tills import AT_MS, ROOT, BareTill
from tests.support.tills import CountedIds, SetClock

MEMBERS = tuple(UUID(int=number << 64 | 0x8000_0000_0000_0000) for number in range(1, 9))


class Watch:
    """Collects, for each transaction that wrote, the buckets it named."""

    def __init__(self) -> None:
        self.written: list[set[int]] = []
        self._buckets: dict[int, set[int]] = {}
        self._writes: set[int] = set()

    def begin(self, connection: Any) -> None:
        """A transaction begins."""
        self._buckets[id(connection.connection.dbapi_connection)] = set()

    def run(
        self, connection: Any, _cursor: Any, statement: str, _values: Any, context: Any, _many: bool
    ) -> None:
        """A statement runs."""
        key = id(connection.connection.dbapi_connection)
        for values in context.compiled_parameters:
            if "bucket" in values:
                self._buckets.setdefault(key, set()).add(values["bucket"])
        if statement.lstrip().startswith(("INSERT", "UPDATE", "DELETE")):
            self._writes.add(key)

    def commit(self, connection: Any) -> None:
        """A transaction is over."""
        key = id(connection.connection.dbapi_connection)
        if key in self._writes:
            self.written.append(self._buckets.pop(key, set()))
        self._writes.discard(key)


@contextmanager
def watched(url: str) -> Iterator[tuple[ServerNode, Watch]]:
    """A server on PostgreSQL whose transactions are seen."""
    database, watch, ids = open_database(url), Watch(), CountedIds()
    make_schema(database)
    identity = make_identity(database, ids, "Shop")
    event.listen(database.engine, "begin", watch.begin)
    event.listen(database.engine, "before_cursor_execute", watch.run)
    event.listen(database.engine, "commit", watch.commit)
    yield ServerNode(database, identity, SetClock(AT_MS), ids), watch
    database.close()


def test_every_write_is_in_one_bucket(postgres_url: str) -> None:
    with watched(postgres_url) as (node, watch):
        till, other = BareTill(1), BareTill(2)
        till.enrol(node)
        other.enrol(node, has_members=True)
        for number, member in enumerate(MEMBERS):
            till.enrol_member(member, f"{number:064x}")
            till.earn(member, 100)
        till.push(node)
        node.apply_some()
        account = str(account_id(MemberId(MEMBERS[0]), POINTS))
        reserve = ReserveRequest(
            stream_id=str(till.stream_id),
            ctl=till.ctl + 1,
            res_id=str(ROOT),
            kind="hold",
            account_id=account,
            amount=60,
        )
        till.ctl += 1
        assert node.reserve(till.device_id, reserve).granted
        held = OpenReservation(str(ROOT), "hold", account, 60, True, reserve.ctl)
        node.push(till.device_id, till.request(held=[held]))
        node.apply_some()
        till.write("member.erase", member=str(MEMBERS[1]), op="")
        till.push(node)
        node.apply_some()
        node.documents.publish([Document("shop", "product", f"p{number}", "{}") for number in range(60)], "a")
        node.revoke(till.device_id)
        assert node.behind() == ()
    assert len([buckets for buckets in watch.written if len(buckets) == 1]) > 60
    assert [buckets for buckets in watch.written if len(buckets) > 1] == []
