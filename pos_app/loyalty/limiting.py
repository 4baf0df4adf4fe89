"""How often a rule with limits can still be used."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo
from typing import Final, NamedTuple

from pos_app.kernel.ids import AccountId, LotId, MemberId, derived_id
from pos_app.kernel.messages import Message
from pos_app.loyalty.accounts import account_id, uses_key
from pos_app.loyalty.basket import Basket
from pos_app.loyalty.ledger import EntryDraft, EntryKind, LotChange
from pos_app.loyalty.member import MemberSnapshot
from pos_app.loyalty.rules import Period, UseLimit, Whose
from pos_app.loyalty.spans import period_end

DAY_COUNT: Final = "limit:points"
"""Rule whose uses are the points of a day; no id of a rule can have a colon."""
_USED = Message("limit.counted")


class UsesLeft(NamedTuple):
    """Further uses that the limits allow (None: any number), and why there are no more when it is 0."""

    times: int | None
    why_not: Message | None = None


UNLIMITED = UsesLeft(None)


def uses_left(
    rule_id: str,
    limits: Sequence[UseLimit],
    member: MemberSnapshot | None,
    basket: Basket,
    zone: tzinfo,
) -> UsesLeft:
    """Return how many uses of a rule are left to this member in this basket, over all its limits.

    A member's uses are the lots on its uses accounts that have not ended; those of everybody are in
    `basket.used_by_all`. Limits per sale are left to the caller. A limit per member is none for a customer without a
    card: nothing is left.
    """
    if not limits:
        return UNLIMITED
    found = UNLIMITED
    for limit in limits:
        if limit.period is Period.SALE:
            continue
        if limit.whose is Whose.MEMBER and member is None:
            return UsesLeft(0, Message("limit.needs_member"))
        left = max(0, limit.times - _used(rule_id, limit, member, basket))
        if found.times is None or left < found.times:
            found = UsesLeft(left, None if left else why_not(limit, basket.at_ms, zone))
    return found


def used_by_member(member: MemberSnapshot, rule_id: str, period: Period, at_ms: int) -> int:
    """Return how often a member has used a rule in the period that `at_ms` lies in."""
    account = member.account(uses_key(rule_id, period.value))
    return sum(
        lot.open_points for lot in account.lots if lot.expires_at_ms is None or lot.expires_at_ms >= at_ms
    )


def why_not(limit: UseLimit, at_ms: int, zone: tzinfo) -> Message:
    """Return why there are no more uses, with the first day on which there are again."""
    ends = period_end(limit.period, at_ms, zone)
    whose = limit.whose.value
    if limit.period is Period.HOUR:
        return Message(f"limit.{whose}_hour", {"times": limit.times})
    if ends is None:
        return Message(f"limit.{whose}_ever", {"times": limit.times})
    return Message(f"limit.{whose}", {"times": limit.times, "again_ms": ends + 1})


def use_entries(
    rule_id: str,
    limits: Sequence[UseLimit],
    member: MemberSnapshot | None,
    times: int,
    at_ms: int,
    zone: tzinfo,
    reason: Message = _USED,
) -> tuple[EntryDraft, ...]:
    """Return the entries that count `times` uses (> 0) of a rule, one per limit.

    The uses of one period share one lot, which ends with the period, so that an account holds few lots however often
    it is used; taking them back is the same lot with a negative change.
    """
    entries: list[EntryDraft] = []
    done: set[tuple[Period, Whose]] = set()
    for limit in limits:
        if limit.period is Period.SALE or (limit.period, limit.whose) in done:
            continue
        if limit.whose is Whose.MEMBER and member is None:
            continue
        done.add((limit.period, limit.whose))
        owner = member.member_id if member is not None and limit.whose is Whose.MEMBER else None
        ends = period_end(limit.period, at_ms, zone)
        entries.append(use_entry(owner, rule_id, limit.period.value, times, ends, reason))
    return tuple(entries)


def use_entry(
    owner: MemberId | None, rule_id: str, period: str, times: int, ends: int | None, reason: Message = _USED
) -> EntryDraft:
    """Return the entry that counts `times` uses of a rule by `owner` (None: everybody) in a period until `ends`."""
    key = uses_key(rule_id, period)
    account = account_id(owner, key)
    lot = LotChange(shared_lot(account, ends), times, 0, ends)
    who = "all" if owner is None else "member"
    return EntryDraft(
        account, f"use:{rule_id}:{period}:{who}", EntryKind.USE, times, rule_id, reason, (lot,), 0, key, owner
    )


def shared_lot(account: AccountId, ends: int | None) -> LotId:
    """Return the one lot of a counting account for everything that ends at `ends`: the same on every terminal."""
    return LotId(derived_id(account, f"lot:{ends}"))


def _used(rule_id: str, limit: UseLimit, member: MemberSnapshot | None, basket: Basket) -> int:
    if limit.whose is Whose.MEMBER:
        return used_by_member(member, rule_id, limit.period, basket.at_ms) if member is not None else 0
    key = uses_key(rule_id, limit.period.value)
    return next((times for used, times in basket.used_by_all if used == key), 0)
