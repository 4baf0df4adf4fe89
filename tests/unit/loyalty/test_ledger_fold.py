"""Entries folded to lots."""

from __future__ import annotations

from uuid import UUID

import pytest

from pos_app.kernel.ids import AccountId, EventId, LotId
from pos_app.kernel.messages import Message
from pos_app.loyalty.ledger import EntryDraft, EntryKind, LotChange
from pos_app.loyalty.ledger_fold import balance, fold

ACCOUNT = AccountId(UUID(int=1))


def entry(
    leg: str, *changes: tuple[int, int], points: int | None = None, ends: int | None = None
) -> EntryDraft:
    lots = tuple(LotChange(LotId(UUID(int=lot)), amount, 10 * lot, ends) for lot, amount in changes)
    total = sum(amount for _, amount in changes) if points is None else points
    return EntryDraft(ACCOUNT, leg, EntryKind.EARN, total, "rule", Message("earn.sale"), lots)


def test_lots_are_what_their_changes_leave() -> None:
    log = [
        (EventId(UUID(int=1)), entry("earn:a", (1, 10))),
        (EventId(UUID(int=1)), entry("earn:b", (1, 5))),
        (EventId(UUID(int=2)), entry("earn:a", (2, 7))),
        (EventId(UUID(int=3)), entry("redeem:r", (1, -15), (2, -1))),
    ]
    (only,) = fold(log)[ACCOUNT]
    assert (only.lot_id.int, only.earned_points, only.open_points, only.earned_at_ms) == (2, 7, 6, 20)
    assert balance(fold(log)[ACCOUNT]) == 6


def test_lots_without_an_end_come_last() -> None:
    log = [
        (EventId(UUID(int=1)), entry("a", (1, 1))),
        (EventId(UUID(int=2)), entry("a", (2, 1), ends=900)),
        (EventId(UUID(int=3)), entry("a", (3, 1), ends=800)),
    ]
    assert [lot.lot_id.int for lot in fold(log)[ACCOUNT]] == [3, 2, 1]


def test_an_entry_must_be_the_sum_of_its_lots() -> None:
    with pytest.raises(ValueError, match="sum"):
        fold([(EventId(UUID(int=1)), entry("a", (1, 10), points=9))])


def test_a_lot_below_zero_is_an_error() -> None:
    with pytest.raises(ValueError, match="below zero"):
        fold([(EventId(UUID(int=1)), entry("a", (1, -1)))])
