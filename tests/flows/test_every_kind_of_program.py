"""Every kind of program at one counter: from the scan to the receipt to the books."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from pos_app.checkout import returning
from pos_app.kernel.clock import DAY_MS
from pos_app.loyalty.accounts import donation_key, stamps_key
from pos_app.loyalty.quote import PointsStatement
from pos_app.ports.records import Donations
from pos_app.receipts.document import Qr
from pos_app.receipts.sale_receipt import sale_receipt
from pos_app.retail.tender import TenderKind
from pos_app.storage.verify import verify
from pos_app.ui.checkout.state import Mode
from pos_app.ui.member.presenter import MemberPresenter
from pos_app.ui.member.state import MemberPaneState, Row
from tests.support.clubs import CLUB, CLUB_SHELF
from tests.support.desks import Desktop, desktop

MILK, COFFEE, BEER = "4006381333931", "8690526012346", "5000112345674"
PASS, CUP, MUG, WHISKY = "4006381333900", "4006381333917", "4006381333924", "4006381333948"
ANN, BOB = "M00000001", "M00000002"


@dataclass
class Pane:
    """The member pane as it was shown last."""

    state: MemberPaneState = field(default_factory=MemberPaneState)

    def show_state(self, state: MemberPaneState) -> None:
        self.state = state

    def row(self, text: str) -> Row:
        """The row that begins with a text; there must be one."""
        rows = [row for section in self.state.sections for row in section.rows]
        return next(row for row in rows if row.text.startswith(text))


@pytest.fixture
def till(tmp_path: Path) -> Iterator[Desktop]:
    """A counter under a program with a bit of everything; the books must be whole when it closes."""
    with desktop(tmp_path, program_text=CLUB, shelf=CLUB_SHELF) as opened:
        yield opened
        assert opened.bugs == []
    report = verify(tmp_path, use_keyring=False)
    assert report.is_whole, report


@pytest.fixture
def ann(till: Desktop) -> str:
    """Ann is a member; her card."""
    till.counter.session.enrol("030 901820", "Ann Lee", True, ANN)
    till.counter.session.detach_member()
    return ANN


def sell(till: Desktop, *codes: str) -> PointsStatement | None:
    """Scan, then take exactly what is due; the statement for the receipt."""
    till.scan(*codes)
    till.key("exact")
    assert till.state().mode is Mode.DONE, till.said
    assert till.counter.session.last is not None
    return till.counter.session.last.statement


def pane_of(till: Desktop, tab: str = "account") -> tuple[MemberPresenter, Pane]:
    """Open the pane of the member on the sale."""
    pane = Pane()
    presenter = MemberPresenter(till.desk, pane)
    presenter.open(tab)
    return presenter, pane


def test_a_full_stamp_card_buys_a_cup(till: Desktop, ann: str) -> None:
    sell(till, ann, CUP, CUP)
    statement = sell(till, ann, CUP)
    assert statement is not None
    assert statement.stamps == (("Coffee card", 3, 3),)
    till.scan(ann, CUP)
    presenter, pane = pane_of(till)
    assert pane.row("Coffee card").percent == 100
    presenter.choose_tab("rewards")
    assert pane.row("Free cup").value == "3 stamps"
    presenter.press("use:free-cup")
    assert till.state().tile.amount == "0.00"
    till.key("exact")
    assert till.state().mode is Mode.DONE
    till.scan(ann)
    till.presenter.answer("drop_late")
    snapshot = till.counter.session.evaluated.snapshot
    assert snapshot is not None
    assert snapshot.account(stamps_key("coffee")).balance_points in (0, 1)


def test_a_coupon_is_printed_used_once_and_never_again(till: Desktop, ann: str) -> None:
    statement = sell(till, ann, COFFEE)
    assert statement is not None
    code = statement.coupons[0].code
    filed = till.counter.session.last
    assert filed is not None
    paper = sale_receipt(filed.completed, filed.statement, till.counter.tools.shop, till.desk.translate)
    again = sale_receipt(
        filed.completed, filed.statement, till.counter.tools.shop, till.desk.translate, is_copy=True
    )
    assert Qr(code) in paper.rows
    assert Qr(code) in again.rows
    till.scan(MILK, MILK, MILK, code)
    assert till.state().tile.amount == "1.87"
    assert "takes off 2.00" in till.said
    till.scan(code)
    assert "on this sale already" in till.said
    till.key("exact")
    till.scan(MILK, code)
    assert "used already" in till.said
    forged = code[:-1] + ("0" if code[-1] != "0" else "1")
    till.scan(forged)
    assert "it was not printed here" in till.said or "cannot be read" in till.said


def test_a_coupon_shown_before_the_goods_stays_good(till: Desktop, ann: str) -> None:
    statement = sell(till, ann, COFFEE)
    assert statement is not None
    code = statement.coupons[0].code
    till.scan(code)
    assert statement.coupons[0].name in till.said
    assert "scan it again" in till.said
    till.scan(MILK, MILK, MILK, code)
    assert till.state().tile.amount == "1.87"


def test_a_coupon_ends(till: Desktop, ann: str) -> None:
    statement = sell(till, ann, COFFEE)
    assert statement is not None
    till.wait(32 * DAY_MS)
    till.scan(statement.coupons[0].code)
    assert "ended on" in till.said


def test_a_membership_gives_its_price_in_the_sale_that_buys_it(till: Desktop, ann: str) -> None:
    till.scan(ann, BEER)
    assert till.state().tile.amount == "2.50"
    till.scan(PASS)
    assert till.state().tile.amount == "22.00"
    statement = sell(till)
    assert statement is not None
    assert any(note.code.startswith("plan.") for note in statement.notes)
    assert sell(till, ann, BEER) is not None
    assert till.state().last_change == "0.00"
    last = till.counter.session.last
    assert last is not None
    assert last.completed.figures.total_minor == 200


def test_gold_is_reached_and_brings_wrapping(till: Desktop, ann: str) -> None:
    statement = sell(till, ann, WHISKY, WHISKY)
    assert statement is not None
    assert statement.tier_news is not None
    till.scan(ann)
    assert till.banner().tier_name == "Gold"
    presenter, pane = pane_of(till, "activities")
    assert pane.row("Gift wrapping").detail == "2 of 2 left"
    presenter.press("entitlement:wrap")
    presenter.press("entitlement:wrap")
    assert not pane.row("Gift wrapping").enabled
    presenter.press("entitlement:wrap")
    assert "again" in pane.state.message


def test_a_friend_brings_points_to_both_after_the_first_purchase(till: Desktop, ann: str) -> None:
    session = till.counter.session
    new = session.enrol("030 901821", "Bob Day", True, BOB, "", ann)
    assert new.said is not None
    sell(till, COFFEE)
    till.scan(ann)
    _, pane = pane_of(till, "history")
    assert pane.row("Bring a friend").value == "+15"


def test_points_are_given_to_a_charity(till: Desktop, ann: str) -> None:
    sell(till, ann, COFFEE)
    till.scan(ann, MILK)
    presenter, pane = pane_of(till, "rewards")
    presenter.press("use:give")
    assert pane.state.message == "The reward is on the sale"
    till.key("exact")
    till.scan(ann)
    snapshot = till.counter.session.evaluated.snapshot
    assert snapshot is not None
    assert snapshot.account(donation_key("hospital")).balance_points == 116
    till.counter.session.detach_member()
    till.counter.session.enrol("030 901821", "Bob Day", True, BOB)
    sell(till, COFFEE)
    till.scan(ann)
    _, pane = pane_of(till)
    row = pane.row("Children's hospital")
    assert (row.value, row.detail) == ("1.16", "together with all members: 1.31")
    assert till.counter.storage.records.donations() == (Donations("hospital", 31, 100, 3),)


def test_a_gift_comes_and_goes_with_its_line(till: Desktop, ann: str) -> None:
    sell(till, ann, COFFEE)
    till.scan(ann, MILK)
    presenter, pane = pane_of(till, "rewards")
    assert pane.row("Enamel mug").detail.startswith("5 left")
    presenter.press("use:mug")
    assert [row.name for row in till.state().rows] == ["Whole milk 1 l", "Enamel mug"]
    assert till.state().rows[1].amount == "0.00"
    presenter.press("drop:mug")
    assert [row.name for row in till.state().rows] == ["Whole milk 1 l"]
    presenter.press("use:mug")
    till.presenter.members.detach()
    assert [row.name for row in till.state().rows] == ["Whole milk 1 l"]


def test_what_is_reserved_for_members_needs_one(till: Desktop, ann: str) -> None:
    till.scan(WHISKY)
    till.key("exact")
    assert "reserved" in till.said
    assert till.state().mode is not Mode.DONE
    assert sell(till, ann) is not None


def test_codes_say_what_they_do_before_enter(till: Desktop) -> None:
    till.scan(COFFEE)
    till.type("summer")
    assert till.state().hint.text == "Code SUMMER: Summer"
    till.enter()
    assert till.state().tile.amount == "13.41"
    till.presenter.selling.remove(-1)
    assert till.state().tile.amount == "14.90"
    till.enter("WINTER")
    assert "ended on 31 Jan 2020" in till.said


def test_points_by_hand_need_a_reason_and_beyond_the_limit_a_yes(till: Desktop, ann: str) -> None:
    till.scan(ann)
    presenter, pane = pane_of(till, "care")
    asked: list[str] = []
    presenter.care.ask_manager = lambda sentence, agreed: asked.append(sentence)
    presenter.press("adjust")
    presenter.edit("points", "50")
    presenter.edit("reason", "Wrong shelf label")
    presenter.press("adjust_now")
    assert asked == ["Adjust 50 points by hand"]
    presenter.edit("points", "15")
    presenter.press("adjust_now")
    assert pane.state.form is None
    assert till.banner().balance == "15"
    presenter.choose_tab("history")
    assert pane.row("By hand: Wrong shelf label").value == "+15"


def test_a_card_shown_after_the_sale_gets_its_points_once(till: Desktop, ann: str) -> None:
    sell(till, COFFEE)
    till.scan(ann)
    assert "14 points of the last sale" in till.said
    till.presenter.answer("attach_late")
    assert "14 points for the last sale" in till.said
    assert till.state().member is None
    till.scan(ann)
    assert till.banner().balance == "14"
    filed = till.counter.session.last
    assert filed is not None
    till.scan(filed.claim_code)
    assert "given already" in till.said


def test_a_receipt_brings_its_points_another_day(till: Desktop, ann: str) -> None:
    sell(till, COFFEE)
    filed = till.counter.session.last
    assert filed is not None
    till.wait(3 * DAY_MS)
    till.scan(filed.claim_code)
    assert "Scan the card" in till.said
    till.scan(ann)
    assert "14 points for the receipt" in till.said
    assert till.banner().balance == "14"
    till.scan(filed.claim_code)
    assert "given already" in till.said
    till.wait(40 * DAY_MS)
    till.scan(filed.claim_code)
    assert "could be claimed until" in till.said


def test_a_card_in_payment_says_what_it_changes(till: Desktop, ann: str) -> None:
    till.scan(MILK)
    till.enter()
    assert till.state().mode is Mode.PAYING
    till.scan(ann)
    assert till.state().tile.amount == "1.00"
    assert "1.00 instead of 1.29" in till.said


def test_two_cards_of_one_person_become_one_and_two_again(till: Desktop, ann: str) -> None:
    till.counter.session.enrol("030 901821", "Anna Lee", True, BOB)
    sell(till, COFFEE)
    till.scan(ann)
    presenter, pane = pane_of(till, "care")
    presenter.press("merge")
    assert not presenter.wants_scan("4006381333931")
    assert presenter.wants_scan(BOB)
    assert pane.state.form is not None
    assert any("14 p" in line for line in pane.state.form.detail)
    presenter.press("merge_now")
    assert pane.state.message == "The two are one member now"
    assert till.banner().balance == "14"
    till.scan(BOB)
    assert till.banner().masked_name == "Ann L."
    presenter.choose_tab("care")
    presenter.press("unmerge")
    assert pane.state.message == "They are two members again"
    assert till.banner().balance == "0"


def test_export_block_erase(till: Desktop, ann: str) -> None:
    till.scan(ann)
    presenter, pane = pane_of(till, "care")
    written: dict[str, bytes] = {}

    def keep(name: str, data: bytes) -> str:
        written[name] = data
        return f"/exports/{name}"

    presenter.care.keep_file = keep
    presenter.press("export")
    assert "/exports/member-" in pane.state.message
    assert b"Ann Lee" in next(iter(written.values()))
    presenter.press("block")
    assert "Blocked" in pane.state.message
    presenter.press("block")
    assert "Unblocked" in pane.state.message
    presenter.press("erase")
    presenter.press("erase_again")
    assert pane.state.form is not None
    assert pane.state.form.loud
    presenter.press("erase_now")
    assert till.state().member is None
    till.scan(ann)
    assert "Nobody has the card" in till.said


def test_a_kept_sale_that_costs_something_else_now_says_so(tmp_path: Path) -> None:
    with desktop(tmp_path, program_text=CLUB, shelf=CLUB_SHELF) as before:
        before.scan(MILK)
    dearer = CLUB.replace("members = true\n\n[[price]]", "\n[[price]]")
    with desktop(tmp_path, start=10_000, program_text=dearer, shelf=CLUB_SHELF) as again:
        assert "1.29 then, 1.00 now" in again.said


@pytest.mark.parametrize("by_receipt", [False, True])
def test_a_return_takes_back_what_came_late(till: Desktop, ann: str, by_receipt: bool) -> None:
    """Buy without a card, have the points added, bring the goods back: no points are left."""
    sell(till, COFFEE)
    filed = till.counter.session.last
    assert filed is not None
    till.scan(ann)
    if by_receipt:
        till.presenter.answer("drop_late")
        till.scan(filed.claim_code)
    else:
        till.presenter.answer("attach_late")
        till.scan(ann)
    assert till.banner().balance == "14"
    session = till.counter.session
    session.detach_member()
    _, back = returning.voided(till.counter.tools, session.sale)
    session.apply(returning.put(session.sale, back))
    session.add_tender(TenderKind.CASH)
    session.finish()
    till.scan(ann)
    assert till.banner().balance == "0"
