"""Holds and allowances: nobody spends what another till was promised, nothing stays held for ever."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import text

from pos_app.kernel.errors import Refused
from pos_app.kernel.exchange_limits import HOLD_ABANDONED_MS
from pos_app.kernel.ids import derived_id
from pos_app.loyalty.accounts import account_id
from pos_app.server import findings
from pos_app.server.database import Tx
from pos_app.server.identity import read_identity
from pos_app.server.node import ServerNode
from pos_app.server.reservations import give_up_silent
from pos_app.server.verifying import verify
from pos_app.wire.push import OpenReservation, PushReply
from pos_app.wire.reserve import ReserveReply, ReserveRequest
from pos_app.wire.signed import promise_text
from tests.support.bare_tills import BareTill
from tests.support.tills import SetClock
from tests.support.told_facts import LEDGER, bodies, rows, tell
from tests.support.twin_tills import CARDS, Till, TwinTills

STATES = text("SELECT res_id, state, used FROM reservation ORDER BY res_id")
BALANCE = text("SELECT balance FROM account WHERE account_key = 'points' AND balance < 0")
HELD = text("SELECT account_id, held, granted FROM account WHERE held <> 0 OR granted <> 0")
FORGET = (text("DELETE FROM reservation"), text("UPDATE account SET held = 0, granted = 0"))


def ask(
    twins: TwinTills,
    till: Till,
    name: str,
    amount: int,
    kind: str = "hold",
    ctl: int | None = None,
    account: UUID | None = None,
) -> ReserveReply:
    """Ask for points of the first member, or for what is on another account."""
    if ctl is None:
        till.wire.ctl += 1
        ctl = till.wire.ctl
    request = ReserveRequest(
        stream_id=str(till.wire.stream_id),
        ctl=ctl,
        res_id=str(res(name)),
        kind=kind,
        account_id=str(account or twins.account()),
        amount=amount,
        lease_ms=3_600_000 if kind == "grant" else 0,
    )
    return twins.node.reserve(till.wire.device_id, request)


def res(name: str) -> UUID:
    return derived_id(UUID(int=7), name)


def listed(
    twins: TwinTills, name: str, amount: int, ctl: int, kind: str = "hold", account: UUID | None = None
) -> OpenReservation:
    return OpenReservation(str(res(name)), kind, str(account or twins.account()), amount, True, ctl)


def told(till: Till, name: str, mode: str = "hold") -> list[str]:
    """What is new at a till, its last sale by right of a reservation."""
    new = bodies(till.counter.storage, till.told)
    till.told += len(new)
    body = json.loads(new[-1])
    body["auth"] = {"mode": mode, "res": str(res(name)), "tried": []}
    return [*new[:-1], json.dumps(body)]


def states(node: ServerNode) -> dict[UUID, tuple[str, int]]:
    assert verify(node.database).wrong == ()
    return {UUID(bytes=row[0]): (row[1], row[2]) for row in rows(node.database, STATES)}


@pytest.fixture
def twins(node: ServerNode, tmp_path: Path) -> Iterator[TwinTills]:
    """Two tills, one member with 59 points that the server knows of."""
    with TwinTills(tmp_path, node) as made:
        for till in made.tills:
            till.tell(node)
        yield made


def test_what_is_held_nobody_else_gets(node: ServerNode, twins: TwinTills) -> None:
    first, second = twins.tills
    one = ask(twins, first, "a", 50)
    assert (one.granted, one.amount, one.available) == (True, 50, 59)
    again = ask(twins, first, "a", 50, ctl=first.wire.ctl)
    assert (again.granted, again.amount, again.sig) == (True, 50, one.sig)
    key = Ed25519PublicKey.from_public_bytes(read_identity(node.database).public_key())
    key.verify(base64.b64decode(one.sig), promise_text(str(res("a")), str(twins.account()), 50, 0))
    other = ask(twins, second, "b", 10)
    assert (other.granted, other.available) == (False, 9)
    assert ask(twins, second, "c", 9).granted
    assert rows(node.database, HELD) == [(twins.account().bytes, 59, 0)]
    for amount, kind in ((0, "hold"), (-5, "hold"), (1, "gift"), (1 << 60, "hold")):
        with pytest.raises(Refused):
            ask(twins, second, "d", amount, kind)
    assert states(node) == {res("a"): ("active", 0), res("c"): ("active", 0)}


def test_a_late_question_gets_nothing(node: ServerNode, twins: TwinTills) -> None:
    first, _ = twins.tills
    first.wire.ctl += 1
    late = first.wire.ctl
    first.tell(node)
    assert not ask(twins, first, "a", 10, ctl=late).granted
    assert states(node) == {}


def test_a_sale_uses_its_hold_and_frees_the_rest(node: ServerNode, twins: TwinTills) -> None:
    first, _ = twins.tills
    assert ask(twins, first, "a", 55).granted
    held = listed(twins, "a", 55, first.wire.ctl)
    first.sell(reward="five")
    tell(node, first.wire, told(first, "a"), (held,))
    assert rows(node.database, HELD) == [(twins.account().bytes, 55, 0)]
    node.apply_some()
    assert states(node) == {res("a"): ("captured", 50)}
    assert rows(node.database, HELD) == []
    assert {row[6] for row in rows(node.database, LEDGER)} == {""}


def test_what_is_no_longer_listed_is_released_after_the_facts(node: ServerNode, twins: TwinTills) -> None:
    first, second = twins.tills
    assert ask(twins, first, "a", 20).granted
    first.tell(node, listed(twins, "a", 20, first.wire.ctl))
    assert states(node) == {res("a"): ("active", 0)}
    second.tell(node)
    assert states(node) == {res("a"): ("active", 0)}
    first.tell(node)
    assert states(node) == {res("a"): ("released", 0)}
    assert rows(node.database, HELD) == []


def test_a_hold_that_is_used_after_its_release_is_told(node: ServerNode, twins: TwinTills) -> None:
    first, second = twins.tills
    assert ask(twins, first, "a", 50).granted
    first.tell(node)
    second.sell(reward="five")
    second.tell(node)
    first.sell(reward="five", count=1)
    tell(node, first.wire, told(first, "a"))
    node.apply_some()
    flags = {row[6] for row in rows(node.database, LEDGER)} - {""}
    assert flags in ({"late_capture"}, {"overdrawn:late_capture"})
    assert states(node) == {res("a"): ("released", 0)}


def test_a_restored_server_hears_what_it_promised(node: ServerNode, twins: TwinTills) -> None:
    """The list of one push names what the server forgot: it is back before the facts of that push."""
    first, second = twins.tills
    assert ask(twins, first, "a", 50).granted
    held = listed(twins, "a", 50, first.wire.ctl)
    for statement in FORGET:
        node.database.write(partial(Tx.run, statement=statement))
    unknown = OpenReservation(str(res("z")), "hold", str(derived_id(UUID(int=3), "nobody")), 5, True, 1)
    odd = OpenReservation("x", "hold", "y", -5, True, 1)
    tell(node, first.wire, (), (held, unknown, odd))
    node.apply_some()
    assert rows(node.database, HELD) != []
    assert not ask(twins, second, "b", 10).granted
    first.sell(reward="five")
    tell(node, first.wire, told(first, "a"), (held,))
    node.apply_some()
    assert states(node) == {res("a"): ("captured", 50), res("z"): ("released", 0)}
    assert rows(node.database, HELD) == []


def test_an_allowance_is_spent_bit_by_bit(node: ServerNode, twins: TwinTills) -> None:
    first, _ = twins.tills
    reply = ask(twins, first, "a", 59, "grant")
    assert reply.granted
    assert reply.lease_until_ms > 0
    held = listed(twins, "a", 59, first.wire.ctl, "grant")
    first.sell(reward="five")
    tell(node, first.wire, told(first, "a", "grant"), (held,))
    node.apply_some()
    assert states(node) == {res("a"): ("active", 50)}
    assert rows(node.database, HELD) == [(twins.account().bytes, 0, 9)]
    first.tell(node)
    assert states(node) == {res("a"): ("released", 50)}
    assert rows(node.database, HELD) == []


def test_what_a_silent_till_holds_is_given_up(
    node: ServerNode, twins: TwinTills, server_clock: SetClock
) -> None:
    first, second = twins.tills
    assert ask(twins, first, "a", 50).granted
    server_clock.at_ms += HOLD_ABANDONED_MS
    assert give_up_silent(node.database, server_clock) == 0
    server_clock.at_ms += 1
    assert give_up_silent(node.database, server_clock) == 1
    assert states(node) == {res("a"): ("abandoned", 0)}
    assert ask(twins, second, "b", 50).granted
    first.tell(node, listed(twins, "a", 50, 1))
    assert states(node)[res("a")] == ("abandoned", 0)


def test_a_hold_of_a_merged_member_is_of_who_that_is(node: ServerNode, twins: TwinTills) -> None:
    first, second = twins.tills
    first.merge("M00000001", "M00000002")
    first.tell(node)
    reply = ask(twins, second, "a", 50)
    assert (reply.granted, reply.available) == (True, 59)
    held = listed(twins, "a", 50, second.wire.ctl)
    second.sell(reward="five")
    tell(node, second.wire, told(second, "a"), (held,))
    node.apply_some()
    assert states(node) == {res("a"): ("captured", 50)}


PAPER = "coupon:0192f0c0-0000-7000-8000-00000000c0c0"


def give_paper(node: ServerNode, till: Till) -> UUID:
    """Give a coupon out; returns its account."""
    account = account_id(None, PAPER)
    lot = {"lot": str(res("lot")), "points": 1, "earned": 1, "expires": None}
    given = {"acct": str(account), "leg": "issue", "kind": "ISSUE", "amount": 1, "rule": "next"}
    given |= {"why": ["coupon", {}], "line": 0, "key": PAPER, "lots": [lot]}
    till.wire.write("points.adjust", op="x", member=None, entries=[given])
    till.tell(node)
    return account


def use_both(till: Till, holds: list[tuple[str, UUID, int]]) -> list[str]:
    """What is new at a till, its last sale with a coupon besides its points, by right of several holds."""
    new = bodies(till.counter.storage, till.told)
    till.told += len(new)
    body = json.loads(new[-1])
    use = {"acct": str(account_id(None, PAPER)), "leg": "use", "kind": "USE", "amount": -1, "rule": "next"}
    use |= {"why": ["coupon", {}], "line": 0, "key": PAPER}
    use |= {"lots": [{"lot": str(res("lot")), "points": -1, "earned": 1, "expires": None}]}
    body["entries"].append(use)
    named = [[str(res(name)), str(account), amount] for name, account, amount in holds]
    body["auth"] = {"mode": "hold", "res": named[0][0], "tried": [], "holds": named}
    return [*new[:-1], json.dumps(body)]


@pytest.mark.parametrize("is_late", [False, True])
def test_a_sale_uses_every_hold_it_names(node: ServerNode, twins: TwinTills, is_late: bool) -> None:
    """Points with a coupon, both held: both are used, none is left; a late one is told where it was late."""
    first, second = twins.tills
    paper = give_paper(node, second)
    points = ask(twins, first, "a", 55)
    coupon = ask(twins, first, "b", 1, account=paper)
    assert points.granted
    assert coupon.granted
    if is_late:
        first.tell(node, listed(twins, "a", 55, first.wire.ctl))
        assert states(node)[res("b")] == ("released", 0)
    first.sell(reward="five")
    told_both = use_both(first, [("a", twins.account(), 55), ("b", paper, 1)])
    held = (listed(twins, "a", 55, first.wire.ctl), listed(twins, "b", 1, first.wire.ctl, account=paper))
    tell(node, first.wire, told_both, held[:1] if is_late else held)
    node.apply_some()
    used = ("released", 0) if is_late else ("captured", 1)
    assert states(node) == {res("a"): ("captured", 50), res("b"): used}
    assert rows(node.database, HELD) == []
    odd = {(row[0], row[6]) for row in rows(node.database, LEDGER) if row[6]}
    assert odd == ({(paper.bytes, "late_capture")} if is_late else set())
    first.tell(node)
    assert states(node) == {res("a"): ("captured", 50), res("b"): used}


def test_what_is_held_goes_along_when_two_become_one(node: ServerNode, twins: TwinTills) -> None:
    """A hold on the member who goes is a hold on the one who stays: the sale that uses it captures it there."""
    first, second = twins.tills
    assert ask(twins, first, "a", 55).granted
    held = listed(twins, "a", 55, first.wire.ctl)
    first.sell(reward="five")
    by_right = told(first, "a")
    second.merge(CARDS[0], CARDS[1])
    second.tell(node)
    assert rows(node.database, HELD) == [(twins.account(1).bytes, 55, 0)]
    assert states(node)[res("a")] in (("active", 0), ("moved", 0))
    tell(node, first.wire, by_right, (held,))
    node.apply_some()
    assert rows(node.database, HELD) == []
    assert {row[6] for row in rows(node.database, LEDGER)} == {""}
    assert verify(node.database).wrong == ()


def test_a_promise_that_a_restored_server_cannot_keep_is_told(node: ServerNode, twins: TwinTills) -> None:
    """R10: it comes back whatever is left, and the overdraft that follows has its cause."""
    first, second = twins.tills
    assert ask(twins, first, "a", 55).granted
    held = listed(twins, "a", 55, first.wire.ctl)
    for statement in FORGET:
        node.database.write(partial(Tx.run, statement=statement))
    assert ask(twins, second, "b", 50).granted
    second.sell(reward="five", count=1)
    first.sell(reward="five", count=1)
    first_told, second_told = told(first, "a"), told(second, "b")
    first.tell(node, held)
    assert findings.report(node.database).over_committed == 1
    tell(node, second.wire, second_told)
    tell(node, first.wire, first_told, (held,))
    node.apply_some()
    found = findings.report(node.database)
    assert [(each.cause, each.members) for each in found.overdrawn] == [("restored_server", 1)]
    assert found.overdrawn[0].points >= -rows(node.database, BALANCE)[0][0] > 0, "it is earning since"
    assert rows(node.database, HELD) == []


@pytest.mark.parametrize("cause", ["rollback", "id_conflict"])
def test_an_overdraft_has_its_cause(
    node: ServerNode, twins: TwinTills, server_clock: SetClock, cause: str
) -> None:
    """What a copied disk gave once more; a second fact with the number of another one."""
    first, second = twins.tills
    second.sell(reward="five", count=1)
    second.tell(node)
    first.sell(reward="five", count=1)
    server_clock.at_ms = first.counter.clock.at_ms
    (new,) = bodies(first.counter.storage, first.told)
    body = json.loads(new)
    if cause == "rollback":
        wire = BareTill(first.wire.number, stream=2)
    else:
        wire = first.wire
        body["id"] = json.loads(wire.facts[-1].body)["id"]
    wire.write_body(json.dumps({**body, "auth": {"mode": "risk", "res": None, "tried": []}}))
    while wire.acked < len(wire.facts):
        reply = wire.push(node)
        assert isinstance(reply, PushReply)
        wire.acked = reply.verified_seq
    node.apply_some()
    assert [each.cause for each in findings.report(node.database).overdrawn] == [cause]
