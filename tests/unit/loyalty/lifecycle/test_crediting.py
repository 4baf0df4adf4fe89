"""Points to spend at once, points that wait."""

from __future__ import annotations

import pytest

from pos_app.kernel.messages import Message
from pos_app.loyalty.accounts import PENDING, POINTS
from pos_app.loyalty.extras import StampCard
from pos_app.loyalty.lifecycle.crediting import gift, points_lot, stamps_end, waits_until
from pos_app.loyalty.settings import Expiry, ExpiryKind, Pending, PendingKind, Returns
from tests.support.lifecycle import day_ms
from tests.support.loyalty import EVENT, MEMBER, compiled

AT_MS = day_ms("2026-03-10")
WHY = Message("earn.sale")


@pytest.mark.parametrize(
    ("pending", "purchase", "bonus"),
    [
        (Pending(), None, "2026-04-10"),
        (Pending(PendingKind.DAYS, 7), "2026-03-18", "2026-03-18"),
        (Pending(PendingKind.UNTIL_WINDOW), "2026-04-10", "2026-04-10"),
    ],
)
def test_what_waits_until_when(pending: Pending, purchase: str | None, bonus: str) -> None:
    """The return window is 30 days: the first instant they can be spent."""
    program = compiled(pending=pending)
    assert waits_until(program, AT_MS, True) == day_ms(bonus, 0) - 1
    assert waits_until(program, AT_MS, False) == (None if purchase is None else day_ms(purchase, 0) - 1)


def test_without_a_return_window_nothing_waits_for_it() -> None:
    assert waits_until(compiled(returns=Returns(days=0)), AT_MS, True) is None


def test_a_waiting_lot_ends_when_it_matures() -> None:
    program = compiled(expiry=Expiry(ExpiryKind.AFTER, 12))
    key, lot = points_lot(program, EVENT, "", AT_MS)
    assert (key, lot.expires_at_ms, lot.ends_by) == (POINTS, day_ms("2027-03-11", 0) - 1, "after:12m")
    key, waiting = points_lot(program, EVENT, "", AT_MS, is_bonus=True)
    assert (key, waiting.expires_at_ms, waiting.ends_by) == (
        PENDING,
        day_ms("2026-04-10", 0) - 1,
        "after:12m",
    )
    assert waiting.lot_id != lot.lot_id


def test_stamps_end_with_their_card() -> None:
    program = compiled(cards=(StampCard("a", "A", 10, 6), StampCard("b", "B", 10)))
    assert stamps_end(program, "stamps:a", AT_MS) == day_ms("2026-09-11", 0) - 1
    assert stamps_end(program, "stamps:b", AT_MS) is None
    assert stamps_end(program, "stamps:gone", AT_MS) is None


def test_a_gift_of_points_pays_a_debt_a_gift_that_waits_does_not() -> None:
    program = compiled()
    now = gift(program, MEMBER, 5, POINTS, 8, "a", WHY, AT_MS, EVENT)
    later = gift(program, MEMBER, 5, POINTS, 8, "a", WHY, AT_MS, EVENT, is_bonus=True)
    stamps = gift(program, MEMBER, 5, "stamps:a", 2, "a", WHY, AT_MS, EVENT)
    assert (now.key, now.debt_points, now.lots[0].points) == (POINTS, -5, 3)
    assert (later.key, later.debt_points, later.lots[0].points) == (PENDING, 0, 8)
    assert (stamps.key, stamps.debt_points, stamps.points) == ("stamps:a", 0, 2)
