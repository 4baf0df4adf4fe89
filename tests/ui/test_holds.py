"""What a cashier sees of the server while rewards are used, seen on the checkout's state."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pos_app.kernel.errors import Refused
from pos_app.kernel.exchange_limits import HOLD_IDLE_MS
from pos_app.retail.tender import TenderKind
from pos_app.ui.checkout.state import Mode
from tests.support.joined import CARD, DAY_MS, MILK, RICH, Joined, joined
from tests.support.tills import enrolment


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Joined]:
    """A desk of a server."""
    with joined(tmp_path) as made:
        yield made


def used(desk: Joined) -> list[str]:
    """The rewards on the sale."""
    return [one.reward_id for one in desk.till.counter.session.sale.rewards]


def test_a_reward_waits_for_the_server_while_scanning_goes_on(desk: Joined) -> None:
    desk.begin()
    desk.till.key("reward")
    assert "Asking the server" in desk.till.state().status.message
    assert used(desk) == []
    desk.till.scan(MILK)
    assert len(desk.till.state().rows) == 2
    desk.lane.go_on()
    assert used(desk) == ["five"]
    assert desk.till.state().status.message == ""
    assert desk.gateway.holds() == [50]
    desk.till.key("exact")
    desk.lane.go_on()
    assert desk.till.state().mode is Mode.DONE
    assert desk.authority().mode == "hold"
    assert desk.gateway.count("release") == 0


def test_two_presses_hold_both(desk: Joined) -> None:
    desk.begin()
    desk.till.key("reward", "reward")
    desk.lane.go_on()
    assert desk.till.counter.session.sale.rewards[0].times == 2
    assert desk.gateway.holds() == [100]


def test_points_reserved_at_another_till_are_said(desk: Joined) -> None:
    desk.begin()
    desk.gateway.free[desk.points] = 30
    desk.till.key("reward")
    desk.lane.go_on()
    assert "reserved at another till. 30 can be spent here" in desk.till.said
    assert used(desk) == []


def test_an_answer_for_another_sale_is_given_back(desk: Joined) -> None:
    desk.begin()
    desk.till.key("reward")
    session = desk.till.counter.session
    session.cancel()
    desk.till.desk.refresh()
    desk.till.scan(MILK)
    desk.lane.go_on()
    assert desk.gateway.holds() == []
    assert used(desk) == []


def test_an_answer_for_another_member_changes_nothing(desk: Joined) -> None:
    counter = desk.till.counter
    counter.storage.members.enrol(enrolment(counter.ids, card="M87654321", phone="+493011223344"))
    desk.begin()
    desk.till.key("reward")
    desk.till.scan("M87654321")
    desk.lane.go_on()
    assert used(desk) == []
    assert desk.gateway.holds() == []


def test_no_answer_leaves_the_offline_rule(desk: Joined) -> None:
    desk.begin()
    desk.gateway.silent = True
    desk.till.key("reward")
    desk.lane.go_on()
    assert used(desk) == ["five"]
    assert "Offline: up to 500 points may be used" in desk.till.said
    desk.till.key("exact")
    assert desk.authority().mode == "risk"


def test_cut_off_nobody_is_asked(desk: Joined) -> None:
    desk.gateway.line = False
    desk.begin()
    desk.till.key("reward")
    assert used(desk) == ["five"]
    assert "Offline" in desk.till.said
    assert desk.lane.waiting == []
    desk.till.key("exact")
    assert desk.authority().mode == "risk"


def test_what_was_chosen_offline_is_held_before_payment(desk: Joined) -> None:
    desk.gateway.line = False
    desk.begin()
    desk.till.key("reward")
    desk.gateway.line = True
    desk.till.key("exact")
    assert desk.till.state().mode is not Mode.DONE
    assert "Asking the server" in desk.till.state().status.message
    desk.lane.go_on()
    assert desk.till.state().mode is Mode.DONE
    assert desk.authority().mode == "hold"


def test_refused_before_payment_the_sale_costs_more_and_is_not_paid(desk: Joined) -> None:
    desk.gateway.line = False
    desk.begin()
    desk.till.key("reward")
    desk.gateway.line, desk.gateway.free[desk.points] = True, 0
    desk.till.key("exact")
    desk.lane.go_on()
    assert desk.till.state().mode is not Mode.DONE
    assert used(desk) == []
    assert "reserved at another till" in desk.till.said
    desk.till.key("exact")
    assert desk.till.state().mode is Mode.DONE
    assert desk.authority().mode == "local"


def test_what_is_dropped_is_given_back(desk: Joined) -> None:
    desk.begin()
    desk.till.key("reward")
    desk.lane.go_on()
    desk.till.presenter.members.drop_reward("five")
    desk.lane.go_on()
    assert desk.gateway.holds() == []
    desk.till.key("reward")
    desk.lane.go_on()
    desk.till.presenter.members.detach()
    desk.lane.go_on()
    assert desk.gateway.holds() == []


def test_a_cancelled_sale_gives_back(desk: Joined) -> None:
    desk.begin()
    desk.till.key("reward")
    desk.lane.go_on()
    desk.till.presenter.cancelling.confirm()
    desk.lane.go_on()
    assert desk.gateway.holds() == []


def test_nobody_touches_it_for_ten_minutes(desk: Joined) -> None:
    desk.begin()
    desk.till.key("reward")
    desk.lane.go_on()
    desk.till.wait(HOLD_IDLE_MS - 1)
    desk.lane.go_on()
    assert desk.gateway.holds() == [50]
    desk.till.wait(1)
    desk.lane.go_on()
    assert desk.gateway.holds() == []
    assert used(desk) == ["five"]
    desk.till.key("exact")
    desk.lane.go_on()
    assert desk.authority().mode == "hold"


def test_the_strip_says_how_old_points_are(desk: Joined) -> None:
    desk.begin()
    assert desk.till.banner().as_of.startswith("as of ")
    assert "waiting" not in desk.till.banner().as_of


def test_who_is_in_charge_is_asked_when_the_server_is_away_for_a_day(desk: Joined) -> None:
    desk.till.wait(0)
    desk.lane.go_on()
    desk.till.wait(DAY_MS + 3_600_000)
    desk.gateway.line = False
    asked: list[str] = []

    def agree(sentence: str, agreed: object) -> None:
        asked.append(sentence)
        assert callable(agreed)
        agreed(desk.till.counter.session.cashier)

    desk.till.presenter.offline.ask_manager = agree
    desk.begin()
    desk.till.key("reward")
    assert used(desk) == []
    assert desk.till.notice().action == "extend_offline"
    desk.till.presenter.answer("extend_offline")
    assert "24 hours" in asked[0]
    desk.till.key("reward")
    assert used(desk) == ["five"]
    row = desk.till.counter.storage.database.row("SELECT count(*) FROM journal WHERE kind = 'override'")
    assert row is not None
    assert row[0] == 1


def test_an_unknown_card_is_looked_up(desk: Joined) -> None:
    counter = desk.till.counter

    def bring(kind: str, digests: tuple[str, ...]) -> bool:
        assert kind == "card"
        assert digests == counter.storage.members.digests("card", "M87654321")
        counter.storage.members.enrol(enrolment(counter.ids, card="M87654321", phone="+493011223344"))
        return True

    desk.gateway.on_look_up = bring
    desk.till.scan("M87654321")
    assert "Looking the member up" in desk.till.state().status.message
    assert desk.till.state().notice is None
    desk.till.type("co")
    desk.lane.go_on()
    assert desk.till.state().member is not None
    assert desk.till.screen.entry == "co"
    desk.lane.go_on()
    assert desk.gateway.count("refresh") == 1


def test_nobody_there_either_offers_enrolment(desk: Joined) -> None:
    desk.till.scan(MILK, "M87654321")
    desk.lane.go_on()
    assert desk.till.notice().action == "enrol"


def test_a_late_answer_about_a_card_is_dropped(desk: Joined) -> None:
    desk.till.scan(MILK, "M87654321", CARD)
    desk.lane.go_on()
    assert desk.till.state().notice is None
    assert "Looking" not in desk.till.state().status.message
    assert desk.till.state().member is not None


def test_cut_off_an_unknown_card_is_offered_at_once(desk: Joined) -> None:
    desk.gateway.line = False
    desk.till.scan("M87654321")
    assert desk.till.notice().action == "enrol"
    assert desk.lane.waiting == []


def test_news_of_the_member_come_to_the_open_sale(desk: Joined) -> None:
    desk.begin()
    till = desk.till
    before = till.banner().balance
    other = type(till.counter.session)(till.counter.tools, till.counter.session.cashier)
    other.scan(CARD)
    other.add_product("200", 1000)
    other.add_tender(TenderKind.CASH)
    other.finish()
    till.type("cof")
    till.presenter.lookups.heard(frozenset())
    assert till.banner().balance == before
    till.presenter.lookups.heard(frozenset({desk.member}))
    assert till.banner().balance != before
    assert till.screen.entry == "cof"


def test_whoever_pressed_in_a_pane_hears_how_it_went(desk: Joined) -> None:
    desk.begin()
    heard: list[object] = []
    desk.till.presenter.holds.use("five", told=heard.append)
    assert heard == []
    desk.lane.go_on()
    assert heard == [None]
    desk.gateway.free[desk.points] = 60
    desk.till.presenter.holds.use("five", told=heard.append)
    desk.lane.go_on()
    assert isinstance(heard[1], Refused)
    assert heard[1].code == "hold.points_reserved"
    assert desk.till.state().notice is None


def test_a_day_without_the_server_warns_before_it_is_full(tmp_path: Path) -> None:
    bounds = "[offline]\npoints_per_sale = 100\npoints_per_member = 100\npoints_per_day = 120\n"
    with joined(tmp_path, f"{RICH}\n{bounds}") as desk:
        desk.gateway.line = False
        desk.begin()
        desk.till.key("reward")
        assert "up to 100 points may be used" in desk.till.said
        desk.till.key("reward")
        assert "this till may let 20 more points go today" in desk.till.said
        desk.till.key("exact")
        desk.begin()
        desk.till.key("reward")
        assert "this member can spend 0 more points" in desk.till.said


def test_the_server_comes_back_while_a_sale_is_open(desk: Joined) -> None:
    desk.gateway.line = False
    desk.begin()
    assert desk.till.counter.session.evaluated.quote.spendable_points == 500
    desk.gateway.line = True
    desk.till.wait(1000)
    desk.lane.go_on()
    assert desk.till.counter.session.evaluated.quote.spendable_points > 1000
