"""Facts of the fast model: what a terminal says has happened, as plain numbers."""

from __future__ import annotations

from typing import Final, NamedTuple

EARN: Final = 0
REDEEM: Final = 1
REFUND: Final = 2
EXPIRE: Final = 3
MATURE: Final = 4
MERGE: Final = 5
MOVE: Final = 6
"""What the server sends from a merged account to the one that stands for it; no fact carries it."""
KINDS: Final = ("EARN", "REDEEM", "REFUND", "EXPIRE", "MATURE", "MERGE", "MOVE")

NO_AUTH: Final = 0
HOLD: Final = 1
GRANT: Final = 2
RISK: Final = 3

LANES: Final = 4
BEARER: Final = 1 << 20
"""Accounts from this number on belong to nobody: gift cards, coupons."""
PENDING: Final = 1


class Entry(NamedTuple):
    """One change of one account, in points; `amount` is what is put in, taken, or asked back: never negative.

    `lot` 0 = the lot that this fact opens itself. For MERGE it names the other account, for MOVE the one that sends;
    `hops` says how often the entry was sent on.
    """

    account: int
    leg: int
    kind: int
    amount: int
    lot: int = 0
    hops: int = 0
    auth: int = NO_AUTH
    reservation: int = 0


class Fact(NamedTuple):
    """What happened: `content` is its hash, `tried` the holds of unknown outcome with their accounts.

    Entries for one account stand together: they are posted together.
    """

    device: int
    event: int
    content: int
    entries: tuple[Entry, ...]
    tried: tuple[tuple[int, int], ...] = ()


Key = tuple[int, int, int]
"""What is posted once in an account: event, leg, the account that the fact named."""


def points_of(member: int) -> int:
    """Return the account of a member's points."""
    return member * 4


def pending_of(member: int) -> int:
    """Return the account of a member's points that cannot be spent yet."""
    return member * 4 + PENDING


def is_pending(account: int) -> bool:
    """Say whether an account holds points that cannot be spent yet."""
    return account < BEARER and account & 3 == PENDING


def lane_of(account: int) -> int:
    """Return the bucket of an account; the accounts of one member lie in several."""
    return (account ^ account >> 2) & (LANES - 1)


def opened_lot(event: int, account: int) -> int:
    """Return the lot that an event opens in an account."""
    return event * 4 + 1 if is_pending(account) else event * 4


def matured_lot(lot: int) -> int:
    """Return the lot of points that a pending lot becomes."""
    return lot + 1


def chained(before: int, content: int) -> int:
    """Return the chain hash of a fact after its predecessor's."""
    return hash((before, content))
