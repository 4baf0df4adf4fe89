"""Every figure of a receipt adds up in its sentence."""

from __future__ import annotations

from decimal import Decimal

from pos_app.kernel.messages import Message
from pos_app.kernel.money import Rate
from pos_app.kernel.notation import figures_of
from pos_app.loyalty.accounts import account_id
from pos_app.loyalty.ledger import EntryDraft, EntryKind
from pos_app.receipts.explaining import (
    change_line,
    explained,
    line_lines,
    lot_lines,
    paid_lines,
    point_lines,
    saved_lines,
    tax_lines,
    total_lines,
)
from pos_app.retail.sale import Sale
from pos_app.retail.shop import TaxClass, TaxMode, TaxRounding, TaxRules
from pos_app.retail.tender import Tender, TenderKind
from pos_app.retail.totals import figures as figures_of_sale
from tests.support.receipts import Words, line, product, sample_sale, sample_statement, shop

ENGLISH = Words("en")
FIGURES = figures_of("en_GB", "Europe/Berlin", 2)


def first(text: str) -> int:
    """The amount a sentence begins with, in minor units."""
    return int(Decimal(text.split(maxsplit=1)[0].replace(",", "")) * 100)


def test_the_parts_of_a_total_are_the_total() -> None:
    came_to = sample_sale().figures
    said = total_lines(came_to, TaxMode.INCLUSIVE, ENGLISH, FIGURES)
    at = next(place for place, text in enumerate(said) if text.endswith("to pay"))
    assert sum(map(first, said[:at])) == first(said[at]) == came_to.total_minor
    assert any("contain" in text for text in said[at + 1 :]), "tax in the prices is told after the total"


def test_tax_on_top_is_a_part_of_the_total() -> None:
    rules = TaxRules(
        TaxMode.EXCLUSIVE,
        TaxRounding.PER_RECEIPT,
        (TaxClass("standard", "A", Rate(19, 100)), TaxClass("reduced", "B", Rate(7, 100))),
    )
    lines = (line(1, product("Tea", 999)), line(2, product("Bread", 333, tax_class="reduced")))
    sale = sample_sale().sale
    came_to = figures_of_sale(Sale(sale.sale_id, 0, sale.cashier_id, lines), rules, {}, {})
    said = total_lines(came_to, TaxMode.EXCLUSIVE, ENGLISH, FIGURES)
    assert sum(map(first, said[:-1])) == first(said[-1]) == came_to.total_minor
    taxes = tax_lines(came_to, TaxMode.EXCLUSIVE, ENGLISH, FIGURES)
    assert sum(map(first, taxes[:-1])) == first(taxes[-1]) == came_to.tax_minor


def test_reasons_are_what_was_saved() -> None:
    done = sample_sale()
    said = saved_lines(done.sale, done.figures, ENGLISH, FIGURES)
    assert sum(map(first, said[:-1])) == first(said[-1]) == done.figures.saved_minor > 0


def test_tenders_less_change_are_the_total() -> None:
    done = sample_sale()
    paid = -sum(map(first, paid_lines(done.figures, done.sale.tenders, ENGLISH, FIGURES)))
    assert paid - done.figures.change_minor == done.figures.total_minor
    assert FIGURES.money(done.figures.change_minor) in change_line(done, ENGLISH, FIGURES)


def test_every_line_comes_to_its_amount() -> None:
    done = sample_sale()
    for sold, came_to in zip(done.sale.lines, done.figures.lines, strict=True):
        said = line_lines(sold, came_to, ENGLISH, FIGURES)
        assert FIGURES.money(came_to.extended_minor) in said[0]
        if came_to.adjustments:
            parts = sum(map(first, said[1:-1]))
            assert came_to.extended_minor + parts == first(said[-1]) == came_to.amount_minor


def test_a_price_from_a_label_is_not_told_as_price_times_weight() -> None:
    done = sample_sale()
    odd = done.figures.lines[0].__class__(1, 777, (), 777, "standard")
    assert "label" in line_lines(line(1, product("Ham", 129)), odd, ENGLISH, FIGURES)[0]


def test_the_balance_is_what_was_there_with_every_entry() -> None:
    statement = sample_statement()
    entries = [
        EntryDraft(
            account_id(None, "points"), str(points), EntryKind.EARN, points, "r", Message("sample.base"), ()
        )
        for points in (40, -15)
    ]
    said = point_lines(statement, entries, ENGLISH)
    place = next(at for at, text in enumerate(said) if text.endswith("before this sale"))
    parts = [int(text.split()[0].rstrip(":")) for text in said[place:-1]]
    assert sum(parts) == int(said[-1].split()[0]) == statement.balance_points


def test_lots_are_the_points_of_today() -> None:
    said = lot_lines([(1_800_000_000_000, 70), (None, 30)], ENGLISH)
    assert said[1].startswith("100 ")
    assert [text.split()[0] for text in said[2:]] == ["70", "30"]
    assert lot_lines([], ENGLISH) == []


def test_points_that_wait_are_told_apart_from_the_balance() -> None:
    statement = sample_statement()
    said = point_lines(statement, [], ENGLISH)
    earned = sum(points for _, points in statement.earned)
    place = next(at for at, text in enumerate(said) if text.endswith("earned in all"))
    assert sum(int(text.split(":", maxsplit=1)[0]) for text in said[:place]) == earned
    assert said[place].startswith(f"{earned} ")
    assert said[-2].split()[0] == said[-1].split()[0] == str(statement.balance_points)


def test_the_whole_page_has_every_tender_and_product() -> None:
    done = sample_sale()
    text = "\n".join(explained(done, sample_statement(), shop(), ENGLISH))
    assert done.receipt_number in text
    for sold in done.sale.lines:
        assert (sold.product.receipt_name or sold.product.name) in text
    assert "\n\n\n" not in text
    unpaid = paid_lines(done.figures, [Tender(9, TenderKind.CARD, 100, 100)], ENGLISH, FIGURES)
    assert unpaid == ["-1.00 Card"]
