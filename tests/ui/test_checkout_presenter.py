"""Products, lines, entries: what a cashier does, seen on the checkout's state."""

from __future__ import annotations

from pathlib import Path

import pytest

from pos_app.ports.sounds import Sound
from pos_app.ui.checkout.state import Mode
from tests.support.counters import CASHIER
from tests.support.desks import Desktop, desktop

MILK, COFFEE, BEER = "4006381333931", "8690526012346", "5000112345674"


def test_scans_are_sold_and_heard(till: Desktop) -> None:
    till.scan(MILK, MILK, COFFEE)
    assert [(row.quantity, row.amount, row.selected) for row in till.state().rows] == [
        ("2", "2.58", False),
        ("1", "14.90", True),
    ]
    assert till.state().tile.amount == "17.48"
    assert till.state().last_item.name == "Espresso beans 1 kg"
    assert till.heard.sounds == [Sound.ACCEPTED] * 3


def test_unknown_code_must_be_dismissed_before_payment(till: Desktop) -> None:
    till.scan(MILK, "12345670")
    assert "12345670" in till.said
    assert till.heard.sounds[-1] is Sound.REFUSED
    row = till.state().rows[-1]
    assert row.unsold
    assert row.selected
    till.scan(COFFEE)
    till.enter()
    assert till.state().mode is Mode.SELLING
    assert "not sold" in till.said
    assert till.state().rows[-1].selected, "Del dismisses the refused scan, not something that was sold"
    till.presenter.selling.dismiss(row.line_no)
    till.enter()
    assert till.state().mode is Mode.PAYING


def test_sounds_can_be_switched_off(till: Desktop) -> None:
    till.presenter.toggle_sounds()
    till.scan(MILK, "12345670")
    assert till.heard.sounds == []
    assert not till.state().sounds_on


def test_typed_quantity_goes_with_the_next_scan(till: Desktop) -> None:
    till.type("3*")
    assert "3" in till.state().hint.text
    till.scan(MILK)
    assert till.state().rows[0].quantity == "3"
    assert till.screen.entry == ""
    till.scan(COFFEE)
    assert till.state().rows[1].quantity == "1"


def test_half_typed_name_survives_a_scan(till: Desktop) -> None:
    till.type("whol")
    till.scan(COFFEE)
    assert till.screen.entry == "whol"
    assert len(till.state().rows) == 1


def test_search_is_walked_with_arrows(till: Desktop) -> None:
    till.type("be")
    names = [row.name for row in till.state().search]
    assert len(names) >= 2
    till.presenter.selling.move(1)
    assert till.state().search_selected == 1
    till.presenter.on_entered(till.screen.entry)
    assert till.state().rows[0].name == names[1]
    assert till.state().search == ()


def test_absurd_quantity_is_asked_once(till: Desktop) -> None:
    till.enter("200*" + MILK)
    assert till.state().rows == ()
    assert till.state().notice is not None
    assert till.notice().action == "confirm_quantity"
    till.presenter.answer("confirm_quantity")
    assert till.state().rows[0].quantity == "200"
    till.presenter.answer("confirm_quantity")
    assert till.state().rows[0].quantity == "200"


def test_another_scan_is_a_no_to_the_quantity(till: Desktop) -> None:
    till.enter("200*" + MILK)
    till.scan(COFFEE)
    assert till.state().notice is None
    assert [row.name for row in till.state().rows] == ["Espresso beans 1 kg"]


def test_keys_act_on_the_chosen_line(till: Desktop) -> None:
    till.scan(MILK, COFFEE)
    till.key("more", "more", "less")
    assert till.state().rows[1].quantity == "2"
    till.presenter.selling.move(-1)
    till.key("remove")
    assert [row.name for row in till.state().rows] == ["Espresso beans 1 kg"]
    till.key("undo", "undo")
    assert [row.quantity for row in till.state().rows] == ["1", "3"]


def test_less_of_one_takes_the_line_off(till: Desktop) -> None:
    till.scan(MILK, COFFEE)
    till.key("less")
    assert len(till.state().rows) == 1


def test_a_digit_behind_minus_was_a_discount(till: Desktop) -> None:
    till.scan(COFFEE)
    till.key("more")
    till.key("less")
    till.type("10%")
    assert till.screen.entry == "-10%"
    assert till.state().rows[0].quantity == "2"
    till.presenter.on_entered(till.screen.entry)
    assert till.state().rows[0].amount == "26.82"


def test_a_later_digit_is_a_number_of_its_own(till: Desktop) -> None:
    till.scan(COFFEE)
    till.key("more")
    till.wait(5_000)
    till.type("7")
    assert till.screen.entry == "7"
    assert till.state().rows[0].quantity == "2"


def test_price_check_sells_nothing(till: Desktop) -> None:
    till.key("search")
    till.scan(MILK)
    assert "1.29" in till.said
    assert till.state().rows == ()
    till.scan(MILK)
    assert len(till.state().rows) == 1


def test_age_limit_is_said(till: Desktop) -> None:
    till.scan(BEER)
    assert "18" in till.said
    assert len(till.state().rows) == 1


def test_open_sale_is_offered_after_a_restart(tmp_path: Path) -> None:
    with desktop(tmp_path) as before:
        before.scan(MILK, COFFEE)
    with desktop(tmp_path, CASHIER, start=10_000) as after:
        assert after.state().notice is not None
        assert after.notice().action == "resume_draft"
        assert len(after.state().rows) == 2
        after.scan(MILK)
        assert len(after.state().rows) == 3
        assert after.state().status.cashier == "Ann"
        after.presenter.answer("resume_draft")
        assert after.state().notice is None
    with desktop(tmp_path, start=20_000) as given_up:
        given_up.presenter.answer("drop_draft")
        assert given_up.state().rows == ()
        assert given_up.state().notice is None
    with desktop(tmp_path, start=30_000) as empty:
        assert empty.state().notice is None


def test_damaged_draft_can_be_given_up(tmp_path: Path) -> None:
    with desktop(tmp_path) as before:
        before.counter.tools.books.keep_draft(b"rubbish")
    with desktop(tmp_path, start=10_000) as after:
        assert "cannot be read" in after.said
        after.presenter.answer("drop_draft")
        assert after.state().notice is None


def test_messages_go_away_by_themselves(till: Desktop) -> None:
    till.scan("12345670")
    till.wait(20_000)
    assert till.state().notice is None


@pytest.mark.parametrize(
    "text", ["-5*100", "0*100", "99999999*100", "1.5*100", "abc\x1b@xyz", "💥" * 40, " "]
)
def test_bad_entries_lose_nothing(till: Desktop, text: str) -> None:
    till.scan(COFFEE)
    till.enter(text)
    assert [row.amount for row in till.state().rows if not row.unsold] == ["14.90"]


def test_enter_sells_the_best_match(till: Desktop) -> None:
    till.enter("milk")
    assert till.state().rows[0].name == "Whole milk 1 l"
    assert till.state().can_cancel
    assert till.state().can_undo


def test_plus_in_front_of_a_phone_number_leaves_the_figures_right(till: Desktop) -> None:
    till.scan(MILK, MILK)
    till.key("more")
    assert till.state().last_item.amount == "3.87"
    till.type("3")
    assert till.screen.entry == "+3"
    assert till.state().rows[0].amount == "2.58"
    assert till.state().last_item.amount == "2.58"
