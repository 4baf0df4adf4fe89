"""Points claimed with a receipt."""

from __future__ import annotations

from uuid import UUID

import pytest

from pos_app.kernel.errors import Refused
from pos_app.loyalty.accounts import POINTS, claim_key
from pos_app.loyalty.lifecycle.claiming import claim, claim_ends, late_event, used_up
from pos_app.loyalty.settings import Limits
from tests.support.lifecycle import Ledger, day_ms, newcomer
from tests.support.loyalty import compiled

SALE = UUID(int=77)
SOLD = day_ms("2026-03-10")
WEEK = compiled(limits=Limits(claim_days=7))


def test_points_are_given_once() -> None:
    ledger = Ledger(WEEK)
    found = claim(WEEK, ledger.member, 25, SALE, SOLD, day_ms("2026-03-12"))
    ledger.post(found, day_ms("2026-03-12"), late_event(SALE))
    assert (ledger.balance(POINTS), ledger.balance(claim_key(SALE), None)) == (25, -1)
    assert found[-1] == used_up(SALE)
    with pytest.raises(Refused, match=r"claim\.used"):
        claim(WEEK, ledger.member, 25, SALE, SOLD, day_ms("2026-03-12"), -1)


@pytest.mark.parametrize(("day", "good"), [("2026-03-10", True), ("2026-03-17", True), ("2026-03-18", False)])
def test_for_so_many_days(day: str, good: bool) -> None:
    if good:
        assert claim(WEEK, newcomer(), 25, SALE, SOLD, day_ms(day))
    else:
        with pytest.raises(Refused, match=r"claim\.expired"):
            claim(WEEK, newcomer(), 25, SALE, SOLD, day_ms(day))


def test_a_program_can_allow_none() -> None:
    never = compiled(limits=Limits(claim_days=0))
    assert claim_ends(never, SOLD) is None
    with pytest.raises(Refused, match=r"claim\.expired"):
        claim(never, newcomer(), 25, SALE, SOLD, SOLD)
