"""A paid membership comes back: the fee less what it saved, in its own sale with those after it."""

from __future__ import annotations

from pathlib import Path

from pos_app.checkout import returning
from pos_app.retail.returned import ReturnReason
from pos_app.retail.tender import TenderKind
from pos_app.storage.verify import verify
from tests.support.clubs import CLUB, CLUB_SHELF
from tests.support.counters import Counter, counter
from tests.support.tills import enrolment

BEER, PASS, CARD = "5000112345674", "4006381333900", "M00000001"


def sell(till: Counter, *codes: str) -> str:
    for code in codes:
        till.session.scan(code)
    till.session.add_tender(TenderKind.CASH)
    return till.session.finish().completed.receipt_number


def test_the_fee_less_what_was_used(tmp_path: Path) -> None:
    """20.00 for the pass; beer at 2.00 instead of 2.50 with it, then twice later: 18.50 go back."""
    with counter(tmp_path, program_text=CLUB, shelf=CLUB_SHELF) as till:
        till.storage.members.enrol(enrolment(till.ids, card=CARD))
        number = sell(till, CARD, PASS, BEER)
        till.clock.at_ms += 60_000
        sell(till, CARD, BEER, BEER)
        session = till.session
        sold = returning.find(till.tools, session.sale, number)
        back = session.preview(returning.planned(session.sale, sold, [(1, 1000)], ReturnReason.CHANGED_MIND))
        assert {"return.plan_ends", "return.plan_kept"} <= {each.code for each in back.said}
        assert (back.back.deducted_minor, back.back.refund_minor) == (150, 1850)
        session.take_return(back.back)
        session.add_tender(TenderKind.CASH)
        assert session.finish().completed.figures.total_minor == -1850
        session.scan(CARD)
        session.scan(BEER)
        assert session.evaluated.figures.total_minor == 250
    assert verify(tmp_path, use_keyring=False).is_whole
