"""Changes by hand."""

from __future__ import annotations

import pytest

from pos_app.kernel.errors import Refused
from pos_app.kernel.limits import POINTS_MAX
from pos_app.loyalty.accounts import POINTS
from pos_app.loyalty.ledger import EntryKind
from pos_app.loyalty.lifecycle.adjusting import adjust, needs_approval
from pos_app.loyalty.settings import Expiry, ExpiryKind, Limits
from tests.support.lifecycle import Ledger, day_ms
from tests.support.loyalty import EVENT, compiled, line, rich

SHOP = compiled(limits=Limits(adjustment=50), expiry=Expiry(ExpiryKind.AFTER, 12))
AT_MS = day_ms("2026-03-10")


def by_hand(ledger: Ledger, points: int, key: str = POINTS) -> None:
    found = adjust(SHOP, ledger.member, points, " sorry ", AT_MS, ledger.event(), is_approved=True, key=key)
    assert all(entry.kind is EntryKind.ADJUST for entry in found)
    assert {entry.reason.params["reason"] for entry in found} == {"sorry"}
    ledger.post(found, AT_MS)


def test_given_points_have_the_expiry_of_the_day() -> None:
    ledger = Ledger(SHOP)
    by_hand(ledger, 40)
    (lot,) = ledger.member.lots
    assert (lot.open_points, lot.expires_at_ms, lot.ends_by) == (
        40,
        day_ms("2027-03-11", 0) - 1,
        "after:12m",
    )


def test_what_is_taken_and_not_there_is_owed_and_paid_by_the_next_gift() -> None:
    ledger = Ledger(SHOP)
    by_hand(ledger, 40)
    by_hand(ledger, -100)
    assert (ledger.member.balance_points, ledger.member.debt_points, ledger.member.lots) == (-60, 60, ())
    by_hand(ledger, 70)
    assert (ledger.member.balance_points, ledger.member.debt_points) == (10, 0)


def test_an_adjustment_is_no_activity() -> None:
    """Points that end without activity are not kept alive by the office."""
    ledger = Ledger(SHOP)
    by_hand(ledger, 40)
    assert ledger.member.last_activity_ms == 0


def test_stamps_by_hand() -> None:
    ledger = Ledger(SHOP)
    by_hand(ledger, 3, "stamps:coffee")
    by_hand(ledger, -2, "stamps:coffee")
    assert ledger.balance("stamps:coffee") == 1


@pytest.mark.parametrize(("points", "needed"), [(50, False), (-50, False), (51, True), (-51, True)])
def test_beyond_its_bound_it_needs_approval(points: int, needed: bool) -> None:
    assert needs_approval(SHOP, points) is needed
    assert needs_approval(compiled(), 1)
    if needed:
        with pytest.raises(Refused, match=r"adjust\.needs_manager"):
            adjust(SHOP, rich(), points, "why", AT_MS, EVENT, is_approved=False)
    else:
        assert adjust(SHOP, rich(), points, "why", AT_MS, EVENT, is_approved=False)


@pytest.mark.parametrize(
    ("points", "said", "code"),
    [
        (0, "why", "adjust.no_points"),
        (5, "", "adjust.no_reason"),
        (5, "  ", "adjust.no_reason"),
        (POINTS_MAX + 1, "why", "adjust.too_many"),
    ],
)
def test_never_without_points_or_a_reason(points: int, said: str, code: str) -> None:
    with pytest.raises(Refused) as found:
        adjust(SHOP, rich(), points, said, AT_MS, EVENT, is_approved=True)
    assert found.value.code == code


def test_what_is_due_comes_first() -> None:
    ledger = Ledger(SHOP)
    ledger.sell(line(1, amount=1000), at="2025-01-01")
    found = adjust(SHOP, ledger.member, -5, "why", AT_MS, EVENT, is_approved=True)
    assert [entry.kind for entry in found] == [EntryKind.EXPIRE, EntryKind.ADJUST]
    assert found[1].debt_points == 5
