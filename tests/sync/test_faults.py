"""Cables cut at every byte, servers killed, disks set back: each fact arrives once."""

from __future__ import annotations

import shutil
import signal
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID

import msgspec
import pytest

from pos_app.kernel.errors import PosError, Unavailable
from pos_app.kernel.ids import MemberId, SaleId
from pos_app.loyalty.accounts import points_account
from pos_app.ports.gateway import Contact, HoldOutcome
from pos_app.storage.verify import verify
from tests.support.fault_proxy import Fault, FaultProxy
from tests.support.served import Served, own_process, served
from tests.sync.shop import LinkedTill, facts_of, linked, linked_to, settle


class Fact(msgspec.Struct):
    """As much of a body as tells facts apart."""

    id: str
    t: str


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Served]:
    """A server with SQLite."""
    with served(tmp_path / "server") as one:
        yield one


@pytest.fixture
def cable(server: Served) -> Iterator[FaultProxy]:
    """What is between it and a till."""
    with FaultProxy(int(server.address.rpartition(":")[2])) as one:
        yield one


@pytest.fixture
def till(tmp_path: Path, server: Served, cable: FaultProxy) -> Iterator[LinkedTill]:
    """A till at the other end of that cable."""
    with linked(tmp_path / "one", server, "01", port=cable.port) as one:
        yield one


def sold(till: LinkedTill) -> list[str]:
    """The facts in the till's journal."""
    rows = till.counter.storage.database.rows("SELECT body FROM journal ORDER BY entry_no")
    return [msgspec.json.decode(row[0], type=Fact).id for row in rows]


def arrived(server: Served) -> list[str]:
    """The facts the server has."""
    return [msgspec.json.decode(body, type=Fact).id for body in facts_of(server)]


def enrolled(till: LinkedTill) -> MemberId:
    """A member with 59 points."""
    till.session.enrol("030 901820", "Ayşe Yılmaz", True, "M00000001")
    member = till.session.sale.member_id
    assert member is not None
    till.sell(times=4)
    return member


def tried(till: LinkedTill) -> None:
    """Exchange; nothing but a clear sentence may come of it when it does not go through."""
    try:
        till.exchange()
    except PosError as error:
        if error.code not in ("server.unreachable", "server.bad_answer"):
            raise


def test_a_reply_cut_at_every_byte(
    server: Served, cable: FaultProxy, till: LinkedTill, rounds: Callable[[int, int], int]
) -> None:
    member = enrolled(till)
    settle(server, till)
    before = cable.replies.passed_bytes
    till.sell("M00000001")
    till.exchange()
    length = cable.replies.passed_bytes - before
    settle(server, till)
    step = max(1, length // rounds(24, length))
    sales = 5
    for count, after in enumerate(range(0, length, step)):
        till.sell("M00000001")
        sales += 1
        cable.cut_reply_after(after, Fault.RESET if count % 2 else Fault.CLOSE)
        tried(till)
        cable.plug_in()
    for _ in range(3):  # the last cut may still be to come
        tried(till)
    cable.reset_connections()
    settle(server, till)
    assert sorted(arrived(server)) == sorted(sold(till))
    assert till.points(member) == 1490 * (4 + 1 + sales - 5) // 100
    report = verify(till.counter.folder, use_keyring=False)
    assert report.is_whole, report.first_wrong


def test_a_request_cut_at_every_byte(
    server: Served, cable: FaultProxy, till: LinkedTill, rounds: Callable[[int, int], int]
) -> None:
    settle(server, till)
    before = cable.requests.passed_bytes
    till.sell()
    till.exchange()
    length = cable.requests.passed_bytes - before
    for after in range(0, length, max(1, length // rounds(24, length))):
        till.sell()
        cable.cut_request_after(after, Fault.RESET)
        tried(till)
        cable.plug_in()
    cable.reset_connections()
    settle(server, till)
    assert sorted(arrived(server)) == sorted(sold(till))


def test_a_hold_whose_answer_is_lost_ends_with_the_sale(
    server: Served, cable: FaultProxy, till: LinkedTill, tmp_path: Path
) -> None:
    member = enrolled(till)
    settle(server, till)
    till.attempts.attempt()
    sale, points = SaleId(UUID(int=1)), points_account(member)
    cable.cut_reply_after(0)
    assert till.gateway.hold(sale, points, 59).outcome in (HoldOutcome.UNKNOWN, HoldOutcome.GRANTED)
    cable.pull_cable()
    till.gateway.release(sale)
    cable.plug_in()
    cable.reset_connections()
    settle(server, till)
    with linked(tmp_path / "two", server, "02") as other:
        settle(server, other)
        other.attempts.attempt()
        assert other.gateway.hold(SaleId(UUID(int=2)), points, 59).outcome is HoldOutcome.GRANTED


def test_a_pulled_cable_is_noticed_within_the_time_of_a_hold(
    server: Served, cable: FaultProxy, till: LinkedTill
) -> None:
    member = enrolled(till)
    settle(server, till)
    till.attempts.attempt()
    cable.pull_cable()
    answer = till.gateway.hold(SaleId(UUID(int=1)), points_account(member), 10)
    assert answer.outcome is HoldOutcome.UNKNOWN
    assert till.gateway.contact() is Contact.CUT_OFF
    till.sell("M00000001")
    cable.plug_in()
    cable.reset_connections()
    settle(server, till)
    assert sorted(arrived(server)) == sorted(sold(till))


def test_a_disk_set_back_begins_again_and_loses_nothing_that_was_told(server: Served, tmp_path: Path) -> None:
    folder, copy = tmp_path / "one", tmp_path / "copy"
    with linked(folder, server, "01") as till:
        till.sell()
        settle(server, till)
    shutil.copytree(folder, copy)
    with linked(folder, server, "01", ids=1) as till:
        till.sell()
        till.sell()
        settle(server, till)
        told = set(sold(till))
    shutil.rmtree(folder)
    shutil.copytree(copy, folder)
    with linked(folder, server, "01", ids=7) as till:
        till.sell()
        done = till.exchange()
        assert done.reincarnations == 1
        settle(server, till)
        found = arrived(server)
        assert set(found) >= told | set(sold(till))
        assert till.outbox.waiting().facts == 0


def test_a_server_that_is_killed_keeps_what_it_acknowledged(tmp_path: Path) -> None:
    port = free_port()
    with own_process(tmp_path / "server", "--plain", port=port) as server:
        folder = tmp_path / "one"
        with linked_to(folder, server.address, server.code()) as till:
            for _ in range(5):
                till.sell()
                assert till.exchange().told >= 1
                server.end(signal.SIGKILL)
                till.sell()
                with pytest.raises(Unavailable, match=r"server\.unreachable"):
                    till.exchange()
                server.start()
            till.exchange()
            assert till.outbox.waiting().facts == 0
            count = len(sold(till))
            stream = str(till.outbox.streams()[-1])
            request = till.outbox.next_push(1, 1)
        assert (request.stream_id, request.from_seq) == (stream, count + 1)


def free_port() -> int:
    """A port nobody listens at."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port
