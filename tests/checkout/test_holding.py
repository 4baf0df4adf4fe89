"""What is held at the server for the open sale, by what right it is filed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pos_app.checkout import reserving
from pos_app.checkout.holding import Answer, ask
from pos_app.checkout.session import CheckoutSession
from pos_app.kernel.errors import Refused
from pos_app.kernel.ids import AccountId
from pos_app.loyalty.accounts import points_account
from pos_app.ports.gateway import Contact
from pos_app.retail.tender import TenderKind
from pos_app.storage.cut_off import StoredCutOff
from pos_app.wire.sale_fact import Authority
from tests.support.counters import COFFEE, MANAGER, Counter, counter
from tests.support.gateways import DictGateway
from tests.support.joined import CARD, DAY_MS, RICH, authority, join, joined_tools
from tests.support.tills import enrolment

CASH = TenderKind.CASH


@pytest.fixture
def gateway() -> DictGateway:
    """The server."""
    return DictGateway()


@pytest.fixture
def till(tmp_path: Path, gateway: DictGateway) -> Iterator[Counter]:
    """A till of a server, with a member of 40 days who has points from a sale."""
    with counter(tmp_path, program_text=RICH) as opened:
        opened.tools = joined_tools(opened, gateway)
        opened.session = CheckoutSession(opened.tools, MANAGER)
        join(opened)
        opened.storage.members.enrol(enrolment(opened.ids, card=CARD))
        opened.clock.at_ms += 40 * DAY_MS
        opened.session.scan(CARD)
        sell(opened)
        sell(opened)
        yield opened


def sell(till: Counter, reward: str = "") -> Authority:
    """Sell two coffees to the member and return what the fact names as its right."""
    session = till.session
    if session.evaluated.found is None:
        session.scan(CARD)
    session.add_product(COFFEE.number, 2000)
    if reward:
        session.choose_reward(reward)
    session.add_tender(CASH)
    session.finish()
    return authority(till)


def begin(till: Counter) -> AccountId:
    """Put two coffees and the member on the sale; return the account of the points."""
    till.session.scan(CARD)
    till.session.add_product(COFFEE.number, 2000)
    found = till.session.evaluated.found
    assert found is not None
    return points_account(found.member_id)


def asked(till: Counter, gateway: DictGateway, reward: str = "five") -> Answer:
    """Ask for what a reward needs."""
    answer = ask(gateway, reserving.to_choose(till.session, reward))
    till.session.holding.keep(answer)
    return answer


def test_a_reward_is_held_then_filed_with_it(till: Counter, gateway: DictGateway) -> None:
    account = begin(till)
    question = reserving.to_choose(till.session, "five")
    assert question.amounts == ((account, 50),)
    answer = ask(gateway, question)
    till.session.holding.keep(answer)
    assert answer.granted == ((account, 50),)
    assert reserving.to_choose(till.session, "five").amounts == ()
    till.session.choose_reward("five")
    assert reserving.to_pay(till.session).amounts == ()
    till.session.add_tender(CASH)
    assert till.session.holding.mode(None) == "local"
    till.session.finish()
    assert authority(till).mode == "hold"
    assert till.session.holding.held == {}


def test_two_rewards_are_asked_for_in_all(till: Counter, gateway: DictGateway) -> None:
    account = begin(till)
    asked(till, gateway)
    till.session.choose_reward("five")
    assert reserving.to_choose(till.session, "five").amounts == ((account, 100),)


def test_what_another_till_reserved_is_said(till: Counter, gateway: DictGateway) -> None:
    account = begin(till)
    gateway.free[account] = 30
    answer = asked(till, gateway)
    snapshot = till.session.evaluated.snapshot
    assert snapshot is not None
    said = reserving.refusal(till.session, answer, "five")
    assert said is not None
    assert said.code == "hold.points_reserved"
    assert said.params == {
        "reserved_points": snapshot.balance_points - 30,
        "balance_points": snapshot.balance_points,
        "left_points": 30,
    }
    assert till.session.holding.is_connected


def test_no_answer_makes_the_sale_one_of_a_till_that_is_cut_off(till: Counter, gateway: DictGateway) -> None:
    begin(till)
    gateway.silent = True
    answer = asked(till, gateway)
    assert answer.is_unknown
    assert not till.session.holding.is_connected
    assert gateway.contact() is Contact.CONNECTED
    assert reserving.to_choose(till.session, "five").amounts == ()
    till.session.choose_reward("five")
    till.session.add_tender(CASH)
    till.session.finish()
    assert authority(till).mode == "risk"
    assert till.session.holding.is_connected


def test_a_question_that_came_too_late_has_no_answer(till: Counter, gateway: DictGateway) -> None:
    begin(till)
    gateway.is_late = True
    assert asked(till, gateway).is_unknown
    assert not till.session.holding.is_connected


def test_what_is_held_can_be_spent_after_the_line_went(till: Counter, gateway: DictGateway) -> None:
    begin(till)
    till.session.change_quantity(1, 4000)
    answer = ask(gateway, reserving.to_choose(till.session, "pay"))
    till.session.holding.keep(answer)
    till.session.choose_reward("pay")
    spent = till.session.evaluated.quote.spent[0].points
    assert spent > 500
    gateway.line = False
    till.session.add_product(COFFEE.number)
    assert till.session.dropped == ()
    assert till.session.evaluated.quote.spent[0].points == spent
    till.session.add_tender(CASH)
    till.session.finish()
    assert authority(till).mode == "hold"


def test_without_a_server_nothing_is_asked(till: Counter, gateway: DictGateway) -> None:
    gateway.is_alone = True
    begin(till)
    assert reserving.to_choose(till.session, "five").amounts == ()
    assert sell(till, "five").mode == "local"
    assert gateway.asked == []


def test_a_sale_that_spends_nothing_names_no_right(till: Counter, gateway: DictGateway) -> None:
    gateway.line = False
    assert sell(till).mode == "local"


def test_a_dropped_reward_is_surplus(till: Counter, gateway: DictGateway) -> None:
    account = begin(till)
    asked(till, gateway)
    till.session.choose_reward("five")
    assert reserving.surplus(till.session) == ()
    till.session.drop_reward("five")
    assert reserving.surplus(till.session) == (account,)


def test_a_refusal_before_payment_takes_the_reward_off(till: Counter, gateway: DictGateway) -> None:
    account = begin(till)
    gateway.line = False
    till.session.choose_reward("five")
    gateway.line, gateway.free[account] = True, 10
    question = reserving.to_pay(till.session)
    assert question.amounts == ((account, 50),)
    answer = ask(gateway, question)
    said = reserving.take_off(till.session, answer.short[0])
    assert said.code == "hold.points_reserved"
    assert till.session.sale.rewards == ()


def test_the_bounds_of_a_day_without_the_server(till: Counter, gateway: DictGateway) -> None:
    gateway.line = False
    assert sell(till, "pay").mode == "risk"
    assert sell(till, "pay").mode == "risk"
    account = begin(till)
    book = StoredCutOff(till.storage.database)
    assert book.risked(account) == 1000 == book.risked_since(till.clock.at_ms - DAY_MS)
    with pytest.raises(Refused, match=r"offline\.member_full"):
        till.session.choose_reward("five")
    till.session.detach_member()
    till.clock.at_ms += DAY_MS
    assert book.risked_since(till.clock.at_ms - 1) == 0


def test_somebody_in_charge_lets_it_go_on_after_a_day(till: Counter, gateway: DictGateway) -> None:
    book = StoredCutOff(till.storage.database)
    book.note_contact(till.clock.at_ms - 25 * 3_600_000)
    gateway.line = False
    begin(till)
    with pytest.raises(Refused, match=r"offline\.long"):
        till.session.choose_reward("five")
    till.session.holding.approve()
    till.session.read_member_again()
    till.session.choose_reward("five")
    assert till.session.evaluated.quote.spent[0].points == 50
