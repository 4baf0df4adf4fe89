"""Cards, enrolment, rewards: what a cashier does, seen on the checkout's state."""

from __future__ import annotations

import pytest

from pos_app.kernel.limits import LATE_CARD_MS
from pos_app.ports.sounds import Sound
from pos_app.ui.checkout.state import Mode
from tests.support.desks import Desktop

MILK, COFFEE = "4006381333931", "8690526012346"


def test_card_scanned_twice(till: Desktop, member: str) -> None:
    till.scan(member, member)
    assert till.state().member is not None
    assert "already" in till.state().status.message
    assert till.heard.sounds == [Sound.MEMBER, Sound.MEMBER]


def test_card_right_after_a_sale_is_the_next_sales(till: Desktop, member: str) -> None:
    till.scan(MILK)
    till.key("exact")
    till.scan(member)
    assert "of the last sale" in till.said
    till.presenter.answer("drop_late")
    assert till.state().mode is Mode.SELLING
    last = till.counter.session.last
    assert last is not None
    assert last.completed.sale.member_id is None


def test_a_card_that_arrives_as_typing_is_asked_about_as_well(till: Desktop, member: str) -> None:
    till.scan(MILK)
    till.key("exact")
    till.type("M123")
    assert till.state().mode is Mode.SELLING
    till.type("")
    till.scan(member)
    assert till.notice().action == "attach_late"


def test_long_after_a_sale_a_card_is_the_next_sales(till: Desktop, member: str) -> None:
    till.scan(MILK)
    till.key("exact")
    till.type("M123")
    till.wait(LATE_CARD_MS + 1)
    till.type("")
    till.scan(member)
    assert till.state().notice is None


def test_unknown_card_offers_enrolment_and_keeps_the_sale(till: Desktop) -> None:
    till.scan(MILK, "M87654321")
    assert till.state().notice is not None
    assert till.notice().action == "enrol"
    till.scan(COFFEE)
    assert till.state().notice is not None
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
    assert not form.is_open
    assert till.state().member is not None
    assert len(till.state().rows) == 2
    till.key("exact")
    till.scan("M87654321")
    assert till.state().member is not None


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
    assert till.state().rows[0].name == "Whole milk 1 l"
    assert till.screen.form.shown


def test_rewards(till: Desktop, member: str) -> None:
    till.key("reward")
    assert till.state().notice is not None
    till.scan(member, *[COFFEE] * 4)
    till.key("exact")
    till.scan(member, COFFEE)
    assert till.state().member is not None
    balance = int(till.banner().balance)
    assert balance >= 50
    till.key("reward")
    assert till.state().rows[0].amount == "9.90"
    assert till.banner().rewards[0].used == 1
    assert int(till.banner().balance) == balance - 50
    till.presenter.members.drop_reward("five")
    assert till.state().rows[0].amount == "14.90"


def test_reward_that_does_not_fit_says_what_is_missing(till: Desktop, member: str) -> None:
    till.scan(member, COFFEE)
    till.presenter.members.use_reward("five")
    assert "50" in till.said
    assert till.state().rows[0].amount == "14.90"


@pytest.mark.parametrize("code", ["4111111111111111", "%B4111111111111111^X^2512?"])
def test_payment_card_is_neither_shown_nor_kept(till: Desktop, code: str) -> None:
    till.scan(code)
    shown = repr(till.screen.states)
    assert "4111111111111111" not in shown
    assert till.state().rows == ()


def test_phone_of_another_country_needs_its_code(till: Desktop) -> None:
    till.enter("+90 532 111 22 33")
    assert till.state().notice is not None
    assert till.notice().action == "enrol"
