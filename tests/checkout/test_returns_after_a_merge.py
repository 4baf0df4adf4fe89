"""Goods come back after their buyer was merged into another member: the points go from who has them."""

from __future__ import annotations

from pathlib import Path

from pos_app.checkout import member_care, returning
from pos_app.checkout.session import CheckoutSession
from pos_app.kernel.ids import MemberId
from pos_app.retail.returned import ReturnReason
from pos_app.retail.tender import TenderKind
from pos_app.storage.verify import verify
from tests.support.counters import Counter, counter
from tests.support.tills import enrolment

COFFEE, OLD, NEW = "08690526012346", "M00000001", "M00000002"


def sell(till: Counter, card: str, *rewards: str) -> str:
    till.session.scan(card)
    for _ in range(4):
        till.session.scan(COFFEE)
    for reward in rewards:
        till.session.choose_reward(reward)
    till.session.add_tender(TenderKind.CASH)
    return till.session.finish().completed.receipt_number


def bring_back(till: Counter, number: str, quantity: int) -> None:
    session: CheckoutSession = till.session
    sold = returning.find(till.tools, session.sale, number)
    back = session.preview(
        returning.planned(session.sale, sold, [(1, quantity)], ReturnReason.CHANGED_MIND)
    ).back
    session.take_return(back)
    session.add_tender(TenderKind.CASH)
    session.finish()


def balances(till: Counter, *members: MemberId) -> list[tuple[int, int]]:
    found = [till.tools.members.snapshot(one, till.clock.now_ms()) for one in members]
    return [(one.balance_points, one.debt_points) for one in found]


def test_points_are_taken_and_given_back_where_they_are_now(tmp_path: Path) -> None:
    """4 x 14.90 earn 59, 54.60 another 55 with the cents that waited, 50 buy 5.00 off: all of it comes back later."""
    with counter(tmp_path) as till:
        old, new = enrolment(till.ids, card=OLD), enrolment(till.ids, card=NEW, phone="+4915112345679")
        till.storage.members.enrol(old)
        till.storage.members.enrol(new)
        first, second = sell(till, OLD), sell(till, OLD, "five")
        before = balances(till, old.member_id, new.member_id)
        assert before == [(64, 0), (0, 0)]
        winner = till.tools.members.snapshot(new.member_id, till.clock.now_ms())
        member_care.merge(till.tools, winner, member_care.merge_preview(till.tools, winner, OLD))
        bring_back(till, first, 2000)
        assert balances(till, old.member_id, new.member_id) == [(0, 0), (64 - 30, 0)]
        bring_back(till, second, 4000)
        bring_back(till, first, 2000)
        assert balances(till, old.member_id, new.member_id) == [(0, 0), (0, 0)]
    assert verify(tmp_path, use_keyring=False).is_whole


def test_an_open_sale_is_of_who_the_member_became(tmp_path: Path) -> None:
    with counter(tmp_path) as till:
        old, new = enrolment(till.ids, card=OLD), enrolment(till.ids, card=NEW, phone="+4915112345679")
        till.storage.members.enrol(old)
        till.storage.members.enrol(new)
        till.session.scan(OLD)
        till.session.scan(COFFEE)
        winner = till.tools.members.snapshot(new.member_id, till.clock.now_ms())
        member_care.merge(till.tools, winner, member_care.merge_preview(till.tools, winner, OLD))
        till.session.read_member_again()
        till.session.add_tender(TenderKind.CASH)
        assert till.session.finish().completed.sale.member_id == new.member_id
        assert balances(till, old.member_id, new.member_id) == [(0, 0), (14, 0)]
    assert verify(tmp_path, use_keyring=False).is_whole
