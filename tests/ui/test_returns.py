"""Goods come back: what the cashier sees and does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pos_app.checkout import returning
from pos_app.checkout.session import CheckoutSession
from pos_app.retail.returned import ReturnReason
from pos_app.retail.tender import TenderKind
from pos_app.ui.checkout.state import Mode
from pos_app.ui.returns.state import Stage
from tests.support.counters import CASHIER, MANAGER, PROGRAM
from tests.support.returning import PIN, ReturnDesk, return_desk
from tests.support.tills import enrolment

MILK, COFFEE, BEER = "4006381333931", "8690526012346", "5000112345674"
CARD = "M12345678"
DAY_MS = 86_400_000


@pytest.fixture
def counter(tmp_path: Path) -> Iterator[ReturnDesk]:
    """A manager at an empty checkout."""
    with return_desk(tmp_path) as made:
        yield made


def test_the_receipt_is_scanned_its_goods_are_scanned_the_money_goes_back(counter: ReturnDesk) -> None:
    number = counter.sell(MILK, MILK, COFFEE)
    counter.scan(number)
    assert [(row.name, row.sold, row.picked) for row in counter.pane.picks] == [
        ("Whole milk 1 l", "2 sold for 2.58", "0"),
        ("Espresso beans 1 kg", "1 sold for 14.90", "0"),
    ]
    assert not counter.pane.can_next
    counter.scan(MILK)
    assert (counter.pane.picks[0].picked, counter.pane.picks[0].amount) == ("1", "1.29")
    counter.enter()
    assert counter.preview()[:3] == ["1 × Whole milk 1 l 1.29", "Money back 1.29", "1.29 back in cash"]
    assert "code on the receipt is no longer good" in counter.preview()[3]
    counter.enter()
    assert counter.panes.front == "lines"
    row = counter.till.state().rows[0]
    assert (row.quantity, row.amount, row.returned) == ("−1", "−1.29", True)
    assert "1.29 comes back" in counter.said
    counter.enter()
    assert (counter.till.state().tile.caption, counter.till.state().tile.amount) == ("Pay out", "1.29")
    counter.key("cash")
    assert counter.till.state().tile.caption == "Paid out"
    assert counter.till.printing.asked[-2:] == ["drawer", "wake"]


def test_no_money_is_paid_out_before_it_was_shown(counter: ReturnDesk) -> None:
    """Cash pressed from the sale opens payment first; only there it pays out."""
    counter.take_back(counter.sell(COFFEE), COFFEE)
    counter.key("cash")
    assert (counter.till.state().mode, counter.till.state().tile.caption) == (Mode.PAYING, "Pay out")
    assert counter.till.state().tenders == ()


def test_a_card_is_asked_twice(counter: ReturnDesk) -> None:
    counter.take_back(counter.sell(COFFEE, pay="card"), COFFEE)
    counter.key("card")
    assert "Give 14.90 back to the card" in counter.said
    counter.key("card")
    assert counter.till.state().mode is Mode.PAYING, "a double tap is no answer"
    counter.till.wait(2000)
    counter.key("card")
    assert counter.till.state().mode is Mode.DONE
    assert counter.till.printing.asked.count("drawer") == 0


def test_paid_out_partly_in_cash_partly_to_the_card(counter: ReturnDesk) -> None:
    counter.take_back(counter.sell(COFFEE), COFFEE)
    counter.enter()
    counter.till.type("20")
    counter.key("cash")
    assert "At most 14.90 can be paid out" in counter.said
    counter.till.desk.take_entry()
    counter.till.type("4.90")
    counter.key("cash")
    assert counter.till.state().tile.amount == "10.00"
    counter.key("card")
    counter.till.wait(2000)
    counter.key("card")
    last = counter.till.desk.session.last
    assert last is not None
    assert [(one.kind.value, one.amount_minor) for one in last.completed.sale.tenders] == [
        ("cash", -490),
        ("card", -1000),
    ]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("0001-01-A-0000009", "There is no receipt 0001-01-A-0000009 at this till"),
        ("9", "There is no receipt 0001-01-A-0000009 at this till"),
        ("0007-02-A-0000009", "is from another till and not known here"),
        (COFFEE, "Scan the receipt first"),
        ("zzz", "There is no receipt ZZZ"),
    ],
)
def test_what_is_not_a_sale_of_this_till(counter: ReturnDesk, typed: str, said: str) -> None:
    counter.sell(COFFEE)
    counter.key("return")
    counter.enter(typed)
    assert said in counter.said
    assert counter.pane.stage is Stage.FIND


def test_the_last_digits_are_enough(counter: ReturnDesk) -> None:
    number = counter.sell(COFFEE)
    counter.key("return")
    counter.enter("1")
    assert counter.pane.title == f"Return from {number}"


def test_sales_are_found_by_amount_and_by_member(counter: ReturnDesk) -> None:
    counter.till.counter.storage.members.enrol(enrolment(counter.till.counter.ids, card=CARD))
    first = counter.sell(COFFEE)
    counter.sell(CARD, MILK)
    counter.sell(BEER)
    counter.key("return")
    assert [row.amount for row in counter.pane.sales] == ["2.50", "1.29", "14.90"]
    counter.taking.wants_text("14.90")
    assert [row.receipt_number for row in counter.pane.sales] == [first]
    counter.taking.wants_text("")
    counter.scan(CARD)
    assert [row.amount for row in counter.pane.sales] == ["1.29"]
    assert "Şule" in counter.pane.lead


def test_only_what_is_left_comes_back(counter: ReturnDesk) -> None:
    number = counter.sell(MILK, MILK, COFFEE)
    counter.take_back(number, MILK)
    counter.enter()
    counter.key("cash")
    counter.scan(number)
    assert counter.pane.picks[0].sold == "2 sold for 2.58, 1 back already"
    counter.scan(MILK, MILK)
    assert "cannot come back on this receipt" in counter.said
    assert counter.pane.picks[0].picked == "1"
    counter.taking.returns.choosing.take_all()
    assert counter.pane.all_chosen
    counter.enter()
    counter.enter()
    counter.enter()
    counter.key("cash")
    counter.scan(number)
    assert "Everything on this receipt" in counter.said
    assert counter.panes.front == "lines"


def test_a_return_is_undone_and_removed_until_it_is_paid_out(counter: ReturnDesk) -> None:
    number = counter.sell(MILK, COFFEE)
    counter.take_back(number, MILK, COFFEE)
    assert len(counter.till.state().rows) == 2
    counter.key("remove")
    assert [row.name for row in counter.till.state().rows] == ["Whole milk 1 l"]
    counter.key("undo", "undo")
    assert counter.till.state().rows == ()
    counter.scan(number)
    assert [row.picked for row in counter.pane.picks] == ["0", "0"]


def test_the_pane_knows_what_was_agreed_before(counter: ReturnDesk) -> None:
    number = counter.sell(MILK, COFFEE)
    counter.taking.wants_scan(number)
    counter.taking.returns.choosing.set_reason("faulty")
    counter.scan(COFFEE)
    counter.enter()
    counter.enter()
    counter.scan(number)
    assert [row.picked for row in counter.pane.picks] == ["0", "1"]
    assert [one.name for one in counter.pane.reasons if one.chosen] == ["faulty"]
    counter.scan(MILK)
    counter.enter()
    counter.enter()
    assert [row.amount for row in counter.till.state().rows] == ["−1.29", "−14.90"]


def test_nothing_comes_back_while_money_is_in_the_sale(counter: ReturnDesk) -> None:
    number = counter.sell(COFFEE)
    counter.scan(MILK)
    counter.till.type("1")
    counter.key("cash")
    counter.key("return")
    assert "Take the payments back first" in counter.said
    counter.scan(number)
    assert "Take the payments back first" in counter.said
    assert counter.panes.front == "lines"


def test_nothing_is_paid_while_the_pane_is_open(counter: ReturnDesk) -> None:
    number = counter.sell(COFFEE)
    counter.scan(MILK, number)
    for key in ("cash", "card", "exact"):
        counter.key(key)
        assert "Agree to the return first" in counter.said
    counter.key("undo", "remove")
    assert len(counter.till.state().rows) == 1


def test_esc_leads_back_step_by_step(counter: ReturnDesk) -> None:
    counter.scan(counter.sell(COFFEE), COFFEE)
    counter.enter()
    stages = []
    while counter.taking.is_open:
        stages.append(counter.pane.stage)
        counter.key("back")
    assert stages == [Stage.PREVIEW, Stage.CHOOSE, Stage.FIND]
    assert counter.panes.front == "lines"
    assert counter.till.state().rows == ()


def test_after_the_window_somebody_in_charge_is_asked(tmp_path: Path) -> None:
    with return_desk(tmp_path, CASHIER) as counter:
        number = counter.sell(COFFEE)
        counter.till.counter.clock.at_ms += 31 * DAY_MS
        counter.scan(number)
        assert counter.panes.front == "approval"
        assert "The 30 days" in counter.panes.approvals[-1].asked
        counter.scan(COFFEE)
        assert "A manager's PIN is asked for" in counter.said
        counter.taking.approval.enter("999999")
        assert counter.panes.approvals[-1].problem
        counter.taking.approval.enter(PIN)
        assert (counter.panes.front, counter.pane.stage) == ("returns", Stage.CHOOSE)
        counter.scan(COFFEE)
        counter.enter()
        counter.enter()
        assert counter.till.desk.session.sale.returns[0].approved_by == str(MANAGER.cashier_id)


def test_a_question_that_is_dropped_leaves_everything_as_it_was(tmp_path: Path) -> None:
    with return_desk(tmp_path, CASHIER) as counter:
        counter.sell(COFFEE)
        counter.key("return")
        counter.taking.returns.begin_without_receipt()
        assert counter.panes.front == "approval"
        counter.key("back")
        assert (counter.panes.front, counter.pane.stage) == ("returns", Stage.FIND)


def test_without_a_receipt_todays_price_counts(counter: ReturnDesk) -> None:
    counter.key("return")
    counter.taking.returns.begin_without_receipt()
    counter.scan(BEER, BEER)
    counter.scan("4009999999992")
    assert "is not a product of this shop" in counter.said
    counter.enter()
    assert counter.preview() == ["2 × Beer 5.00", "Money back 5.00", "5.00 back in cash"]
    counter.enter()
    counter.enter()
    counter.key("cash")
    last = counter.till.desk.session.last
    assert last is not None
    assert last.completed.figures.total_minor == -500
    assert last.completed.sale.returns[0].approved_by == str(MANAGER.cashier_id)


def test_a_shop_may_take_nothing_without_a_receipt(tmp_path: Path) -> None:
    rule = PROGRAM + '\n[returns]\nwithout_receipt = "refused"\n'
    with return_desk(tmp_path, program_text=rule) as counter:
        counter.key("return")
        counter.taking.returns.begin_without_receipt()
        assert "takes nothing back without a receipt" in counter.said


def test_the_last_sale_is_voided_the_way_it_was_paid(counter: ReturnDesk) -> None:
    counter.sell(MILK, COFFEE)
    counter.key("return")
    counter.taking.returns.void_last()
    assert counter.pane.title.startswith("Void sale")
    assert counter.pane.next_label == "Void it: 16.19 back"
    counter.enter()
    assert counter.till.state().tile.caption == "Paid out"
    last = counter.till.desk.session.last
    assert last is not None
    assert last.completed.sale.returns[0].is_void
    counter.key("return")
    counter.taking.returns.void_last()
    assert "took goods back itself" in counter.said


def test_a_void_of_a_card_sale_asks_for_the_terminal(counter: ReturnDesk) -> None:
    counter.sell(COFFEE, pay="card")
    counter.key("return")
    counter.taking.returns.void_last()
    counter.enter()
    assert "Give 14.90 back to the card" in counter.said
    counter.till.wait(2000)
    counter.key("card")
    assert counter.till.state().mode is Mode.DONE


def test_yesterdays_sale_is_no_void(counter: ReturnDesk) -> None:
    counter.sell(COFFEE)
    counter.till.counter.clock.at_ms += DAY_MS
    counter.key("return")
    counter.taking.returns.void_last()
    assert "is of another day" in counter.said


def test_goods_that_were_taken_back_meanwhile_are_not_paid_twice(counter: ReturnDesk) -> None:
    number = counter.sell(COFFEE)
    counter.take_back(number, COFFEE)
    counter.enter()
    till = counter.till.counter
    other = CheckoutSession(till.tools, MANAGER)
    sold = returning.find(till.tools, other.sale, number)
    other.take_return(returning.planned(other.sale, sold, [(1, 1000)], ReturnReason.FAULTY))
    other.add_tender(TenderKind.CASH)
    other.finish()
    counter.key("cash")
    assert "cannot come back" in counter.said
    assert counter.till.state().mode is Mode.PAYING
