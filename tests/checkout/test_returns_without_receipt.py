"""Goods that nobody has a receipt for: today's price, points of a member who is named."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pos_app.checkout import returning
from pos_app.loyalty.member import MemberSnapshot
from pos_app.retail.returned import ReturnReason
from pos_app.retail.tender import TenderKind
from pos_app.storage.verify import verify
from tests.support.counters import Counter, counter
from tests.support.tills import enrolment

COFFEE, CARD = "8690526012346", "M12345678"


@pytest.fixture
def till(tmp_path: Path) -> Iterator[Counter]:
    with counter(tmp_path) as opened:
        opened.storage.members.enrol(enrolment(opened.ids, card=CARD))
        yield opened
        assert verify(opened.folder, use_keyring=False).first_wrong is None


def member_of(till: Counter) -> MemberSnapshot:
    found = till.tools.members.by_card(CARD)
    assert found is not None
    return till.tools.members.snapshot(found.member_id, till.clock.now_ms(), till.tools.program.questions)


def bring(till: Counter) -> list[str]:
    """A packet of coffee comes back without a receipt; return what the cashier reads."""
    product = till.tools.catalogue.by_code(COFFEE.zfill(14))
    assert product is not None
    goods = [(product, 1000)]
    back = returning.without_receipt(till.tools, till.session.sale, goods, ReturnReason.CHANGED_MIND, "Ann")
    said = [each.code for each in till.session.preview(back).said]
    till.session.take_return(back)
    till.session.add_tender(TenderKind.CASH)
    till.session.finish()
    return said


def test_a_named_member_loses_what_the_goods_would_earn(till: Counter) -> None:
    till.session.scan(CARD)
    till.session.scan(COFFEE)
    earned = till.session.evaluated.quote.earn_points
    till.session.add_tender(TenderKind.CASH)
    till.session.finish()
    assert member_of(till).balance_points == earned > 0
    till.session.scan(CARD)
    assert bring(till) == ["return.points_taken"]
    assert member_of(till).balance_points == 0


def test_nobody_loses_nothing(till: Counter) -> None:
    assert bring(till) == []
    assert member_of(till).balance_points == 0
