"""The balance that a cashier of the fast model sees."""

from __future__ import annotations

from typing import Final

from tests.model.facts import EARN, MATURE, REDEEM, REFUND, Entry
from tests.model.terminal import Terminal

SIGNS: Final = {EARN: 1, REDEEM: -1, REFUND: -1}


def shown(terminal: Terminal, account: int) -> int:
    """Return the balance: what is confirmed, and own facts beyond it."""
    row = terminal.cache.get(account)
    total = row.posted if row else 0
    for fact, place in terminal.journal.history.values():
        for entry in fact.entries:
            if touches(terminal, entry, account) and not terminal.is_posted(row, entry.account, place):
                total += SIGNS.get(entry.kind, 0) * entry.amount
    return total


def touches(terminal: Terminal, entry: Entry, account: int) -> bool:
    """Whether an own entry is about this account or one that was merged into it."""
    return entry.account == account or terminal.standing(entry.account) == account


def matures(terminal: Terminal, entry: Entry, account: int) -> bool:
    """Whether an own entry brings pending points to this account."""
    return entry.kind == MATURE and terminal.standing(entry.account - 1) == account
