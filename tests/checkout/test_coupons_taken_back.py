"""A coupon that goods brought is shown while those goods come back."""

from __future__ import annotations

from pathlib import Path

from pos_app.checkout import returning
from pos_app.retail.returned import ReturnReason
from pos_app.retail.tender import TenderKind
from pos_app.storage.verify import verify
from tests.support.clubs import CLUB, CLUB_SHELF
from tests.support.counters import counter


def test_a_coupon_goes_with_the_goods_that_brought_it_and_the_sale_can_be_paid(tmp_path: Path) -> None:
    with counter(tmp_path, program_text=CLUB, shelf=CLUB_SHELF) as till:
        session = till.session
        session.enter("200")
        session.add_tender(TenderKind.CARD)
        bought = session.finish()
        assert bought.statement is not None
        session.enter("2*200")
        session.scan(bought.statement.coupons[0].code)
        assert session.evaluated.figures.saved_minor == 200
        sold = returning.find(till.tools, session.sale, bought.completed.receipt_number)
        session.take_return(returning.planned(session.sale, sold, [(1, 1000)], ReturnReason.CHANGED_MIND))
        assert session.sale.coupons == ()
        assert [(rule, why.code) for rule, why in session.dropped] == [("next", "coupon.used")]
        session.add_tender(TenderKind.CARD)
        assert session.finish().completed.figures.total_minor == 1490
    assert verify(tmp_path, use_keyring=False).is_whole
