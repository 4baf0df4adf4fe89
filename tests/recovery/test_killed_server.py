"""The server dies with kill -9, answers are cut at any byte, every message comes twice: each fact counts once."""

from __future__ import annotations

import random
import signal
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path

import httpx
import msgspec
import pytest

from pos_app.server.database import open_database
from pos_app.server.node import ServerNode
from pos_app.server.opening import DATABASE_FILE, open_made
from pos_app.server.process import node_of
from pos_app.server.verifying import verify
from pos_app.wire.push import PushReply, PushRequest
from tests.recovery.oracle import Trade, balances, catch_up, folded, kept, member
from tests.support.bare_tills import BareTill
from tests.support.fault_proxy import Fault, FaultProxy
from tests.support.ports import free_port
from tests.support.served import HOST, OwnProcess, Served, own_process, served, wait_for

SEED = 4406
BATCH = 40
REPLY_BYTES = 400
"""About as long as an answer to a push is with its head."""


class Line:
    """A terminal's way to the server: what is not answered is said again."""

    def __init__(self, served: Served, cable: FaultProxy, chance: random.Random) -> None:
        self._chance = chance
        self._cable = cable
        self.served = served
        self.cuts = 0

    def tell(self, till: BareTill, trouble: Callable[[], object]) -> None:
        """Push the next facts; `trouble` happens once while they are on their way."""
        request = till.request(last=min(len(till.facts), till.acked + BATCH))
        if self._chance.random() < 0.7:
            fault = self._chance.choice((Fault.CLOSE, Fault.RESET))
            self._cable.cut_reply_after(self._chance.randrange(REPLY_BYTES), fault)
            self.cuts += 1
        with suppress(httpx.HTTPError):
            self._said(till, request)
        trouble()
        for _ in range(2):
            wait_for(lambda: self._said(till, request))

    def _said(self, till: BareTill, request: PushRequest) -> bool:
        try:
            answer = self.served.send(till, request)
        except httpx.HTTPError:
            return False
        assert answer.status_code == 200, answer.text
        reply = msgspec.json.decode(answer.content, type=PushReply)
        till.acked = max(till.acked, reply.verified_seq)
        return True


@pytest.mark.faults
@pytest.mark.timeout(600)
def test_a_server_that_is_killed_again_and_again(tmp_path: Path, rounds: Callable[[int, int], int]) -> None:
    chance = random.Random(SEED)
    folder, port = tmp_path / "server", free_port()
    kills = rounds(3, 60)
    members = [member(number) for number in range(8)]
    trades = [Trade(BareTill(number), members, chance) for number in (1, 2, 3)]
    with own_process(folder, "--plain", port=port) as server, FaultProxy(port) as cable:
        with server.asked() as asked:
            enrol(folder, asked, server, trades)
        line = Line(Served(f"http://{HOST}:{cable.port}", asked.first), cable, chance)
        with line.served.http:
            for number in range(kills * 4):
                trade = chance.choice(trades)
                trade.go_on(BATCH)
                line.tell(trade.till, partial(kill, server) if number % 4 == 2 else partial(bool))
        assert line.cuts > 0
        server.end()
    check(folder, [trade.till for trade in trades])


def enrol(folder: Path, asked: Served, server: OwnProcess, trades: list[Trade]) -> None:
    """Let the tills join."""
    database = open_database(folder / DATABASE_FILE)
    node = node_of(open_made(database))
    for trade in trades:
        number = trade.till.number
        code = server.code() if number == 1 else node.make_code("0001", f"{number:02d}")
        assert asked.enrol(trade.till, code).status_code == 200
    database.close()


def is_even(node: ServerNode) -> bool:
    """Say whether everything that was accepted is applied."""
    return not node.behind()


def kill(server: OwnProcess) -> None:
    """Facts are accepted, perhaps not applied: the program is gone, another one begins."""
    server.end(signal.SIGKILL)
    server.start()


def check(folder: Path, tills: list[BareTill]) -> None:
    """Nothing is lost, nothing counts twice."""
    database = open_database(folder / DATABASE_FILE)
    facts = sum(len(till.facts) for till in tills)
    assert kept(database) == (facts, facts)
    assert balances(database) == folded(tills), f"seed {SEED}"
    assert verify(database).wrong == ()
    database.close()


def test_what_was_accepted_is_applied_by_the_next_program(tmp_path: Path) -> None:
    """Nobody lived to apply it: the sweep of the next start finds it, and a second one does nothing again."""
    chance = random.Random(SEED)
    trade = Trade(BareTill(), [member(1)], chance)
    with served(tmp_path) as server:
        assert server.enrol(trade.till, server.first.code).status_code == 200
    database = open_database(tmp_path / DATABASE_FILE)
    trade.go_on(100)
    catch_up(trade.till, node_of(open_made(database)))
    assert balances(database) == {}
    database.close()
    for _ in range(2):
        with served(tmp_path) as server:
            node = server.node
            assert node is not None
            wait_for(partial(is_even, node))
            assert balances(node.database) == folded([trade.till])
