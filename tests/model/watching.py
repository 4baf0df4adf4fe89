"""What must hold at every moment, not only at the end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.model.account import Account
from tests.model.balance import SIGNS, matures, touches
from tests.model.facts import MATURE
from tests.model.terminal import Terminal
from tests.model.violation import Violation

if TYPE_CHECKING:
    from tests.model.world import World


def watch(world: World, terminal: Terminal) -> None:
    """Look at one account of one terminal, at one of the server."""
    random = world.random
    if terminal.cache and random.random() < 0.5:
        accounts = list(terminal.cache)
        check_shown(world, terminal, accounts[int(random.random() * len(accounts))])
    if world.server.accounts and random.random() < 0.25:
        numbers = list(world.server.accounts)
        account = world.server.accounts[numbers[int(random.random() * len(numbers))]]
        check_account(account, are_single=not (world.profile.clones or world.profile.rollbacks))


def check_shown(world: World, terminal: Terminal, account: int) -> None:
    """Each own fact is in the confirmed balance or beside it: never in both, never in neither."""
    if sum(each.device == terminal.device for each in world.terminals) > 1:
        return  # of two machines with one key neither knows the other's streams
    if world.profile.eager:
        return  # what comes again without need is counted twice until it is posted again
    row = terminal.cache[account]
    if row.alias >= 0:
        return
    events = world.server.events
    for fact, place in terminal.journal.history.values():
        for entry in fact.entries:
            if not (touches(terminal, entry, account) or matures(terminal, entry, account)):
                continue
            if entry.kind not in SIGNS and entry.kind != MATURE:
                continue
            if events.get((fact.device, fact.event), fact.content) != fact.content:
                continue
            event, origin = fact.event, entry.account
            contained = any(is_in(ledger, size, event, entry.leg, origin) for ledger, size in row.ledgers)
            if contained != terminal.is_posted(row, origin, place):
                told = "counted twice" if contained else "dropped"
                raise Violation(f"shown balance: {told}", account, f"{fact} at {place}, {row.marks}")


def is_in(ledger: dict[tuple[int, int, int], int], size: int, event: int, leg: int, origin: int) -> bool:
    """Whether the first `size` rows of a ledger hold this entry, sent on or not."""
    for at, key in enumerate(ledger):
        if at >= size:
            return False
        if key[0] == event and key[2] == origin and key[1] & 15 == leg:
            return True
    return False


def check_account(account: Account, *, are_single: bool) -> None:
    """I3, I4: balance = ledger = open lots less what is owed; promised = what is active."""
    number = account.number
    if account.posted != sum(account.ledger.values()):
        raise Violation("I3 balance is not the ledger", number, f"{account.posted}")
    opened = sum(lot.open for lot in account.lots.values())
    if account.posted != opened - account.debt or (account.debt and opened):
        raise Violation("I3 balance is not its lots", number, f"{account.posted} {opened} {account.debt}")
    if any(lot.open < 0 or lot.gone > lot.earned for lot in account.lots.values()):
        raise Violation("I8 a lot gives more than it got", number, "")
    asked = [(each.stream, each.ctl) for each in account.reservations.values() if each.left and each.ctl]
    if are_single and len(asked) != len(set(asked)):
        raise Violation("I4 one request was promised twice", number, f"{asked}")
    if account.promised != sum(each.left for each in account.reservations.values()):
        raise Violation("I4 promised is not what is active", number, f"{account.promised}")
