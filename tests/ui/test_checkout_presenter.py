"""What a cashier does, seen on the checkout's state."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pos_app.kernel.ids import JobId
from pos_app.ports.printing import JobState, QueuedJob
from pos_app.ports.sounds import Sound
from pos_app.retail.tender import TenderKind
from pos_app.ui.checkout.state import Mode
from pos_app.ui.tone import Tone
from tests.support.counters import CASHIER
from tests.support.desks import Desktop, desktop
from tests.support.tills import enrolment

MILK, COFFEE, BEER = "4006381333931", "8690526012346", "5000112345674"


@pytest.fixture
def till(tmp_path: Path) -> Iterator[Desktop]:
    """A manager at an empty checkout."""
    with desktop(tmp_path) as made:
        yield made
        assert made.bugs == []


@pytest.fixture
def member(till: Desktop) -> str:
    """A member's card."""
    till.counter.storage.members.enrol(enrolment(till.counter.ids, card="M12345678"))
    return "M12345678"


def test_scans_are_sold_and_heard(till: Desktop) -> None:
    till.scan(MILK, MILK, COFFEE)
    assert [(row.quantity, row.amount, row.selected) for row in till.state.rows] == [
        ("2", "2.58", False),
        ("1", "14.90", True),
    ]
    assert till.state.tile.amount == "17.48"
    assert till.state.last_item.name == "Espresso beans 1 kg"
    assert till.heard.sounds == [Sound.ACCEPTED] * 3


def test_unknown_code_must_be_dismissed_before_payment(till: Desktop) -> None:
    till.scan(MILK, "12345670")
    assert "12345670" in till.said
    assert till.heard.sounds[-1] is Sound.REFUSED
    row = till.state.rows[-1]
    assert row.unsold
    assert row.selected
    till.scan(COFFEE)
    till.enter()
    assert till.state.mode is Mode.SELLING
    assert "not sold" in till.said
    till.presenter.selling.dismiss(row.line_no)
    till.enter()
    assert till.state.mode is Mode.PAYING


def test_sounds_can_be_switched_off(till: Desktop) -> None:
    till.presenter.toggle_sounds()
    till.scan(MILK, "12345670")
    assert till.heard.sounds == []
    assert not till.state.sounds_on


def test_typed_quantity_goes_with_the_next_scan(till: Desktop) -> None:
    till.type("3*")
    assert "3" in till.state.hint.text
    till.scan(MILK)
    assert till.state.rows[0].quantity == "3"
    assert till.screen.entry == ""
    till.scan(COFFEE)
    assert till.state.rows[1].quantity == "1"


def test_half_typed_name_survives_a_scan(till: Desktop) -> None:
    till.type("whol")
    till.scan(COFFEE)
    assert till.screen.entry == "whol"
    assert len(till.state.rows) == 1


def test_search_is_walked_with_arrows(till: Desktop) -> None:
    till.type("be")
    names = [row.name for row in till.state.search]
    assert len(names) >= 2
    till.presenter.selling.move(1)
    assert till.state.search_selected == 1
    till.presenter.on_entered(till.screen.entry)
    assert till.state.rows[0].name == names[1]
    assert till.state.search == ()


def test_absurd_quantity_is_asked_once(till: Desktop) -> None:
    till.enter("200*" + MILK)
    assert till.state.rows == ()
    assert till.state.notice is not None
    assert till.state.notice.action == "confirm_quantity"
    till.presenter.answer("confirm_quantity")
    assert till.state.rows[0].quantity == "200"
    till.presenter.answer("confirm_quantity")
    assert till.state.rows[0].quantity == "200"


def test_another_scan_is_a_no_to_the_quantity(till: Desktop) -> None:
    till.enter("200*" + MILK)
    till.scan(COFFEE)
    assert till.state.notice is None
    assert [row.name for row in till.state.rows] == ["Espresso beans 1 kg"]


def test_keys_act_on_the_chosen_line(till: Desktop) -> None:
    till.scan(MILK, COFFEE)
    till.key("more", "more", "less")
    assert till.state.rows[1].quantity == "2"
    till.presenter.selling.move(-1)
    till.key("remove")
    assert [row.name for row in till.state.rows] == ["Espresso beans 1 kg"]
    till.key("undo", "undo")
    assert [row.quantity for row in till.state.rows] == ["1", "3"]


def test_less_of_one_takes_the_line_off(till: Desktop) -> None:
    till.scan(MILK, COFFEE)
    till.key("less")
    assert len(till.state.rows) == 1


def test_a_digit_behind_minus_was_a_discount(till: Desktop) -> None:
    till.scan(COFFEE)
    till.key("more")
    till.key("less")
    till.type("10%")
    assert till.screen.entry == "-10%"
    assert till.state.rows[0].quantity == "2"
    till.presenter.on_entered(till.screen.entry)
    assert till.state.rows[0].amount == "26.82"


def test_a_later_digit_is_a_number_of_its_own(till: Desktop) -> None:
    till.scan(COFFEE)
    till.key("more")
    till.wait(5_000)
    till.type("7")
    assert till.screen.entry == "7"
    assert till.state.rows[0].quantity == "2"


def test_cash_with_an_amount_finishes(till: Desktop) -> None:
    till.scan(MILK)
    till.type("5")
    till.key("cash")
    assert till.state.mode is Mode.DONE
    assert (till.state.tile.caption, till.state.tile.amount) == ("Change", "3.71")
    assert till.state.last_change == "3.71"
    assert till.printing.asked == ["drawer", "wake"]
    till.scan(COFFEE)
    assert till.state.mode is Mode.SELLING
    assert till.state.tile.amount == "14.90"
    assert till.state.last_change == "3.71"


def test_cash_without_an_amount_asks(till: Desktop) -> None:
    till.scan(MILK)
    till.key("cash")
    assert till.state.mode is Mode.PAYING
    till.key("cash")
    assert till.state.mode is Mode.PAYING
    assert till.counter.session.sale.tenders == ()
    assert till.state.notice is not None
    assert till.state.notice.action == "exact"
    till.presenter.answer("exact")
    assert till.state.mode is Mode.DONE


def test_exact_is_one_key(till: Desktop) -> None:
    till.scan(MILK)
    till.key("exact")
    assert till.state.mode is Mode.DONE
    assert till.state.tile.caption == "Paid"


def test_typed_number_is_not_sold_in_payment(till: Desktop) -> None:
    till.scan(MILK)
    till.enter()
    till.type("200")
    assert "200.00" in till.state.hint.text
    till.presenter.on_entered("200")
    assert len(till.state.rows) == 1
    assert "Cash or Card" in till.said


def test_scan_in_payment_is_sold(till: Desktop) -> None:
    till.scan(MILK)
    till.enter()
    till.scan(COFFEE)
    assert till.state.tile.amount == "16.19"
    assert till.state.mode is Mode.PAYING


def test_absurd_cash_is_refused(till: Desktop) -> None:
    till.scan(MILK)
    till.type("99999")
    till.key("cash")
    assert till.counter.session.sale.tenders == ()
    assert till.state.notice is not None
    assert till.state.notice.tone is Tone.BAD


def test_card_needs_a_second_press_that_is_no_double_tap(till: Desktop) -> None:
    till.scan(MILK)
    till.key("card")
    assert till.state.tile.caption == "By card"
    till.key("card")
    assert till.counter.session.sale.tenders == ()
    till.wait(700)
    till.key("card")
    assert till.state.mode is Mode.DONE
    assert till.printing.asked == ["wake"]


def test_enter_confirms_the_card(till: Desktop) -> None:
    till.scan(MILK)
    till.key("card")
    till.wait(700)
    till.enter()
    last = till.counter.session.last
    assert last is not None
    assert [one.kind for one in last.completed.sale.tenders] == [TenderKind.CARD]


def test_esc_drops_the_card_then_leaves_payment(till: Desktop) -> None:
    till.scan(MILK)
    till.key("card")
    till.key("back")
    assert till.state.tile.caption == "Still due"
    till.key("back")
    assert till.state.mode is Mode.SELLING


def test_products_wait_while_a_card_is_under_way(till: Desktop) -> None:
    till.scan(MILK)
    till.key("card")
    till.scan(COFFEE)
    assert len(till.state.rows) == 1
    assert "1.29" in till.said
    assert till.heard.sounds[-1] is Sound.REFUSED
    till.wait(10_000)
    assert till.state.notice is not None
    assert till.state.notice.action == "confirm_card"


def test_member_may_still_come_while_a_card_is_under_way(till: Desktop, member: str) -> None:
    till.scan(MILK)
    till.key("card")
    till.scan(member)
    assert till.state.member is not None
    assert till.state.tile.caption == "By card"


def test_split_and_take_back(till: Desktop) -> None:
    till.scan(COFFEE)
    till.type("10")
    till.key("card")
    till.presenter.answer("confirm_card")
    assert [(row.label, row.amount) for row in till.state.tenders] == [("Card", "10.00")]
    assert till.state.tile.amount == "4.90"
    till.presenter.paying.take_back(till.state.tenders[0].tender_no)
    assert till.state.tenders == ()
    till.presenter.paying.take_cash(2000)
    assert till.state.tile.amount == "5.10"


def test_more_by_card_than_due_is_refused(till: Desktop) -> None:
    till.scan(MILK)
    till.type("50")
    till.key("card")
    assert till.state.notice is not None
    assert till.state.notice.tone is Tone.BAD
    assert till.state.tile.caption == "Still due"


def test_cancel_is_asked_once(till: Desktop) -> None:
    till.scan(MILK)
    till.presenter.paying.cancel()
    assert till.state.notice is not None
    assert till.state.notice.action == "confirm_cancel"
    till.presenter.paying.cancel()
    assert till.state.rows != ()
    till.wait(700)
    till.presenter.paying.cancel()
    assert till.state.rows == ()
    till.scan(MILK)
    till.presenter.paying.cancel()
    till.presenter.answer("keep")
    assert till.state.notice is None
    assert till.state.rows != ()


def test_cancel_with_money_in_it_is_refused(till: Desktop) -> None:
    till.scan(COFFEE)
    till.presenter.paying.take_cash(500)
    till.presenter.paying.cancel()
    till.presenter.answer("confirm_cancel")
    assert len(till.state.rows) == 1
    assert "take back" in till.said


def test_card_scanned_twice(till: Desktop, member: str) -> None:
    till.scan(member, member)
    assert till.state.member is not None
    assert "already" in till.state.status.message
    assert till.heard.sounds == [Sound.MEMBER, Sound.MEMBER]


def test_card_right_after_a_sale_is_the_next_sales(till: Desktop, member: str) -> None:
    till.scan(MILK)
    till.key("exact")
    till.scan(member)
    assert "next sale" in till.said
    assert till.state.mode is Mode.SELLING
    last = till.counter.session.last
    assert last is not None
    assert last.completed.sale.member_id is None


def test_unknown_card_offers_enrolment_and_keeps_the_sale(till: Desktop) -> None:
    till.scan(MILK, "M87654321")
    assert till.state.notice is not None
    assert till.state.notice.action == "enrol"
    till.scan(COFFEE)
    assert till.state.notice is not None
    till.key("member")
    assert till.screen.form.shown
    assert till.screen.form.card.endswith("4321")
    form = till.presenter.enrolment
    form.edit_phone("12")
    form.edit_name("Ayşe")
    form.enrol()
    assert till.screen.form.problem
    form.edit_phone("0151 23456789")
    form.set_consent(True)
    assert till.screen.form.can_enrol
    form.enrol()
    assert not till.screen.form.shown
    assert till.state.member is not None
    assert len(till.state.rows) == 2
    till.key("exact")
    till.scan("M87654321")
    assert till.state.member is not None


def test_unknown_phone_offers_enrolment_with_the_number(till: Desktop) -> None:
    till.enter("0151 23456789")
    till.presenter.answer("enrol")
    assert till.screen.form.phone == "+4915123456789"


def test_open_form_takes_the_unknown_card(till: Desktop) -> None:
    till.key("member")
    till.presenter.answer("enrol")
    till.scan("M11112222")
    assert till.screen.form.card.endswith("2222")
    till.scan(MILK)
    assert till.state.rows[0].name == "Whole milk 1 l"
    assert till.screen.form.shown


def test_rewards(till: Desktop, member: str) -> None:
    till.key("reward")
    assert till.state.notice is not None
    till.scan(member, *[COFFEE] * 4)
    till.key("exact")
    till.scan(member, COFFEE)
    assert till.state.member is not None
    balance = int(till.state.member.balance)
    assert balance >= 50
    till.key("reward")
    assert till.state.rows[0].amount == "9.90"
    assert till.state.member.rewards[0].used == 1
    assert int(till.state.member.balance) == balance - 50
    till.presenter.members.drop_reward("five")
    assert till.state.rows[0].amount == "14.90"


def test_reward_that_does_not_fit_says_what_is_missing(till: Desktop, member: str) -> None:
    till.scan(member, COFFEE)
    till.presenter.members.use_reward("five")
    assert "50" in till.said
    assert till.state.rows[0].amount == "14.90"


def test_paid_whole_with_points(till: Desktop, member: str) -> None:
    till.scan(member, *[COFFEE] * 4)
    till.key("exact")
    till.scan(member, MILK)
    till.presenter.members.use_reward("pay")
    assert till.state.tile.amount == "0.00"
    till.enter()
    till.enter()
    assert till.state.mode is Mode.DONE


@pytest.mark.parametrize("code", ["4111111111111111", "%B4111111111111111^X^2512?"])
def test_payment_card_is_neither_shown_nor_kept(till: Desktop, code: str) -> None:
    till.scan(code)
    shown = repr(till.screen.states)
    assert "4111111111111111" not in shown
    assert till.state.rows == ()


def test_price_check_sells_nothing(till: Desktop) -> None:
    till.key("search")
    till.scan(MILK)
    assert "1.29" in till.said
    assert till.state.rows == ()
    till.scan(MILK)
    assert len(till.state.rows) == 1


def test_age_limit_is_said(till: Desktop) -> None:
    till.scan(BEER)
    assert "18" in till.said
    assert len(till.state.rows) == 1


def test_commands_alone_ring_up_a_sale(till: Desktop, member: str) -> None:
    till.scan(MILK, member, COFFEE, "POS-CASH", "POS-EXACT")
    assert till.state.mode is Mode.DONE
    till.scan(MILK, "POS-CARD")
    till.wait(700)
    till.scan("POS-FINISH")
    assert till.state.mode is Mode.DONE
    till.scan(MILK, "POS-CANCEL")
    till.wait(700)
    till.scan("POS-CANCEL")
    assert till.state.rows == ()


def test_open_sale_is_offered_after_a_restart(tmp_path: Path) -> None:
    with desktop(tmp_path) as before:
        before.scan(MILK, COFFEE)
    with desktop(tmp_path, CASHIER, start=10_000) as after:
        assert after.state.notice is not None
        assert after.state.notice.action == "resume_draft"
        assert len(after.state.rows) == 2
        after.scan(MILK)
        assert len(after.state.rows) == 3
        assert after.state.status.cashier == "Ann"
        after.presenter.answer("resume_draft")
        assert after.state.notice is None
    with desktop(tmp_path, start=20_000) as given_up:
        given_up.presenter.answer("drop_draft")
        assert given_up.state.rows == ()
        assert given_up.state.notice is None
    with desktop(tmp_path, start=30_000) as empty:
        assert empty.state.notice is None


def test_damaged_draft_can_be_given_up(tmp_path: Path) -> None:
    with desktop(tmp_path) as before:
        before.counter.tools.books.keep_draft(b"rubbish")
    with desktop(tmp_path, start=10_000) as after:
        assert "cannot be read" in after.said
        after.presenter.answer("drop_draft")
        assert after.state.notice is None


def test_receipts_that_did_not_come_out_are_offered(till: Desktop) -> None:
    job_id = JobId(till.counter.ids())
    waiting = QueuedJob(job_id, "0001-01-A-0000007", state=JobState.WAITING, reason="printer.paper_out")
    unknown = QueuedJob(job_id, "0001-01-A-0000008", state=JobState.UNKNOWN)
    till.desk.offered = (waiting, unknown)
    till.desk.refresh()
    assert "no paper" in till.said
    assert till.state.notice is not None
    assert till.state.notice.action == "retry_print"
    till.scan(MILK)
    till.presenter.answer("retry_print")
    till.desk.offered = (unknown,)
    till.desk.refresh()
    assert till.state.notice.action == "copy_print"
    till.presenter.answer("drop_print")
    assert till.printing.asked == [f"again {job_id}", f"drop {job_id}"]


def test_messages_go_away_by_themselves(till: Desktop) -> None:
    till.scan("12345670")
    till.wait(20_000)
    assert till.state.notice is None


@pytest.mark.parametrize(
    "text", ["-5*100", "0*100", "99999999*100", "1.5*100", "abc\x1b@xyz", "💥" * 40, " "]
)
def test_bad_entries_lose_nothing(till: Desktop, text: str) -> None:
    till.scan(COFFEE)
    till.enter(text)
    assert [row.amount for row in till.state.rows if not row.unsold] == ["14.90"]


def test_phone_of_another_country_needs_its_code(till: Desktop) -> None:
    till.enter("+90 532 111 22 33")
    assert till.state.notice is not None
    assert till.state.notice.action == "enrol"


def test_enter_sells_the_best_match(till: Desktop) -> None:
    till.enter("milk")
    assert till.state.rows[0].name == "Whole milk 1 l"
    assert till.state.can_cancel
    assert till.state.can_undo
