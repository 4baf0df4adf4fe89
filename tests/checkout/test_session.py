"""A cashier at the counter, on a real database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pos_app.checkout import recover
from pos_app.checkout.outcome import (
    Added,
    Changed,
    Command,
    Commanded,
    Identified,
    NeedsQuantity,
    NotEnrolled,
)
from pos_app.checkout.session import CheckoutSession
from pos_app.kernel.clock import DAY_MS
from pos_app.kernel.errors import Refused
from pos_app.retail.tender import TenderKind
from pos_app.storage.verify import verify
from tests.support.counters import CASHIER, Counter, counter

MILK, COFFEE = "4006381333931", "8690526012346"


@pytest.fixture
def till(tmp_path: Path) -> Iterator[Counter]:
    with counter(tmp_path) as opened:
        yield opened


def refused(code: str) -> pytest.RaisesExc[Refused]:
    return pytest.RaisesExc(Refused, check=lambda error: error.code == code)


def member(till: Counter, points: int = 0, card: str = "M00000001", phone: str = "030 901820") -> None:
    """A member on the open sale, with `points` earned by an earlier sale."""
    till.session.enrol(phone, "Ayşe Yılmaz", True, card)
    if points:
        till.session.scan(COFFEE)
        till.session.enter("=" + f"{points}.00")
        till.session.add_tender(TenderKind.CARD)
        till.session.finish()
        till.session.scan(card)


def test_the_same_product_twice_in_a_row_is_one_line(till: Counter) -> None:
    till.session.scan(MILK)
    till.session.scan(MILK)
    till.session.scan(COFFEE)
    outcome = till.session.scan(MILK)
    assert isinstance(outcome, Added)
    assert [line.quantity_milli for line in till.session.sale.lines] == [2000, 1000, 1000]
    assert outcome.line_no == till.session.sale.lines[-1].line_no


@pytest.mark.parametrize(
    ("text", "quantity", "number"),
    [
        ("3*" + MILK, 3000, "100"),
        ("3 x whole mi", 3000, "100"),
        ("1,245*20001", 1245, "20001"),
        ("100", 1000, "100"),
        ("espresso", 1000, "200"),
        ("04006381333931", 1000, "100"),
        ("2820001012455", 1245, "20001"),
    ],
)
def test_what_is_typed_is_sold(till: Counter, text: str, quantity: int, number: str) -> None:
    outcome = till.session.enter(text)
    assert isinstance(outcome, Added)
    line = till.session.sale.lines[0]
    assert (line.quantity_milli, line.product.number) == (quantity, number)


def test_a_price_label_sells_at_its_price(till: Counter) -> None:
    outcome = till.session.scan("2220001602487")
    assert isinstance(outcome, Added)
    line = till.session.sale.lines[0]
    assert line.extended_minor == 248
    assert line.quantity_milli == 1246
    with refused("quantity.labelled"):
        till.session.change_quantity(line.line_no, 5000)


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("4006381333932", "code.check_digit"),
        ("4006381333948", "product.unknown"),
        ("üC10104006381333931", "code.keyboard_layout"),
        ("2899999012457", "label.unknown_item"),
        ("%B4111111111111111^DOE/JOHN^2612", "code.bank_card"),
        ("4111111111111111", "code.bank_card"),
        ("POS-DANCE", "command.unknown"),
        ("9" * 300, "code.too_long"),
    ],
)
def test_a_scan_that_is_not_sold_says_why(till: Counter, code: str, why: str) -> None:
    till.session.scan(MILK)
    with refused(why):
        till.session.scan(code)
    assert len(till.session.sale.lines) == 1
    assert "41111111" not in str(till.session.sale)


@pytest.mark.parametrize(
    "text",
    ["4111 1111 1111 1111", "%B4111111111111111^DOE JOHN^2612?", "2*4111111111111111", "4111-1111-1111-1111"],
)
def test_a_payment_card_that_is_typed_leaves_no_trace(till: Counter, text: str) -> None:
    with pytest.raises(Refused) as why:
        till.session.enter(text)
    assert why.value.code == "code.bank_card"
    said = till.session.understand(text).hint
    assert said is not None
    assert "4111" not in str(why.value.message) + str(said) + str(till.session.sale)


def test_a_refused_product_waits_to_be_dismissed_before_payment(till: Counter) -> None:
    till.session.scan(MILK)
    with refused("product.unknown"):
        till.session.scan("4006381333948")
    with refused("pay.unsold_open"):
        till.session.add_tender(TenderKind.CASH)
    till.session.dismiss_unsold(till.session.sale.unsold[0].unsold_no)
    till.session.add_tender(TenderKind.CASH)
    assert till.session.finish().completed.figures.total_minor == 129


@pytest.mark.parametrize(
    "text", ["0*100", "-3*100", "99999*100", "1.5*100", "1.2345*20001", "3*", "", "zzz", "x" * 300]
)
def test_absurd_entries_change_nothing(till: Counter, text: str) -> None:
    till.session.scan(COFFEE)
    before = till.session.sale
    with pytest.raises(Refused):
        till.session.enter(text)
    assert till.session.sale is before


def test_an_unusual_quantity_is_asked_once(till: Counter) -> None:
    outcome = till.session.enter("150*100")
    assert isinstance(outcome, NeedsQuantity)
    assert not till.session.sale.lines
    till.session.add_product("100", outcome.quantity_milli, confirmed=True)
    assert till.session.sale.lines[0].quantity_milli == 150_000


def test_a_cashier_may_not_discount(tmp_path: Path) -> None:
    with counter(tmp_path, cashier=CASHIER) as till:
        till.session.scan(COFFEE)
        with refused("discount.needs_manager"):
            till.session.enter("-10%")


def test_discount_price_and_quantity_by_hand(till: Counter) -> None:
    till.session.scan(COFFEE)
    assert isinstance(till.session.enter("-10%"), Changed)
    assert till.session.evaluated.figures.total_minor == 1341
    till.session.change_quantity(till.session.sale.lines[0].line_no, 2000)
    assert till.session.evaluated.figures.total_minor == 2682
    till.session.enter("=10")
    assert till.session.evaluated.figures.total_minor == 2000
    till.session.enter("-100%")
    assert till.session.evaluated.figures.total_minor == 0
    assert till.session.finish().completed.figures.tax_minor == 0


def test_what_law_protects_is_not_discounted(till: Counter) -> None:
    till.session.add_product("400")
    with refused("discount.forbidden"):
        till.session.enter("-10%")
    with refused("discount.forbidden"):
        till.session.enter("=0.10")
    with refused("discount.forbidden"):
        till.session.enter("--10%")


def test_undo_goes_back_step_by_step(till: Counter) -> None:
    till.session.scan(MILK)
    till.session.scan(COFFEE)
    till.session.remove_line(1)
    till.session.undo()
    assert [line.product.number for line in till.session.sale.lines] == ["100", "200"]
    till.session.undo()
    till.session.undo()
    assert not till.session.sale.lines
    with refused("undo.nothing"):
        till.session.undo()


def test_cancelling_is_noted_and_forgets_the_draft(till: Counter) -> None:
    till.session.scan(MILK)
    assert recover.offered(till.tools.books) is not None
    till.session.cancel()
    assert till.session.sale.is_empty
    assert recover.offered(till.tools.books) is None


def test_money_is_given_back_before_a_sale_is_cancelled(till: Counter) -> None:
    till.session.scan(COFFEE)
    till.session.add_tender(TenderKind.CASH, 500)
    with refused("cancel.tenders_first"):
        till.session.cancel()
    till.session.take_back_tender(till.session.sale.tenders[0].tender_no)
    till.session.cancel()


def test_a_card_finds_its_member_and_an_unknown_one_offers_enrolment(till: Counter) -> None:
    assert till.session.scan("M00000001") == NotEnrolled(card="M00000001")
    assert till.session.sale.card
    outcome = till.session.enrol("+49 30 901820", "Ayşe Yılmaz", True, "M00000001")
    assert outcome.found.masked_name == "Ayşe Y."
    again = till.session.scan("M00000001")
    assert isinstance(again, Identified)
    assert again.again


@pytest.mark.parametrize(
    "spelling", ["030 901820", "+49 30 901820", "0049 30 901820", "030/901820", "(030) 901 820"]
)
def test_a_phone_number_finds_its_member_in_any_usual_spelling(till: Counter, spelling: str) -> None:
    member(till)
    till.session.detach_member()
    assert isinstance(till.session.enter(spelling), Identified)


def test_a_phone_number_of_another_country_is_offered_for_enrolment(till: Counter) -> None:
    assert till.session.enter("+90 532 123 45 67") == NotEnrolled(phone="+905321234567")
    till.session.enrol("+90 532 123 45 67", "Ali", False)
    assert isinstance(till.session.enter("+90 532 123 4567"), Identified)


def test_nobody_is_enrolled_twice_with_one_phone(till: Counter) -> None:
    member(till)
    with refused("member.phone_taken"):
        till.session.enrol("030 901820", "Somebody Else", False)
    with refused("member.name_missing"):
        till.session.enrol("030 901821", " \x07 ", False)
    with refused("phone.impossible"):
        till.session.enrol("030 9", "Short", False)


def test_earn_redeem_pay(till: Counter) -> None:
    member(till, points=120)
    till.session.scan(COFFEE)
    till.session.choose_reward("five")
    figures = till.session.evaluated.figures
    assert (figures.total_minor, figures.saved_minor) == (990, 500)
    till.session.add_tender(TenderKind.CASH, 2000)
    filed = till.session.finish()
    assert filed.completed.figures.change_minor == 1010
    assert filed.statement is not None
    assert filed.statement.balance_points == 120 - 50 + 9
    assert [tender.amount_minor for tender in filed.completed.sale.tenders] == [990]


def test_points_pay_part_of_the_sale(till: Counter) -> None:
    member(till, points=100)
    till.session.scan(COFFEE)
    till.session.choose_reward("pay")
    assert till.session.evaluated.figures.due_minor == 990
    till.session.add_tender(TenderKind.CARD, 500)
    till.session.add_tender(TenderKind.CASH, 1000)
    filed = till.session.finish()
    assert filed.completed.figures.change_minor == 510
    by_kind = {tender.kind: tender.amount_minor for tender in filed.completed.sale.tenders}
    assert by_kind == {TenderKind.CARD: 500, TenderKind.CASH: 490, TenderKind.POINTS: 500}
    assert filed.completed.figures.tax_minor == 97


def test_a_reward_that_no_longer_fits_comes_off_again(till: Counter) -> None:
    member(till, points=120)
    till.session.scan(COFFEE)
    till.session.choose_reward("five")
    till.session.scan(MILK)
    till.session.remove_line(till.session.sale.lines[0].line_no)
    assert till.session.evaluated.figures.total_minor >= 0
    till.session.remove_line(till.session.sale.lines[0].line_no)
    assert till.session.sale.rewards == ()
    assert till.session.dropped


def test_points_that_ended_are_written_off_with_the_next_sale(till: Counter) -> None:
    member(till, points=120)
    till.clock.at_ms += 400 * DAY_MS
    till.session.detach_member()
    till.session.scan(COFFEE)
    till.session.scan("M00000001")
    with refused("reward.points_short"):
        till.session.choose_reward("five")
    till.session.add_tender(TenderKind.CASH)
    filed = till.session.finish()
    assert filed.statement is not None
    assert filed.statement.balance_points == 14
    found = till.tools.members.by_card("M00000001")
    assert found is not None
    assert till.tools.members.snapshot(found.member_id, till.clock.at_ms).balance_points == 14
    assert verify(till.folder, use_keyring=False).is_whole


def test_rewards_say_what_is_missing(till: Counter) -> None:
    with refused("redeem.no_member"):
        till.session.choose_reward("five")
    member(till, points=20)
    till.session.scan(COFFEE)
    with refused("reward.points_short"):
        till.session.choose_reward("five")


@pytest.mark.parametrize(
    ("kind", "given", "why"),
    [
        (TenderKind.CASH, 0, "tender.not_positive"),
        (TenderKind.CASH, -500, "tender.not_positive"),
        (TenderKind.CASH, 8_690_526_012_342, "tender.absurd"),
        (TenderKind.CARD, 1491, "tender.over_due"),
    ],
)
def test_money_that_cannot_be_taken(till: Counter, kind: TenderKind, given: int, why: str) -> None:
    till.session.scan(COFFEE)
    with refused(why):
        till.session.add_tender(kind, given)
    assert not till.session.sale.tenders


def test_nothing_is_finished_before_it_is_paid(till: Counter) -> None:
    with refused("pay.nothing_to_pay"):
        till.session.add_tender(TenderKind.CASH)
    till.session.scan(COFFEE)
    till.session.add_tender(TenderKind.CASH, 1000)
    with refused("pay.still_due"):
        till.session.finish()


def test_a_card_payment_is_not_paid_out_in_cash(till: Counter) -> None:
    till.session.scan(COFFEE)
    till.session.scan(MILK)
    till.session.add_tender(TenderKind.CARD)
    till.session.remove_line(2)
    with refused("tender.cash_too_small"):
        till.session.finish()


def test_command_barcodes(till: Counter) -> None:
    assert till.session.scan("POS-CASH") == Commanded(Command.CASH)
    assert till.session.scan("POS-FINISH") == Commanded(Command.FINISH)


def test_the_open_sale_is_taken_up_again(tmp_path: Path) -> None:
    with counter(tmp_path) as till:
        member(till, points=60)
        till.session.scan(COFFEE)
        till.session.choose_reward("five")
        before = till.session.evaluated.figures
    with counter(tmp_path, cashier=CASHIER, start=10_000) as again:
        kept = recover.offered(again.tools.books)
        assert kept is not None
        again.session.take_up(kept.sale)
        assert again.session.evaluated.figures == before
        assert again.session.sale.cashier_id == CASHIER.cashier_id
        again.session.add_tender(TenderKind.CASH)
        again.session.finish()
        assert recover.offered(again.tools.books) is None


def test_filing_the_same_sale_twice_files_it_once(till: Counter) -> None:
    member(till, points=60)
    till.session.scan(COFFEE)
    till.session.add_tender(TenderKind.CASH)
    paid = till.session.sale
    first = till.session.finish()
    again = CheckoutSession(till.tools, CASHIER)
    again.apply(paid)
    assert again.finish().completed.receipt_number == first.completed.receipt_number
    assert till.tools.books.last_sale() == first
