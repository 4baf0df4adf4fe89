"""A gift card pays at a real till: books, receipt, points, what comes back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pos_app.checkout import returning
from pos_app.kernel.errors import Refused
from pos_app.retail.returned import ReturnReason
from pos_app.retail.tender import TenderKind
from pos_app.storage.verify import verify
from tests.support.counters import Counter, counter

COFFEE = "8690526012346"


@pytest.fixture
def till(tmp_path: Path) -> Iterator[Counter]:
    with counter(tmp_path) as opened:
        yield opened
        assert verify(opened.folder, use_keyring=False).first_wrong is None


def sold_by_gift_card(till: Counter) -> str:
    """Sell coffee for 14.90, 10.00 of it by gift card; return the receipt number."""
    till.session.scan(COFFEE)
    till.session.add_tender(TenderKind.GIFT_CARD, 1000)
    till.session.add_tender(TenderKind.CASH)
    return till.session.finish().completed.receipt_number


def test_it_is_in_the_books(till: Counter) -> None:
    filed = till.tools.books.by_receipt(sold_by_gift_card(till))
    assert filed is not None
    paid = [(each.kind, each.amount_minor) for each in filed.completed.sale.tenders]
    assert paid == [(TenderKind.GIFT_CARD, 1000), (TenderKind.CASH, 490)]


def test_the_engine_knows_what_stored_value_pays(till: Counter) -> None:
    till.session.scan(COFFEE)
    till.session.add_tender(TenderKind.GIFT_CARD, 1000)
    assert till.session.evaluated.basket.stored_value_minor == 1000


def test_nothing_goes_back_to_it(till: Counter) -> None:
    sold = returning.find(till.tools, till.session.sale, sold_by_gift_card(till))
    back = returning.planned(till.session.sale, sold, [(1, 1000)], ReturnReason.CHANGED_MIND)
    till.session.take_return(back)
    with pytest.raises(Refused, match=r"tender\.no_way_back"):
        till.session.add_tender(TenderKind.GIFT_CARD)
    till.session.add_tender(TenderKind.CASH)
    assert till.session.finish().completed.figures.refund_minor == 1490
