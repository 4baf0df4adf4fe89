"""What must hold when a world has come to rest, worked out from the facts alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tests.model.balance import SIGNS
from tests.model.facts import (
    EARN,
    EXPIRE,
    MERGE,
    REDEEM,
    REFUND,
    Entry,
    Fact,
    is_pending,
    matured_lot,
    opened_lot,
)
from tests.model.faults import machines
from tests.model.profiles import Mode
from tests.model.reservations import ACTIVE
from tests.model.violation import Violation
from tests.model.watching import check_account

if TYPE_CHECKING:
    from tests.model.world import World

Event = tuple[int, Fact]


def check_rest(world: World) -> None:
    """Check every invariant that holds at rest. Raises Violation."""
    server = world.server
    _check_streams(world)
    events = _unique_facts(world)
    for account in server.accounts.values():
        check_account(account, are_single=False)
        if not account.delivered:
            raise Violation("a merge is not finished", account.number, "")
        if any(each.state == ACTIVE for each in account.reservations.values()):
            raise Violation("I5 something is promised to nobody", account.number, "")
        for lot in account.lots.values():
            if (lot.ended or lot.matured) and lot.open:
                raise Violation("what has ended or matured is still open", account.number, f"{lot.open}")
    _check_balances(world, events)
    _check_bounds(world)
    _check_caches(world)


def _check_streams(world: World) -> None:
    """I1, I2: what a terminal has on its disk is at the server, in whole chains."""
    streams = world.server.streams.values()
    for stream in streams:
        if not world.server.chain_is_whole(stream):
            raise Violation("I2 a chain is broken", -1, f"stream {stream.number}")
    contents = {fact.content for stream in streams for fact in stream.facts}
    for terminal in machines(world):
        for content, (fact, place) in terminal.journal.history.items():
            if content not in contents:
                raise Violation("I1 a fact is lost", fact.entries[0].account, f"{fact} at {place}")


def _unique_facts(world: World) -> dict[int, Fact]:
    """Return every fact once, under the number that the server posts it by. I1: what happened has one number."""
    found: dict[int, Fact] = {}
    numbers: dict[int, int] = {}
    for stream in world.server.streams.values():
        for fact in stream.facts:
            first = world.server.events.get((fact.device, fact.event))
            event = fact.event if first == fact.content else abs(hash((fact.event, fact.content)))
            found[event] = fact
            if numbers.setdefault(fact.content, event) != event:
                raise Violation("I1 a fact came under two numbers", fact.entries[0].account, f"{fact}")
    return found


def _entries(events: dict[int, Fact]) -> Iterator[tuple[int, Entry]]:
    for event, fact in events.items():
        for entry in fact.entries:
            yield event, entry


def _roots(events: dict[int, Fact]) -> dict[int, int]:
    """Union of what was merged, in any order: the smallest number of each group stands for it."""
    parents: dict[int, int] = {}

    def root(account: int) -> int:
        while parents.get(account, account) != account:
            account = parents[account]
        return account

    for _, entry in _entries(events):
        if entry.kind == MERGE:
            one, other = sorted((root(entry.account), root(entry.lot)))
            parents[other] = one
    return {account: root(account) for account in parents}


def _check_balances(world: World, events: dict[int, Fact]) -> None:
    """I8, I12: a fold over the unique facts gives the same; what ended is between its bounds."""
    roots = _roots(events)
    expected: dict[int, int] = {}
    earned: dict[int, tuple[int, int]] = {}
    asked: dict[int, int] = {}
    ended: set[int] = set()
    for event, entry in _entries(events):
        owner = _owner(entry.account, roots)
        if entry.kind == EARN:
            earned[opened_lot(event, entry.account)] = (owner, entry.amount)
            expected[owner] = expected.get(owner, 0) + entry.amount
        elif entry.kind == REDEEM:
            expected[owner] = expected.get(owner, 0) - entry.amount
        elif entry.kind == REFUND:
            asked[entry.lot] = asked.get(entry.lot, 0) + entry.amount
        elif entry.kind == EXPIRE:
            ended.add(entry.lot)
    gone = _gone(world)
    for lot, (owner, amount) in earned.items():
        taken = gone.get(lot, 0) + (gone.get(matured_lot(lot), 0) if lot & 1 else 0)
        least = min(amount, asked.get(lot, 0))
        most = amount if lot in ended or matured_lot(lot) in ended else least
        if not least <= taken <= most:
            raise Violation("I8 given back", owner, f"lot {lot}: {taken}, not {least}..{most}")
        expected[owner] -= taken
    held: dict[int, int] = {}
    for account in world.server.accounts.values():
        owner = _owner(account.number, roots)
        held[owner] = held.get(owner, 0) + account.posted
        if account.alias < 0 and account.number in roots and roots[account.number] != account.number:
            raise Violation("a merge did not happen", account.number, f"{roots}")
    for owner in expected.keys() | held.keys():
        if expected.get(owner, 0) != held.get(owner, 0):
            raise Violation("I12 balance", owner, f"{held.get(owner, 0)}, not {expected.get(owner, 0)}")


def _owner(account: int, roots: dict[int, int]) -> int:
    """Points, pending points of whoever stands for an account are counted together."""
    points = account - is_pending(account)
    return roots.get(points, points)


def _gone(world: World) -> dict[int, int]:
    """Return what each lot lost without being spent."""
    found: dict[int, int] = {}
    for account in world.server.accounts.values():
        for number, lot in account.lots.items():
            found[number] = found.get(number, 0) + lot.gone
    return found


def _check_bounds(world: World) -> None:
    """I6, I7: no debt where points were set aside, a bounded one where a risk was taken."""
    profile = world.profile
    if profile.refunds or profile.restores or profile.rollbacks or profile.clones or profile.losses:
        return
    bound = 0 if profile.mode is not Mode.RISK else profile.terminals * profile.cap
    for account in world.server.accounts.values():
        if account.lowest < -bound:
            rule = "I7 debt beyond its bound" if bound else "I6 overdraft without a risk"
            raise Violation(rule, account.number, f"{account.lowest} < {-bound}")
        if not bound and account.flags:
            raise Violation("I6 late capture", account.number, f"{account.flags}")


def _check_caches(world: World) -> None:
    """I9: every terminal has what the server has, nothing beside it."""
    for terminal in world.witnesses():
        for fact, place in terminal.journal.history.values():
            for entry in fact.entries:
                standing = terminal.standing(entry.account)
                row = terminal.cache.get(standing)
                if entry.kind in SIGNS and not terminal.is_posted(row, entry.account, place):
                    raise Violation("shown balance: still counted beside", standing, f"{fact} at {place}")
        for number, account in world.server.accounts.items():
            row = terminal.cache.get(number)
            if not account.version:
                continue
            known = (row.posted, row.version, row.epoch) if row else None
            if known != (account.posted, account.version, world.server.epoch):
                raise Violation("I9 not converged", number, f"{known}, not {account.posted}")


def check_replays(world: World) -> None:
    """I11: any old message, once more, changes nothing."""
    before = totals(world)
    known = {fact.content for stream in world.server.streams.values() for fact in stream.facts}
    world.messages = [
        (method, message)
        for method, message in world.messages
        if method != "push" or all(fact.content in known for fact in message.facts)
    ]  # a push that met a gap may bring what a rolled-back disk forgot: that is news, not a repetition
    for _ in range(min(20, len(world.messages))):
        world.repeat_late()
    world.work_all()
    if totals(world) != before:
        raise Violation("I11 a repeated message changed something", -1, "")
    for account in world.server.accounts.values():
        if account.promised:
            raise Violation("I11 a repeated message promised something", account.number, "")


def totals(world: World) -> dict[int, tuple[int, int]]:
    """Return balance, debt of every account."""
    return {number: (each.posted, each.debt) for number, each in world.server.accounts.items()}
