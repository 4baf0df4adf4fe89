"""Facts of light terminals with an independent sum of what they say, ways to bring them to a server."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import text

from pos_app.kernel.ids import MemberId, derived_id
from pos_app.loyalty.accounts import POINTS, account_id
from pos_app.server.database import ServerDatabase
from pos_app.server.node import ServerNode
from pos_app.wire.push import PushAnswer, PushGap, PushReply
from tests.support.bare_tills import AT_MS, ROOT, BareTill

PAGE = 200
_BALANCES = text("SELECT account_id, balance FROM account WHERE account_key = 'points' AND balance <> 0")
_FACTS = text("SELECT count(*) AS facts, count(DISTINCT event_id) AS events FROM fact")


def member(number: int) -> MemberId:
    """The id of a member."""
    return MemberId(derived_id(ROOT, f"member {number}"))


def write(till: BareTill, whose: MemberId, kind: str, points: int, lot: UUID) -> None:
    """Append a fact with one entry on one lot of a member."""
    entry = {
        "acct": str(account_id(whose, POINTS)),
        "leg": kind.lower(),
        "kind": kind,
        "amount": points,
        "rule": "rule",
        "why": ["why.sum", {"amount": points}],
        "line": 0,
        "lots": [{"lot": str(lot), "points": points, "earned": AT_MS, "expires": None}],
        "own": str(whose),
    }
    till.write("member.activity", op="", member=str(whose), entries=[entry])


class Trade:
    """What a terminal writes by chance: points earned, spent, expired, each out of a lot of its own."""

    def __init__(self, till: BareTill, members: Sequence[MemberId], chance: random.Random) -> None:
        self.till = till
        self._members = members
        self._chance = chance
        self._lots: list[tuple[MemberId, UUID, int]] = []

    def go_on(self, facts: int) -> None:
        """Write so many facts more."""
        for _ in range(facts):
            self._one()

    def _one(self) -> None:
        chance = self._chance
        if self._lots and chance.random() < 0.4:
            whose, lot, left = self._lots.pop(chance.randrange(len(self._lots)))
            points = chance.randint(1, left)
            write(self.till, whose, chance.choice(("REDEEM", "REDEEM", "EXPIRE")), -points, lot)
            if left > points:
                self._lots.append((whose, lot, left - points))
            return
        whose = chance.choice(self._members)
        lot = derived_id(self.till.stream_id, f"lot {len(self.till.facts) + 1}")
        points = chance.randint(1, 500)
        write(self.till, whose, "EARN", points, lot)
        self._lots.append((whose, lot, points))


def folded(tills: Iterable[BareTill]) -> dict[UUID, int]:
    """What the facts say of every account, each fact once; no rule of the server's is used."""
    found: dict[UUID, int] = {}
    for till in tills:
        for fact in till.facts:
            for entry in json.loads(fact.body).get("entries", ()):
                account = UUID(entry["acct"])
                found[account] = found.get(account, 0) + entry["amount"]
    return {account: points for account, points in found.items() if points}


def balances(database: ServerDatabase) -> dict[UUID, int]:
    """Every balance of points at the server."""
    return {
        UUID(bytes=bytes(row.account_id)): row.balance for row in database.read(lambda tx: tx.rows(_BALANCES))
    }


def kept(database: ServerDatabase) -> tuple[int, int]:
    """How many facts the server keeps, how many different ones."""
    row = database.read(lambda tx: tx.rows(_FACTS))[0]
    return int(row.facts), int(row.events)


def catch_up(till: BareTill, node: ServerNode) -> None:
    """Tell a server everything that it lacks, as the exchange of a till does."""
    while True:
        last = min(len(till.facts), till.acked + PAGE)
        answer: PushAnswer = node.push(till.device_id, till.request(last=last))
        if isinstance(answer, PushGap):
            till.acked = answer.head_seq
            continue
        assert isinstance(answer, PushReply), answer
        till.acked = answer.verified_seq
        if till.acked == len(till.facts):
            return
