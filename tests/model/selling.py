"""What cashiers do in the fast model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.model.balance import shown
from tests.model.facts import (
    BEARER,
    EARN,
    EXPIRE,
    GRANT,
    HOLD,
    MATURE,
    MERGE,
    PENDING,
    REDEEM,
    REFUND,
    RISK,
    Entry,
    Fact,
    is_pending,
    matured_lot,
    opened_lot,
)
from tests.model.messages import Reserve
from tests.model.profiles import Mode
from tests.model.terminal import Held, Terminal

if TYPE_CHECKING:
    from tests.model.world import World

Tried = tuple[tuple[int, int], ...]


def commit(world: World, terminal: Terminal, entries: list[Entry], tried: Tried = ()) -> Fact:
    """Write a fact to the terminal's journal."""
    terminal.event += 1
    event = terminal.device << 20 | terminal.event if world.profile.weak_ids else world.number()
    fact = Fact(terminal.device, event, world.number(), tuple(entries), tried)
    terminal.commit(fact)
    world.count("facts")
    return fact


def sell(world: World, terminal: Terminal) -> None:
    """Ring up a sale: points earned, perhaps points redeemed, perhaps a card used."""
    if terminal.is_revoked:
        return
    random = world.random
    account = world.accounts[int(random.random() * len(world.accounts))]
    wants = world.profile.wants
    most = world.profile.earn_most if world.time < world.profile.lean_after else 0
    earned = int(random.random() * (most + 1))
    want = wants[int(random.random() * len(wants))]
    entries: list[Entry] = []
    tried: Tried = ()
    waits = PENDING if world.profile.lots and random.random() < 0.3 else 0
    if want:
        tried = redeem(world, terminal, account, want, entries)
    if earned:
        entries.append(Entry(account + waits, 1, EARN, earned))
    if world.cards and random.random() < 0.3:
        card = world.cards[int(random.random() * len(world.cards))]
        tried += redeem(world, terminal, card, 10, entries)
    if not entries or random.random() < 0.05:
        return  # the customer walks away: what was held is no longer listed
    fact = commit(world, terminal, entries, tried)
    if earned:
        lot = opened_lot(fact.event, account + waits)
        world.receipts.append((lot, account + waits, earned))
        world.lots.append((lot, account + waits, world.day + 1 + int(random.random() * 3)))


def redeem(world: World, terminal: Terminal, account: int, want: int, entries: list[Entry]) -> Tried:
    """Promise points: by a hold if the server answers, by the offline rule if it does not.

    Return the holds of unknown outcome.
    """
    if world.random.random() < 0.05:
        return ()
    known, granted, number = reserve(world, terminal, HOLD, account, want)
    leg = 2 if account < BEARER else 3
    if granted:
        entries.append(Entry(account, leg, REDEEM, want, 0, 0, HOLD, number))
        world.count("held")
        return ()
    del terminal.open[number]
    if known:
        world.count("refused")
        return ()
    mode = world.profile.mode
    if mode is Mode.ESCROW:
        entry = from_grant(terminal, account, leg, want)
    elif mode is Mode.RISK:
        entry = at_risk(world, terminal, account, leg, want)
    else:
        entry = None
    if entry is not None:
        entries.append(entry)
        world.count("offline")
    return ((number, account),)


def reserve(world: World, terminal: Terminal, kind: int, account: int, amount: int) -> tuple[bool, bool, int]:
    """Ask twice at most; return whether the outcome is known, whether it was granted, the number."""
    number = world.number()
    terminal.ctl += 1
    held = terminal.open[number] = Held(kind, account, amount, terminal.ctl)
    message = Reserve(
        terminal.device, terminal.journal.live.stream, terminal.ctl, number, kind, account, amount
    )
    for _ in range(2):
        granted = world.ask(terminal, "reserve", message)
        if granted is not None:
            held.confirmed = granted
            return True, granted, number
    return False, False, number


def from_grant(terminal: Terminal, account: int, leg: int, want: int) -> Entry | None:
    """Spend from points that the server has set aside for this terminal."""
    for number, held in terminal.open.items():
        is_for_this = held.kind == GRANT and held.account == account and not held.is_closing
        if is_for_this and held.amount - held.used >= want:
            return Entry(account, leg, REDEEM, want, 0, 0, GRANT, number)
    return None


def at_risk(world: World, terminal: Terminal, account: int, leg: int, want: int) -> Entry | None:
    """Redeem within the caps, if the account seems to have enough."""
    profile = world.profile
    standing = terminal.standing(account)
    spent, _ = terminal.risk.get(standing, (0, 0))
    if spent + want > profile.cap or terminal.risk_total + want > profile.terminal_cap:
        return None
    if standing not in terminal.cache or shown(terminal, standing) < want:
        return None
    terminal.risk[standing] = (spent + want, len(terminal.journal.live.facts) + 1)
    terminal.risk_total += want
    return Entry(account, leg, REDEEM, want, 0, 0, RISK)


def refund(world: World, terminal: Terminal) -> None:
    """Take back a sale of any terminal; the same receipt may have been taken back elsewhere."""
    if not world.receipts or terminal.is_revoked:
        return
    random = world.random
    lot, account, earned = world.receipts[int(random.random() * len(world.receipts))]
    asked = earned if random.random() < 0.6 else max(1, earned // 2)
    commit(world, terminal, [Entry(account, 4, REFUND, asked, lot)])


def age(world: World, terminal: Terminal) -> None:
    """A day may pass; a terminal writes down what has ended, what has matured, as far as it knows."""
    random = world.random
    world.day += random.random() < 0.5
    if terminal.is_revoked:
        return
    entries: list[Entry] = []
    for _ in range(3):
        if not world.lots:
            return
        lot, account, due = world.lots[int(random.random() * len(world.lots))]
        if due > world.day:
            continue
        leg = 5 + 2 * len(entries)
        if not is_pending(account):
            entries.append(Entry(account, leg, EXPIRE, 0, lot))
        elif random.random() < 0.7:
            entries.append(Entry(account, leg, MATURE, 0, lot))
        else:
            entries.append(Entry(account - PENDING, leg, EXPIRE, 0, matured_lot(lot)))
    if entries:
        entries.sort(key=_account)
        commit(world, terminal, entries)


def issue(world: World, terminal: Terminal) -> None:
    """Sell a gift card, load one again, or print a coupon."""
    if terminal.is_revoked:
        return
    random = world.random
    if world.cards and random.random() < 0.5:
        card = world.cards[int(random.random() * len(world.cards))]
    else:
        card = BEARER + 4 * world.number()
        world.cards.append(card)
    commit(world, terminal, [Entry(card, 1, EARN, 10 + int(random.random() * 20))])


def merge(world: World, terminal: Terminal) -> None:
    """Two members turn out to be one; another terminal may say so the other way round."""
    if terminal.is_revoked:
        return
    random = world.random
    one = world.accounts[int(random.random() * len(world.accounts))]
    other = world.accounts[int(random.random() * len(world.accounts))]
    if one != other:
        entries = [Entry(one + side, 12 + side, MERGE, 0, other + side) for side in (0, PENDING)]
        commit(world, terminal, entries)
        world.count("merges")


def ask_for_grant(world: World, terminal: Terminal) -> None:
    """Set points aside for offline use, or give back what was set aside."""
    random = world.random
    grants = [held for held in terminal.open.values() if held.kind == GRANT]
    if grants and random.random() < 0.25:
        grants[int(random.random() * len(grants))].is_closing = True
        return
    account = world.accounts[int(random.random() * len(world.accounts))]
    if terminal.is_revoked or any(held.account == account for held in grants):
        return
    _, granted, number = reserve(world, terminal, GRANT, account, 30)
    if not granted:
        del terminal.open[number]


def _account(entry: Entry) -> int:
    return entry.account
