"""Rewards against money that was taken, on a real counter."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from pos_app.checkout.finish import finish
from pos_app.checkout.session import CheckoutSession
from pos_app.kernel.errors import Refused
from pos_app.retail.shop import TaxMode
from pos_app.retail.tender import TenderKind
from pos_app.storage.verify import verify
from tests.support.counters import MANAGER, RULES, SHOP, Counter, counter

COFFEE = "8690526012346"


def rich_member(till: Counter) -> None:
    """A member with 700 points and a coffee on the open sale."""
    till.session.enrol("030 901820", "Ann", True, "M00000001")
    till.session.scan(COFFEE)
    till.session.enter("=700")
    till.session.add_tender(TenderKind.CARD)
    till.session.finish()
    till.session.scan("M00000001")
    till.session.scan(COFFEE)


@pytest.mark.parametrize(("mode", "fits"), [(TaxMode.INCLUSIVE, True), (TaxMode.EXCLUSIVE, False)])
def test_a_reward_never_takes_off_more_than_is_due(tmp_path: Path, mode: TaxMode, fits: bool) -> None:
    """Where tax is added on top, 5.00 off makes the sale 5.35 cheaper: a card cannot give the rest back."""
    with counter(tmp_path, shop=replace(SHOP, tax=replace(RULES, mode=mode))) as till:
        rich_member(till)
        till.session.add_tender(TenderKind.CARD, till.session.evaluated.figures.due_minor - 500)
        if fits:
            till.session.choose_reward("five")
        else:
            with pytest.raises(Refused) as refused:
                till.session.choose_reward("five")
            assert refused.value.code == "redeem.tenders_first"
            till.session.add_tender(TenderKind.CARD)
        till.session.finish()
    assert verify(tmp_path, use_keyring=False).is_whole


def test_points_are_counted_once_when_a_sale_is_filed_again(tmp_path: Path) -> None:
    """The answer to a commit was lost: the same sale is filed again, and gets its old number."""
    with counter(tmp_path) as till:
        rich_member(till)
        till.session.choose_reward("five")
        till.session.add_tender(TenderKind.CASH, 5000)
        first = finish(till.tools, till.session.evaluated, MANAGER)
        again = till.session.finish()
        assert again.completed == first.completed
        assert again.statement is not None
        assert first.statement is not None
        assert again.statement.balance_points == first.statement.balance_points
        till.session.scan("M00000001")
        assert till.session.evaluated.snapshot is not None
        assert till.session.evaluated.snapshot.balance_points == 700 - 50 + 9
    with counter(tmp_path, start=900) as later:
        assert later.tools.books.draft() is not None
    assert verify(tmp_path, use_keyring=False).is_whole


def test_points_that_went_in_another_sale_are_not_spent_twice(tmp_path: Path) -> None:
    """Two sales of one member were open at once: the second is told, and goes on with what is left."""
    with counter(tmp_path) as till:
        rich_member(till)
        first, second = till.session, CheckoutSession(till.tools, MANAGER)
        first.choose_reward("five")
        first.enter("=400")
        first.choose_reward("pay")
        second.scan("M00000001")
        second.enter("3*" + COFFEE)
        second.enter("=11.66")
        second.choose_reward("pay")
        second.finish()
        first.add_tender(TenderKind.CARD)
        with pytest.raises(Refused) as refused:
            first.finish()
        assert refused.value.code == "points.changed"
        assert sorted(reward_id for reward_id, _ in first.dropped) == ["five", "pay"]
        first.add_tender(TenderKind.CARD)
        first.finish()
    assert verify(tmp_path, use_keyring=False).is_whole
