"""A coupon given without a sale that the printer does not bring out survives the till's end."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pos_app.ports.printing import JobState, PrintResult
from pos_app.receipts.document import Document
from pos_app.storage.verify import verify
from tests.support.clubs import CLUB, CLUB_SHELF
from tests.support.desks import Desktop, Printing, desktop

COFFEE, ANN = "8690526012346", "M00000001"
PROGRAM = (
    CLUB
    + """
[[coupon]]
id = "hello-off"
name = "Welcome coupon"
percent = 10

[[activity]]
id = "hello-paper"
name = "Welcome paper"
kind = "signup"
coupon = "hello-off"
"""
)


class Printer(Printing):
    """Keeps papers until it is told what became of them."""

    def __init__(self) -> None:
        super().__init__()
        self.papers: list[Callable[[PrintResult], None]] = []

    def print_paper(self, document: Document, done: Callable[[PrintResult], None]) -> None:
        self.papers.append(done)


def enrolled(till: Desktop) -> None:
    """Ann joins at the counter; her coupon goes to the printer."""
    new = till.counter.session.enrol("030 901820", "Ann Lee", True, ANN)
    assert [each.rule_id for each in new.coupons] == ["hello-off"]
    till.presenter.members.enrolled(new)


def bought(till: Desktop) -> list[str]:
    """Ann buys coffee: the coupons that the receipt brings."""
    till.scan(ANN, COFFEE)
    till.key("exact")
    last = till.counter.session.last
    assert last is not None
    assert last.statement is not None
    return [each.rule_id for each in last.statement.coupons if each.rule_id == "hello-off"]


@pytest.mark.parametrize("has_printer", [True, False])
def test_it_comes_with_the_next_receipt_after_a_restart(tmp_path: Path, has_printer: bool) -> None:
    with desktop(tmp_path, program_text=PROGRAM, shelf=CLUB_SHELF) as till:
        printer = Printer()
        till.presenter.paper.printing = printer if has_printer else None  # type: ignore[assignment]  # as much as is used
        enrolled(till)
        if has_printer:
            printer.papers[0](PrintResult(JobState.WAITING))
        assert till.said == "The coupon did not come out: it comes with the next receipt"
    with desktop(tmp_path, program_text=PROGRAM, shelf=CLUB_SHELF) as till:
        for _ in range(100):
            till.counter.ids()
        till.counter.session.cancel()
        assert bought(till) == ["hello-off"]
        assert bought(till) == []
    assert verify(tmp_path, use_keyring=False).is_whole


def test_what_came_out_is_not_printed_again(tmp_path: Path) -> None:
    with desktop(tmp_path, program_text=PROGRAM, shelf=CLUB_SHELF) as till:
        printer = Printer()
        till.presenter.paper.printing = printer  # type: ignore[assignment]  # as much as is used
        enrolled(till)
        printer.papers[0](PrintResult(JobState.CONFIRMED))
        assert bought(till) == []


def test_a_paper_that_came_out_after_all_is_used_up(tmp_path: Path) -> None:
    with desktop(tmp_path, program_text=PROGRAM, shelf=CLUB_SHELF) as till:
        printer = Printer()
        till.presenter.paper.printing = printer  # type: ignore[assignment]  # as much as is used
        new = till.counter.session.enrol("030 901820", "Ann Lee", True, ANN)
        till.presenter.members.enrolled(new)
        printer.papers[0](PrintResult(JobState.WAITING))
        till.scan(COFFEE, new.coupons[0].code)
        assert till.said.startswith("The coupon Welcome coupon was used already")
        assert till.counter.session.sale.coupons == ()
