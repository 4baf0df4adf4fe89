"""What must be true of a healed world, found without the code that made it so."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import text

from pos_app.storage.verify import verify
from tests.simulation.world import World

_FACTS = text(
    "SELECT device_id, event_id, content_hash, state, reason, body FROM fact ORDER BY stream_id, seq"
)
_ACCOUNTS = text("SELECT account_id, account_key, balance, debt, held, granted, owner FROM account")
_LEDGER = text("SELECT account_id, sum(points) AS points FROM ledger GROUP BY account_id")
_LOTS = text("SELECT account_id, sum(open) AS open FROM lot GROUP BY account_id")
_ACTIVE = text("SELECT res_id FROM reservation WHERE state = 'active'")
_LATE = text("SELECT account_id FROM ledger WHERE flag LIKE '%late_capture%'")
_UNDONE = text("SELECT account_id, event_id, points FROM ledger WHERE leg LIKE 'undo:%'")
_LANES = text(
    """SELECT l.bucket FROM lane l WHERE l.head < (SELECT coalesce(max(a.feed_pos), 0) FROM account a
    WHERE a.bucket = l.bucket)"""
)
_MINE = "SELECT event_id FROM journal"
_HERE = "SELECT account_id, balance_points FROM account"
_TIMED = frozenset({"EXPIRE", "MATURE"})


def wrong(world: World) -> list[str]:
    """Return everything that is not as it must be, in words."""
    facts = world.site.database.read(lambda tx: tx.rows(_FACTS))
    return [
        *_lost_or_twice(world, facts),
        *_books(world),
        *_oracle(world, facts),
        *_tills_agree(world),
        *_captured_in_time(world),
        *_verified(world),
    ]


def _lost_or_twice(world: World, facts: Any) -> list[str]:
    """I1: what a till has is at the server; posted once, whatever stream it came in."""
    known = {bytes(fact.event_id) for fact in facts}
    bad = [
        f"till {till.number}: fact {row[0].hex()} never arrived"
        for till in world.tills
        for row in till.storage.database.rows(_MINE)
        if row[0] not in known
    ]
    bad += [f"fact {fact.event_id.hex()} was not posted: {fact.reason}" for fact in facts if fact.state == 0]
    return bad


def _books(world: World) -> list[str]:
    """I3, I4, I9: a balance is its ledger, its lots less its debt; nothing stays reserved; lanes lead."""
    database = world.site.database
    accounts, ledger, lots, active, lanes = database.read(
        lambda tx: (
            tx.rows(_ACCOUNTS), tx.rows(_LEDGER), tx.rows(_LOTS), tx.rows(_ACTIVE), tx.rows(_LANES),
        )
    )  # fmt: skip
    booked = {bytes(row.account_id): row.points for row in ledger}
    open_points = {bytes(row.account_id): row.open for row in lots}
    bad = []
    for row in accounts:
        name = f"{row.account_key} {bytes(row.account_id).hex()}"
        if row.balance != booked.get(bytes(row.account_id), 0):
            bad.append(f"{name}: balance {row.balance}, ledger {booked.get(bytes(row.account_id), 0)}")
        if (
            row.account_key != "visits"
            and row.balance != open_points.get(bytes(row.account_id), 0) - row.debt
        ):
            bad.append(f"{name}: balance {row.balance} is not its lots less {row.debt}")
        if row.held or row.granted:
            bad.append(f"{name}: {row.held} stay held")
    bad += [f"reservation {row.res_id.hex()} stays active" for row in active]
    return bad + [f"lane {row.bucket} is behind its accounts" for row in lanes]


def _oracle(world: World, facts: Any) -> list[str]:
    """I12: what a member has, with what was written off of it, is the sum of the unique facts, whoever came first. What
    time does by itself (points mature, points end) moves nothing between the two.
    """
    unique: dict[tuple[bytes, bytes, bytes], Any] = {}
    for fact in facts:
        unique[bytes(fact.device_id), bytes(fact.event_id), bytes(fact.content_hash)] = json.loads(
            bytes(fact.body)
        )
    expected: dict[tuple[str, str], int] = defaultdict(int)
    for body in unique.values():
        for entry in body.get("entries", ()):
            if entry["kind"] in _TIMED:
                continue
            key = "points" if entry["key"] == "pending" else entry["key"]
            owner = entry["own"] or entry["acct"]
            expected[owner, key] += entry["amount"]
    ended: dict[tuple[str, str], int] = defaultdict(int)
    found: dict[tuple[str, str], int] = defaultdict(int)
    rows, expired, undone = world.site.database.read(
        lambda tx: (tx.rows(_ACCOUNTS), tx.rows(_EXPIRED), tx.rows(_UNDONE))
    )
    owners = {bytes(row.account_id): _owner(row) for row in rows}
    for row in rows:
        if row.account_key != "visits":
            found[owners[bytes(row.account_id)]] += row.balance
    for row in undone:
        expected[owners[bytes(row.account_id)]] += row.points
    for row in expired:
        ended[owners[bytes(row.account_id)]] += row.points
    twice = _taken_back_twice(unique.values())
    bad = [
        f"{row.event_id.hex()} was undone, yet took back nothing twice"
        for row in undone
        if UUID(bytes=bytes(row.event_id)) not in twice
    ]
    return bad + [
        f"{name}: {found[name]} at the server, {expected[name]} by the facts, {ended[name]} ended"
        for name in sorted({*expected, *found})
        if found[name] + ended[name] != expected[name]
    ]


def _captured_in_time(world: World) -> list[str]:
    """I6: where nobody lost anything, a hold is there when the sale that uses it arrives."""
    if world.faults.restores or world.faults.rollbacks:
        return []
    late = world.site.database.read(lambda tx: tx.rows(_LATE))
    return [f"a hold on {row.account_id.hex()} was gone before its sale arrived" for row in late]


def _taken_back_twice(bodies: Iterable[Any]) -> set[UUID]:
    """Return the facts that took back goods of which more came back in all than was ever sold."""
    sold: dict[tuple[str, int], int] = {}
    back: dict[tuple[str, int], int] = defaultdict(int)
    by_line: dict[tuple[str, int], set[UUID]] = defaultdict(set)
    for body in bodies:
        for line in body.get("lines", ()) if "receipt" in body else ():
            sold[body["sale"], line["no"]] = line["qty"]
        for each in body.get("ret", ()):
            for line in each["lines"]:
                place = (each["sale"], line["of"])
                back[place] += line["qty"]
                by_line[place].add(UUID(body["id"]))
    return {
        event for place, events in by_line.items() if back[place] > sold.get(place, 0) for event in events
    }


_EXPIRED = text("SELECT account_id, sum(expired) AS points FROM lot GROUP BY account_id")


def _owner(row: Any) -> tuple[str, str]:
    key = "points" if row.account_key == "pending" else row.account_key
    name = bytes(row.owner) if row.owner else bytes(row.account_id)
    return str(UUID(bytes=name)), key


def _tills_agree(world: World) -> list[str]:
    """I9: every till shows what the server has."""
    rows = world.site.database.read(lambda tx: tx.rows(_ACCOUNTS))
    truth = {bytes(row.account_id): row for row in rows}
    bad = []
    for till in world.tills:
        for account, balance in till.storage.database.rows(_HERE):
            at_server = truth.get(account)
            if at_server is None:
                if balance:
                    bad.append(f"till {till.number}: account {account.hex()} is unknown at the server")
            elif at_server.balance != balance:
                bad.append(
                    f"till {till.number}: {at_server.account_key} {account.hex()} shows {balance},"
                    f" the server has {at_server.balance}"
                )
    return bad


def _verified(world: World) -> list[str]:
    """Every till's own books are whole: chain, rows, sums."""
    bad = []
    for till in world.tills:
        till.close()
        report = verify(till.folder, use_keyring=False)
        if not report.is_whole:
            bad.append(f"till {till.number}: {report}")
        till.open()
    return bad
