"""A discount on the whole sale by hand, on a real database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pos_app.checkout import recover
from pos_app.checkout.outcome import Discounted
from pos_app.kernel.errors import Refused
from pos_app.retail.returning import Wanted, return_of
from pos_app.retail.sale import AdjustmentKind
from pos_app.retail.tender import TenderKind
from pos_app.storage.verify import verify
from tests.support.counters import CASHIER, Counter, counter

MILK, COFFEE = "4006381333931", "8690526012346"


@pytest.fixture
def till(tmp_path: Path) -> Iterator[Counter]:
    with counter(tmp_path) as opened:
        yield opened


def refused(code: str) -> pytest.RaisesExc[Refused]:
    return pytest.RaisesExc(Refused, check=lambda error: error.code == code)


def test_a_cashier_may_not_discount_the_sale(tmp_path: Path) -> None:
    with counter(tmp_path, cashier=CASHIER) as till:
        till.session.scan(COFFEE)
        for text in ("--10%", "--1.00", "--0"):
            with refused("discount.needs_manager"):
                till.session.enter(text)
        assert till.session.evaluated.figures.total_minor == 1490


def test_a_discount_on_the_whole_sale_by_hand(till: Counter) -> None:
    """14.90 and 1.29 less 10 %; typing again replaces, 0 takes it off, undo brings it back."""
    session = till.session
    with refused("line.none"):
        session.enter("--10%")
    session.scan(COFFEE)
    assert session.enter("--10%") == Discounted(149)
    session.scan(MILK)
    full = session.evaluated.figures.total_minor + 162
    assert [one.adjustments[-1].amount_minor for one in session.evaluated.figures.lines] == [-149, -13]
    session.enter("--5.00")
    assert session.evaluated.figures.total_minor == full - 500
    assert session.enter("--0") == Discounted(0)
    assert session.evaluated.figures.total_minor == full
    session.undo()
    assert session.evaluated.figures.total_minor == full - 500
    for line in session.sale.lines:
        session.remove_line(line.line_no)
    session.scan(COFFEE)
    assert session.evaluated.figures.total_minor == 1490


def test_a_discounted_sale_is_filed_read_back_and_whole(till: Counter, tmp_path: Path) -> None:
    till.session.enrol("030 901820", "Ann", True, "M00000001")
    till.session.scan(COFFEE)
    till.session.scan(MILK)
    till.session.add_product("400")
    till.session.enter("--5.00")
    lines = {one.line_no: one for one in till.session.evaluated.figures.lines}
    by_hand = [one for line in lines.values() for one in line.adjustments]
    assert {(one.kind, one.reason.code) for one in by_hand} == {
        (AdjustmentKind.MANUAL, "discount.sale_amount")
    }
    assert sum(one.amount_minor for one in by_hand) == -500
    assert lines[till.session.sale.lines[2].line_no].adjustments == ()
    draft = recover.offered(till.session.tools.books)
    assert draft is not None
    assert draft.sale == till.session.sale
    till.session.add_tender(TenderKind.CARD)
    filed = till.session.finish()
    again = till.session.tools.books.by_receipt(filed.completed.receipt_number)
    assert again is not None
    assert again.completed == filed.completed
    assert till.session.sale.discount is None
    assert verify(tmp_path, use_keyring=False).is_whole


def test_what_was_discounted_by_hand_comes_back_at_what_was_paid(till: Counter, tmp_path: Path) -> None:
    till.session.enrol("030 901820", "Ann", True, "M00000001")
    till.session.scan(COFFEE)
    till.session.scan(MILK)
    till.session.enter("--10%")
    earned = till.session.evaluated.quote.earn_points
    till.session.add_tender(TenderKind.CARD)
    filed = till.session.finish().completed
    back = return_of(filed, (), [Wanted(filed.sale.lines[0].line_no, 1000)], 1_000_000)
    assert back.refund_minor == 1341
    till.session.take_return(back)
    kept = till.session.evaluated
    assert kept.taken_points == earned - filed.figures.lines[1].amount_minor // 100
    till.session.add_tender(TenderKind.CASH)
    till.session.finish()
    assert verify(tmp_path, use_keyring=False).is_whole
