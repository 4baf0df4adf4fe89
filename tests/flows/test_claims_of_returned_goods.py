"""Points are claimed with the receipt of goods that came back: they are not given."""

from __future__ import annotations

from pathlib import Path

from pos_app.checkout import returning
from pos_app.retail.returned import ReturnReason
from pos_app.retail.tender import TenderKind
from pos_app.storage.verify import verify
from tests.support.clubs import CLUB, CLUB_SHELF
from tests.support.desks import desktop

COFFEE, ANN = "8690526012346", "M00000001"


def test_goods_that_came_back_earn_nothing_later(tmp_path: Path) -> None:
    with desktop(tmp_path, program_text=CLUB, shelf=CLUB_SHELF) as till:
        session = till.counter.session
        session.enrol("030 901820", "Ann Lee", True, ANN)
        session.detach_member()
        till.scan(COFFEE, COFFEE)
        till.key("exact")
        filed = session.last
        assert filed is not None
        assert filed.claim_code
        tools = till.counter.tools
        sold = returning.find(tools, session.sale, filed.completed.receipt_number)
        back = session.preview(returning.planned(session.sale, sold, [(1, 1000)], ReturnReason.CHANGED_MIND))
        assert "return.claim_gone" in [each.code for each in back.said]
        session.take_return(back.back)
        session.add_tender(TenderKind.CASH)
        session.finish()
        till.scan(ANN, filed.claim_code)
        assert "given already" in till.said
        found = tools.members.by_card(ANN)
        assert found is not None
        assert tools.members.snapshot(found.member_id, tools.clock.now_ms()).balance_points == 0
    assert verify(tmp_path, use_keyring=False).is_whole
