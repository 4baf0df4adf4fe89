"""Entries on their way to an account, with what becomes of them."""

from __future__ import annotations

from typing import Final
from uuid import UUID

import msgspec

from pos_app.kernel.ids import AccountId, MemberId
from pos_app.loyalty.accounts import POINTS, QUALIFYING
from pos_app.loyalty.ledger import EntryDraft, EntryKind, LotChange
from pos_app.loyalty.posting.books import OVERDRAWN, Effect
from pos_app.server.applying_facts import ID_CONFLICT, Fact
from pos_app.server.reservation_rows import LATE_CAPTURE
from pos_app.wire.bucket import bucket_of

VISITS: Final = "visits"
"""The account that counts a member's visits; it has no lots."""
VISIT: Final = "VISIT"
UNDO: Final = "undo:"
"""Begins the leg of an entry that the server makes to undo another one."""

_COUNTING = ("remainder:", "uses:", QUALIFYING)
"""Accounts that only count: two tills that count on from the same number are nobody's overdraft."""


class Account(msgspec.Struct, frozen=True):
    """The account of a key; it lives in the bucket of its id."""

    account_id: AccountId
    key: str
    owner: MemberId | None

    @property
    def bucket(self) -> int:
        """The bucket of all its rows."""
        return bucket_of(self.account_id)


class Step(msgspec.Struct, frozen=True):
    """An entry of a fact for one account. `most` bounds what a MATURE entry gives; `is_quiet` flags nothing."""

    fact: Fact
    draft: EntryDraft
    most: int | None = None
    is_quiet: bool = False


class Posted(msgspec.Struct, frozen=True, omit_defaults=True):
    """What an entry did, as the ledger keeps it in its column `lots`; see `loyalty.posting.Effect`."""

    lots: tuple[LotChange, ...]
    follow: tuple[LotChange, ...] = ()
    revived: tuple[LotChange, ...] = ()


class Result(msgspec.Struct, frozen=True):
    """What the ledger says of an entry, whether it was written now or before."""

    points: int
    flag: str
    posted: Posted

    def effect(self) -> Effect:
        """Return what is needed of the effect to go on with it."""
        return Effect(self.points, self.posted.lots, 0, self.flag, self.posted.follow, self.posted.revived)


def flag_of(step: Step, effect: Effect, cause: str) -> str:
    """Return how it went other than drafted: `overdrawn:<cause>`, `late_capture`, `less`, empty as drafted."""
    if effect.flag == OVERDRAWN and step.draft.key.startswith(_COUNTING):
        return ""
    if effect.flag != OVERDRAWN:
        return effect.flag or (cause if cause == LATE_CAPTURE else "")
    if step.fact.origin == ID_CONFLICT:
        return f"{OVERDRAWN}:id_conflict"
    if cause:
        return f"{OVERDRAWN}:{cause}"
    if step.draft.leg.startswith(UNDO):
        return f"{OVERDRAWN}:duplicate_refund"
    if step.draft.kind is EntryKind.REVERSE:
        return f"{OVERDRAWN}:refund_of_spent"
    if step.draft.kind is EntryKind.TRANSFER:
        return f"{OVERDRAWN}:merge"
    return f"{OVERDRAWN}:{step.fact.origin or 'risk_offline'}"


def reserved_for(fact: Fact, key: str) -> tuple[list[UUID], set[UUID]]:
    """Return every reservation that a fact names, then those of them that are for its account called `key`."""
    auth = fact.auth
    keys = {str(each.account_id): each.key for each in fact.entries}
    due = {UUID(res) for res, account, _ in auth.holds if keys.get(str(UUID(account))) == key}
    if auth.res is not None and key == POINTS:
        due.add(UUID(auth.res))
    of_others = [UUID(res) for res, _, _ in auth.holds]
    named = [*([UUID(auth.res)] if auth.res is not None else []), *of_others, *map(UUID, auth.tried)]
    return list(dict.fromkeys(named)), due
