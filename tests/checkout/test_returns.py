"""Goods come back at the counter: money, points, lots, books after every step."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pos_app.checkout import recover, returning
from pos_app.checkout.session import CheckoutSession
from pos_app.kernel.errors import Refused
from pos_app.kernel.ids import EventId, MemberId
from pos_app.loyalty.member import MemberSnapshot
from pos_app.retail.returned import ReturnReason
from pos_app.retail.tender import TenderKind
from pos_app.storage.verify import verify
from tests.support.counters import MANAGER, Counter, counter
from tests.support.tills import enrolment

MILK, COFFEE, BEER = "4006381333931", "8690526012346", "5000112345674"
CARD = "M12345678"


@pytest.fixture
def till(tmp_path: Path) -> Iterator[Counter]:
    with counter(tmp_path) as opened:
        opened.storage.members.enrol(enrolment(opened.ids, card=CARD))
        yield opened
        assert whole(opened)


def whole(till: Counter) -> bool:
    """The books say of themselves that nothing is wrong."""
    report = verify(till.folder, use_keyring=False)
    assert report.first_wrong is None, report.first_wrong
    return True


def member_of(till: Counter) -> MemberSnapshot:
    found = till.tools.members.by_card(CARD)
    assert found is not None
    return till.tools.members.snapshot(found.member_id, till.clock.now_ms(), till.tools.program.questions)


def pay(till: Counter, kind: TenderKind = TenderKind.CASH) -> str:
    """Pay or pay out exactly what is open; return the receipt's number."""
    figures = till.session.evaluated.figures
    if figures.due_minor or figures.payout_minor:
        till.session.add_tender(kind)
    filed = till.session.finish()
    assert whole(till)
    return filed.completed.receipt_number


def sell(till: Counter, *codes: str, reward: str = "") -> str:
    for code in codes:
        till.session.scan(code)
    if reward:
        till.session.choose_reward(reward)
    return pay(till)


def take_back(
    till: Counter, number: str, *picked: tuple[int, int], reason: ReturnReason = ReturnReason.CHANGED_MIND
) -> None:
    """Put (line, pieces) of an earlier sale on the open one."""
    session = till.session
    sold = returning.find(till.tools, session.sale, number)
    milli = [(line_no, pieces * 1000) for line_no, pieces in picked]
    preview = session.preview(returning.planned(session.sale, sold, milli, reason))
    session.take_return(preview.back)
    assert session.sale.returns[-1].refund_minor == preview.back.refund_minor, (
        "what was shown is what happens"
    )


def test_partial_returns_an_exchange_and_a_void(till: Counter) -> None:
    """A sale with a member and a reward comes back in parts; afterwards nothing of it is left anywhere."""
    sell(till, CARD, *[COFFEE] * 4)
    assert member_of(till).balance_points == 59
    number = sell(till, CARD, COFFEE, COFFEE, MILK, MILK, reward="five")
    bought = till.storage.books.by_receipt(number)
    assert bought is not None
    paid = bought.completed.figures.total_minor
    assert paid == 2 * 1490 + 2 * 129 - 500
    assert member_of(till).balance_points == 59 - 50 + 27

    take_back(till, number, (1, 1))
    first = till.session.evaluated.figures.payout_minor
    pay(till)

    take_back(till, number, (1, 1), (2, 1))
    second = till.session.evaluated.figures.payout_minor
    pay(till, TenderKind.CARD)

    take_back(till, number, (2, 1))
    till.session.scan(BEER)
    assert till.session.evaluated.figures.due_minor == 250 - till.session.sale.returns[0].refund_minor
    third = till.session.sale.returns[0].refund_minor
    exchange = pay(till)
    assert first + second + third == paid, "all returns together bring what was paid"
    after_all = member_of(till)
    assert after_all.balance_points == 62, "spent points are back; 59.60 and the beer's 2.50 earned"
    assert after_all.debt_points == 0

    taken = till.storage.books.by_receipt(exchange)
    assert taken is not None
    assert taken.completed.figures.refund_minor == third
    with pytest.raises(Refused, match="nothing_left"):
        returning.find(till.tools, till.session.sale, number)


def test_a_void_leaves_every_lot_as_it_was(till: Counter) -> None:
    sell(till, CARD, *[COFFEE] * 4)
    before = member_of(till)
    sell(till, CARD, COFFEE, COFFEE, reward="five")
    _, back = returning.voided(till.tools, till.session.sale)
    till.session.take_return(back)
    pay(till)
    after = member_of(till)
    assert after.lots == before.lots
    assert after.balance_points == before.balance_points
    assert after.debt_points == before.debt_points


def test_points_already_spent_become_a_debt_that_is_told(till: Counter) -> None:
    number = sell(till, CARD, *[COFFEE] * 4)
    sell(till, CARD, COFFEE, reward="five")
    assert member_of(till).balance_points == 59 - 50 + 10, "with the 0.60 that waited"
    sold = returning.find(till.tools, till.session.sale, number)
    back = returning.planned(till.session.sale, sold, [(1, 4000)], ReturnReason.CHANGED_MIND)
    assert "return.debt" in {one.code for one in till.session.preview(back).said}
    take_back(till, number, (1, 4))
    pay(till)
    after = member_of(till)
    assert after.balance_points == 9 - 50, "the 9.90 that were kept earn 9"
    assert after.debt_points == 41


def test_points_that_come_back_can_be_spent_in_the_same_exchange(till: Counter) -> None:
    sell(till, CARD, *[COFFEE] * 4)
    number = sell(till, CARD, COFFEE, reward="five")
    take_back(till, number, (1, 1))
    till.session.scan(BEER)
    till.session.scan(BEER)
    till.session.choose_reward("five")
    assert till.session.evaluated.figures.total_minor == -990
    pay(till)
    assert member_of(till).balance_points == 59 - 50


def test_a_swap_keeps_price_points_and_tax(till: Counter) -> None:
    sell(till, CARD, *[COFFEE] * 4)
    number = sell(till, CARD, COFFEE, MILK, reward="five")
    before = member_of(till)
    take_back(till, number, (1, 1), reason=ReturnReason.FAULTY)
    till.session.scan(COFFEE)
    figures = till.session.evaluated.figures
    assert (figures.total_minor, figures.due_minor, figures.payout_minor, figures.tax_minor) == (0, 0, 0, 0)
    pay(till)
    after = member_of(till)
    assert after.lots == before.lots
    till.session.scan(COFFEE)
    assert till.session.evaluated.figures.total_minor == 1490, "the next one costs what it costs"


def test_a_swap_is_let_go_when_the_quantities_differ(till: Counter) -> None:
    number = sell(till, COFFEE)
    take_back(till, number, (1, 1))
    till.session.scan(COFFEE)
    assert till.session.sale.returns[0].lines[0].replaced_by
    line = till.session.sale.lines[0].line_no
    till.session.change_quantity(line, 2000)
    assert not till.session.sale.returns[0].lines[0].replaced_by
    assert till.session.evaluated.figures.total_minor == 1490
    assert till.session.sale.lines[0].adjustments == ()


def test_the_member_comes_with_the_receipt_unless_somebody_else_is_there(till: Counter) -> None:
    number = sell(till, CARD, COFFEE)
    take_back(till, number, (1, 1))
    assert till.session.evaluated.found is not None
    till.session.detach_member()
    pay(till)
    assert member_of(till).balance_points == 0, "points are taken back whoever brings the goods"


def test_two_receipts_in_one_go(till: Counter) -> None:
    first, second = sell(till, CARD, COFFEE), sell(till, CARD, MILK, MILK)
    take_back(till, first, (1, 1))
    take_back(till, second, (1, 1))
    assert till.session.evaluated.figures.payout_minor == 1490 + 129
    pay(till)
    assert member_of(till).balance_points == 1


def test_the_open_return_survives_a_kill(till: Counter) -> None:
    number = sell(till, CARD, COFFEE)
    take_back(till, number, (1, 1), reason=ReturnReason.FAULTY)
    kept = recover.offered(till.tools.books)
    assert kept is not None
    session = CheckoutSession(till.tools, MANAGER)
    session.take_up(kept.sale)
    assert session.sale.returns == till.session.sale.returns
    assert session.evaluated.reversed == till.session.evaluated.reversed
    session.add_tender(TenderKind.CASH)
    session.finish()
    assert member_of(till).balance_points == 0


def test_what_was_chosen_is_worked_out_anew_when_less_is_left(till: Counter) -> None:
    """Another cashier took the same goods back meanwhile: nothing is paid out twice."""
    number = sell(till, COFFEE, COFFEE)
    take_back(till, number, (1, 2))
    other = CheckoutSession(till.tools, MANAGER)
    sold = returning.find(till.tools, other.sale, number)
    other.take_return(returning.planned(other.sale, sold, [(1, 1000)], ReturnReason.CHANGED_MIND))
    other.add_tender(TenderKind.CASH)
    other.finish()
    till.session.add_tender(TenderKind.CASH)
    with pytest.raises(Refused) as refused:
        till.session.finish()
    assert refused.value.code == "return.too_many"


def test_a_sale_of_nobody_moves_no_members_points(till: Counter) -> None:
    """Only the code on its paper, which would have given somebody its points, is good no more."""
    number = sell(till, COFFEE)
    take_back(till, number, (1, 1))
    assert {entry.owner for entry in till.session.evaluated.reversed} <= {None}
    till.session.scan(CARD)
    pay(till)
    assert member_of(till).lots == ()


def test_a_removed_member_is_no_reason_to_keep_the_money(till: Counter) -> None:
    number = sell(till, CARD, COFFEE)
    found = till.tools.members.by_card(CARD)
    assert found is not None
    block(till, found.member_id)
    take_back(till, number, (1, 1))
    assert till.session.evaluated.found is None, "a blocked member is not put on the sale"
    pay(till)
    assert till.tools.members.snapshot(found.member_id, till.clock.now_ms()).balance_points == 0


def block(till: Counter, member_id: MemberId) -> None:
    """Block a member."""
    assert till.tools.records is not None
    till.tools.records.change(EventId(till.ids()), member_id, {"status": "blocked"}, till.clock.now_ms())


def test_without_a_receipt_the_member_gives_back_what_it_would_earn_today(till: Counter) -> None:
    sell(till, CARD, *[COFFEE] * 4)
    till.session.scan(CARD)
    coffee = till.tools.catalogue.by_number("200")
    assert coffee is not None
    sale = till.session.sale
    back = returning.without_receipt(till.tools, sale, [(coffee, 1000)], ReturnReason.CHANGED_MIND)
    preview = till.session.preview(back)
    assert "return.points_taken" in {one.code for one in preview.said}
    till.session.take_return(preview.back)
    assert till.session.evaluated.taken_points == 14
    pay(till)
    assert member_of(till).balance_points == 59 - 14
