"""An independent fold over the facts gives the same balances, in whatever order, however often they arrive."""

from __future__ import annotations

import json
import random
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import text

from pos_app.loyalty.accounts import account_id
from pos_app.server import findings
from pos_app.server.node import ServerNode
from pos_app.server.verifying import verify
from tests.support.told_facts import bodies, everything, rows, server_accounts
from tests.support.twin_tills import CARDS, Till, TwinTills


def folded(tills: list[Till]) -> dict[str, int]:
    """What all facts together say of every account, each fact once: no rule of the server's is used."""
    found: dict[str, int] = {}
    seen: set[str] = set()
    for till in tills:
        for body in bodies(till.counter.storage):
            fact = json.loads(body)
            if fact["id"] in seen:
                continue
            seen.add(fact["id"])
            for entry in fact.get("entries", ()):
                found[entry["acct"]] = found.get(entry["acct"], 0) + entry["amount"]
    return {account: balance for account, balance in found.items() if balance}


@pytest.mark.parametrize("seed", range(4))
def test_balances_are_the_sum_of_the_facts(node: ServerNode, tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    with TwinTills(tmp_path, node, count=3) as twins:
        sold: list[list[str]] = [[], [], []]
        for _ in range(30):
            number = chance.randrange(3)
            till = twins.tills[number]
            match chance.randrange(6):
                case 0 | 1:
                    till.counter.clock.at_ms += chance.randrange(60_000)
                    sold[number].append(till.sell(chance.choice(CARDS), chance.randrange(1, 6)))
                case 2 if till.balance() >= 50:
                    sold[number].append(till.sell(reward="five"))
                case 3 if sold[number]:
                    till.take_back(sold[number].pop(), 1)
                case 4:
                    till.tell(node, applied=chance.random() < 0.5)
                case _:
                    node.apply_stream(chance.choice(twins.tills).wire.stream_id)
        for till in chance.sample(twins.tills, 3):
            till.tell(node, applied=False)
        node.apply_some()
        balances = {str(account): row[1] for account, row in server_accounts(node.database).items() if row[1]}
        assert balances == folded(twins.tills)
        before = everything(node.database)
        for till in twins.tills:
            node.push(till.wire.device_id, till.wire.request(first=1))
        assert node.apply_some() == 0
        assert everything(node.database) == before
    assert verify(node.database).wrong == ()


def test_streams_of_several_tills_are_applied_at_once(node: ServerNode, tmp_path: Path) -> None:
    """Each till's facts in a thread of its own, all on the same two members."""
    with TwinTills(tmp_path, node, count=3) as twins:
        for till in twins.tills:
            for number in range(8):
                till.sell(CARDS[number % 2], reward="five" if number == 6 else "")
            till.tell(node, applied=False)
        with ThreadPoolExecutor(3) as pool:
            for each in [pool.submit(node.apply_stream, till.wire.stream_id) for till in twins.tills]:
                each.result()
        balances = {str(account): row[1] for account, row in server_accounts(node.database).items() if row[1]}
        assert balances == folded(twins.tills)
    assert verify(node.database).wrong == ()


def test_a_coupon_used_at_two_tills_is_told(node: ServerNode, tmp_path: Path) -> None:
    """Given out by till 1, used by tills 2 and 3, which are heard first."""
    with TwinTills(tmp_path, node, count=3) as twins:
        first, *others = twins.tills
        key = "coupon:0192f0c0-0000-7000-8000-00000000c0c0"
        account = str(account_id(None, key))
        lot = {"lot": "0192f0c0-0000-7000-8000-00000000c0c1", "points": 1, "earned": 1, "expires": None}
        paper = {"acct": account, "rule": "next", "why": ["coupon", {}], "line": 0, "key": key}
        uses = [
            {**paper, "leg": "use", "kind": "USE", "amount": -1, "lots": [], "debt": 1},
            {**paper, "leg": "use", "kind": "USE", "amount": -1, "lots": [], "debt": 1},
        ]
        for till, use in zip(others, uses, strict=True):
            till.wire.write("points.adjust", op="x", member=None, entries=[use])
            till.tell(node)
        unissued = findings.report(node.database).papers
        assert [(one.key, one.times, one.is_issued) for one in unissued] == [(key, 2, False)]
        given = {**paper, "leg": "issue", "kind": "ISSUE", "amount": 1, "lots": [lot]}
        first.wire.write("points.adjust", op="x", member=None, entries=[given])
        first.tell(node)
        (found,) = findings.report(node.database).papers
        assert (found.key, found.times, found.is_issued) == (key, 1, True)
        devices = {till.wire.device_id for till in others}
        assert {use[0] for use in found.uses} == devices
        assert rows(node.database, text("SELECT count(*) FROM ledger WHERE kind = 'USE'")) == [(2,)]
    assert verify(node.database).wrong == ()
