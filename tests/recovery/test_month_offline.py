"""A till that was cut off for thirty days tells everything over a slow line that drops now and then."""

from __future__ import annotations

import random
import threading
import time
import tracemalloc
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import text

from pos_app.kernel.errors import Unavailable
from pos_app.kernel.exchange_limits import PUSH_FACTS_MAX
from pos_app.kernel.ids import EventId
from pos_app.loyalty.accounts import points_account
from pos_app.server.verifying import verify
from tests.recovery.oracle import balances
from tests.support.fault_proxy import Fault, FaultProxy
from tests.support.served import served, wait_for
from tests.sync.shop import LinkedTill, facts_of, linked

SEED = 4404
CARD = "M00000001"
DAY_MS = 86_400_000
LINE_BYTES_S = 125_000
"""1 Mbit/s."""
MEMORY_BYTES_MAX = 48 * 1024 * 1024
LOSS_S = 0.7
_OWN = "SELECT body FROM journal WHERE body IS NOT NULL ORDER BY entry_no"
_TWICE = text("SELECT event_id FROM fact GROUP BY event_id HAVING count(*) > 1")


def live(till: LinkedTill, facts: int) -> int:
    """Thirty days of sales, of the drawer that opens; return the member's points."""
    storage, clock = till.counter.storage, till.counter.clock
    till.session.enrol("030 901820", "Ayşe Yılmaz", True, CARD)
    member = till.session.sale.member_id
    assert member is not None
    each_ms = 30 * DAY_MS // facts
    for number in range(facts):
        clock.at_ms += each_ms
        if number % 50 == 0:
            till.sell(CARD)
        else:
            storage.books.note(EventId(till.counter.ids()), "drawer.nosale", clock.at_ms, {"number": number})
    return till.points(member)


def lose(cable: FaultProxy, stop: threading.Event, chance: random.Random) -> None:
    """Cut an answer or a question somewhere, again and again."""
    while not stop.wait(LOSS_S):
        cut = chance.choice((cable.cut_reply_after, cable.cut_request_after))
        cut(chance.randrange(20_000), chance.choice((Fault.CLOSE, Fault.RESET)))


@pytest.mark.faults
@pytest.mark.timeout(3600)
def test_a_month_is_told_in_parts(
    tmp_path: Path, rounds: Callable[[int, int], int], record_property: Callable[[str, object], None]
) -> None:
    facts, chance = rounds(5_000, 100_000), random.Random(SEED)
    with (
        served(tmp_path / "server") as server,
        FaultProxy(int(server.address.rpartition(":")[2])) as cable,
        linked(tmp_path / "till", server, "01", port=cable.port) as till,
    ):
        till.exchange()
        cable.refuse()
        points = live(till, facts)
        waiting = till.outbox.waiting().facts
        assert waiting >= facts
        cable.plug_in()
        cable.bytes_per_s = LINE_BYTES_S
        stop = threading.Event()
        losses = threading.Thread(target=lose, args=(cable, stop, chance))
        tracemalloc.start()
        began, before = time.monotonic(), tracemalloc.get_traced_memory()[0]
        losses.start()
        try:
            attempts = told_at_last(till)
        finally:
            stop.set()
            losses.join()
        seconds, most = time.monotonic() - began, tracemalloc.get_traced_memory()[1] - before
        tracemalloc.stop()
        node = server.node
        assert node is not None
        wait_for(lambda: not node.behind())
        record_property("facts, seconds, attempts", (waiting, round(seconds, 1), attempts))
        record_property("connections, bytes told, bytes of memory", (cable.connections, sent(cable), most))
        own = [bytes(row[0]) for row in till.counter.storage.database.rows(_OWN)]
        assert sorted(facts_of(server)) == sorted(own)
        assert node.database.read(lambda tx: tx.rows(_TWICE)) == []
        found = till.counter.storage.members.by_card(CARD)
        assert found is not None
        assert balances(node.database)[points_account(found.member_id)] == points > 0
        assert verify(node.database).wrong == ()
        assert cable.connections >= waiting // PUSH_FACTS_MAX // 100
        assert most < MEMORY_BYTES_MAX, "parts, not everything at once"


def sent(cable: FaultProxy) -> int:
    """How many bytes went to the server."""
    return cable.requests.passed_bytes


def told_at_last(till: LinkedTill) -> int:
    """Exchange as often as it takes; return how often that was."""
    attempts = 0
    while till.outbox.waiting().facts:
        attempts += 1
        with suppress(Unavailable):
            till.exchange()
    return attempts
