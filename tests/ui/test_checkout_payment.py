"""Paying, cancelling, paper: what a cashier does, seen on the checkout's state."""

from __future__ import annotations

from pos_app.kernel.ids import JobId
from pos_app.ports.printing import JobState, QueuedJob
from pos_app.ports.sounds import Sound
from pos_app.retail.tender import TenderKind
from pos_app.ui.checkout.state import Mode
from pos_app.ui.tone import Tone
from tests.support.desks import Desktop

MILK, COFFEE = "4006381333931", "8690526012346"


def test_cash_with_an_amount_finishes(till: Desktop) -> None:
    till.scan(MILK)
    till.type("5")
    till.key("cash")
    assert till.state().mode is Mode.DONE
    assert (till.state().tile.caption, till.state().tile.amount) == ("Change", "3.71")
    assert till.state().last_change == "3.71"
    assert till.printing.asked == ["drawer", "wake"]
    till.scan(COFFEE)
    assert till.state().mode is Mode.SELLING
    assert till.state().tile.amount == "14.90"
    assert till.state().last_change == "3.71"


def test_cash_without_an_amount_asks(till: Desktop) -> None:
    till.scan(MILK)
    till.key("cash")
    assert till.state().mode is Mode.PAYING
    till.key("cash")
    assert till.state().mode is Mode.PAYING
    assert till.counter.session.sale.tenders == ()
    assert till.state().notice is not None
    assert till.notice().action == "exact"
    till.presenter.answer("exact")
    assert till.state().mode is Mode.DONE


def test_exact_is_one_key(till: Desktop) -> None:
    till.scan(MILK)
    till.key("exact")
    assert till.state().mode is Mode.DONE
    assert till.state().tile.caption == "Paid"


def test_typed_number_is_not_sold_in_payment(till: Desktop) -> None:
    till.scan(MILK)
    till.enter()
    till.type("200")
    assert "200.00" in till.state().hint.text
    till.presenter.on_entered("200")
    assert len(till.state().rows) == 1
    assert "Cash or Card" in till.said


def test_scan_in_payment_is_sold(till: Desktop) -> None:
    till.scan(MILK)
    till.enter()
    till.scan(COFFEE)
    assert till.state().tile.amount == "16.19"
    assert till.state().mode is Mode.PAYING


def test_absurd_cash_is_refused(till: Desktop) -> None:
    till.scan(MILK)
    till.type("99999")
    till.key("cash")
    assert till.counter.session.sale.tenders == ()
    assert till.state().notice is not None
    assert till.notice().tone is Tone.BAD


def test_card_needs_a_second_press_that_is_no_double_tap(till: Desktop) -> None:
    till.scan(MILK)
    till.key("card")
    assert till.state().tile.caption == "By card"
    till.key("card")
    assert till.counter.session.sale.tenders == ()
    till.wait(700)
    till.key("card")
    assert till.state().mode is Mode.DONE
    assert till.printing.asked == ["wake"]


def test_enter_confirms_the_card(till: Desktop) -> None:
    till.scan(MILK)
    till.key("card")
    till.wait(700)
    till.enter()
    last = till.counter.session.last
    assert last is not None
    assert [one.kind for one in last.completed.sale.tenders] == [TenderKind.CARD]


def test_a_gift_card_is_asked_for_like_a_card(till: Desktop) -> None:
    till.scan(MILK)
    till.key("gift_card")
    assert till.state().tile.caption == "By gift card"
    till.wait(700)
    till.key("card")
    assert till.state().tile.caption == "By card"
    till.key("gift_card")
    till.wait(700)
    till.enter()
    last = till.counter.session.last
    assert last is not None
    assert [one.kind for one in last.completed.sale.tenders] == [TenderKind.GIFT_CARD]
    assert last.completed.figures.change_minor == 0


def test_a_gift_card_never_pays_more_than_is_due(till: Desktop) -> None:
    till.scan(MILK)
    till.type("5")
    till.key("gift_card")
    assert till.counter.session.sale.tenders == ()
    assert till.notice().tone is Tone.BAD


def test_esc_drops_the_card_then_leaves_payment(till: Desktop) -> None:
    till.scan(MILK)
    till.key("card")
    till.key("back")
    assert till.state().tile.caption == "Still due"
    till.key("back")
    assert till.state().mode is Mode.SELLING


def test_products_wait_while_a_card_is_under_way(till: Desktop) -> None:
    till.scan(MILK)
    till.key("card")
    till.scan(COFFEE)
    assert len(till.state().rows) == 1
    assert "1.29" in till.said
    assert till.heard.sounds[-1] is Sound.REFUSED
    till.wait(10_000)
    assert till.state().notice is not None
    assert till.notice().action == "confirm_card"


def test_member_may_still_come_while_a_card_is_under_way(till: Desktop, member: str) -> None:
    till.scan(MILK)
    till.key("card")
    till.scan(member)
    assert till.state().member is not None
    assert till.state().tile.caption == "By card"


def test_split_and_take_back(till: Desktop) -> None:
    till.scan(COFFEE)
    till.type("10")
    till.key("card")
    till.presenter.answer("confirm_card")
    assert [(row.label, row.amount) for row in till.state().tenders] == [("Card", "10.00")]
    assert till.state().tile.amount == "4.90"
    till.presenter.paying.take_back(till.state().tenders[0].tender_no)
    assert till.state().tenders == ()
    till.presenter.paying.take_cash(2000)
    assert till.state().tile.amount == "5.10"


def test_more_by_card_than_due_is_refused(till: Desktop) -> None:
    till.scan(MILK)
    till.type("50")
    till.key("card")
    assert till.state().notice is not None
    assert till.notice().tone is Tone.BAD
    assert till.state().tile.caption == "Still due"


def test_cancel_is_asked_once(till: Desktop) -> None:
    till.scan(MILK)
    till.presenter.cancelling.cancel()
    assert till.state().notice is not None
    assert till.notice().action == "confirm_cancel"
    till.presenter.cancelling.cancel()
    assert till.state().rows != ()
    till.wait(700)
    till.presenter.cancelling.cancel()
    assert till.state().rows == ()
    till.scan(MILK)
    till.presenter.cancelling.cancel()
    till.presenter.answer("keep")
    assert till.state().notice is None
    assert till.state().rows != ()


def test_cancel_with_money_in_it_is_refused(till: Desktop) -> None:
    till.scan(COFFEE)
    till.presenter.paying.take_cash(500)
    till.presenter.cancelling.cancel()
    till.presenter.answer("confirm_cancel")
    assert len(till.state().rows) == 1
    assert "take back" in till.said


def test_paid_whole_with_points(till: Desktop, member: str) -> None:
    till.scan(member, *[COFFEE] * 4)
    till.key("exact")
    till.scan(member, MILK)
    till.presenter.members.use_reward("pay")
    assert till.state().tile.amount == "0.00"
    till.enter()
    till.enter()
    assert till.state().mode is Mode.DONE


def test_commands_alone_ring_up_a_sale(till: Desktop, member: str) -> None:
    till.scan(MILK, member, COFFEE, "POS-CASH", "POS-EXACT")
    assert till.state().mode is Mode.DONE
    till.scan(MILK, "POS-CARD")
    till.wait(700)
    till.scan("POS-FINISH")
    assert till.state().mode is Mode.DONE
    till.scan(MILK, "POS-CANCEL")
    till.wait(700)
    till.scan("POS-CANCEL")
    assert till.state().rows == ()


def test_receipts_that_did_not_come_out_are_offered(till: Desktop) -> None:
    job_id = JobId(till.counter.ids())
    waiting = QueuedJob(job_id, "0001-01-A-0000007", state=JobState.WAITING, reason="printer.paper_out")
    unknown = QueuedJob(job_id, "0001-01-A-0000008", state=JobState.UNKNOWN)
    till.desk.offered = (waiting, unknown)
    till.desk.refresh()
    assert "no paper" in till.said
    assert till.state().notice is not None
    assert till.notice().action == "retry_print"
    till.scan(MILK)
    till.presenter.answer("retry_print")
    till.desk.offered = (unknown,)
    till.desk.refresh()
    assert till.notice().action == "copy_print"
    till.presenter.answer("drop_print")
    assert till.printing.asked == [f"again {job_id}", f"drop {job_id}"]
