"""The receipt of a sale."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from pos_app.kernel.messages import Message
from pos_app.receipts.cells import cell_width
from pos_app.receipts.document import Barcode, Cut, Document, Qr, Text
from pos_app.receipts.sale_receipt import receipt_mark, sale_receipt
from pos_app.receipts.text import as_text
from pos_app.retail.sale import Adjustment, AdjustmentKind
from tests.support.receipts import Words, completed, line, product, sample_sale, sample_statement, shop

ENGLISH = Words("en")


def receipt(is_member: bool = True, is_copy: bool = False, **shop_changes: object) -> Document:
    """The sample receipt."""
    statement = sample_statement() if is_member else None
    return sale_receipt(sample_sale(), statement, shop(**shop_changes), ENGLISH, is_copy=is_copy)


def test_number_as_bar_code_and_mark_as_qr() -> None:
    rows = receipt().rows
    assert Barcode("0001-01-A-0000042") in rows
    assert [row for row in rows if isinstance(row, Qr)] == [Qr("R1:0001-01-A-0000042:1A2B3C4D")]
    assert rows[-1] == Cut()


def test_the_mark_names_no_address() -> None:
    assert receipt_mark(sample_sale()) == "R1:0001-01-A-0000042:1A2B3C4D"


def test_only_a_copy_is_marked_as_one() -> None:
    assert "*** COPY ***" in as_text(receipt(is_copy=True), 48)
    original, copy = as_text(receipt(), 48), as_text(receipt(is_copy=True), 48)
    assert "COPY" not in original
    assert [text for text in copy.splitlines() if "COPY" not in text and text] == [
        text for text in original.splitlines() if text
    ]


def test_a_customer_without_a_card_is_invited() -> None:
    join = "https://shop.example/join"
    assert Qr(join) in receipt(is_member=False, join_url=join).rows
    assert Qr(join) not in receipt(is_member=True, join_url=join).rows
    assert sum(isinstance(row, Qr) for row in receipt(is_member=False).rows) == 1


def test_no_member_no_block() -> None:
    assert "Points balance" not in as_text(receipt(is_member=False), 48)


def test_pieces_weights_adjustments() -> None:
    shown = as_text(receipt(), 48)
    assert "2 Whole milk 1 l                          2.58 A" in shown
    assert "    2 x 1.29\n    member price                         -0.20\n" in shown
    assert "1 Bananas                                 2.48 A\n    1.245 kg x 1.99\n" in shown


def test_one_piece_needs_no_unit_price() -> None:
    text = as_text(sale_receipt(completed((line(1, product("Tea", 100)),)), None, shop(), ENGLISH), 48)
    assert " x 1.00" not in text


def test_the_name_stands_in_for_a_missing_receipt_name() -> None:
    item = replace(product("Tea", 100), receipt_name="")
    assert "1 Tea" in as_text(sale_receipt(completed((line(1, item),)), None, shop(), ENGLISH), 48)


def test_a_shop_without_tax_number_prints_none() -> None:
    assert "Tax no." not in as_text(receipt(tax_number=""), 48)


@given(
    st.lists(st.tuples(st.text(min_size=1), st.integers(-(10**8), 10**8)), min_size=1, max_size=5),
    st.text(),
    st.sampled_from([48, 42, 32]),
)
def test_right_for_any_name_and_amount(products: list[tuple[str, int]], reason: str, columns: int) -> None:
    lines = tuple(line(n, product(name, price)) for n, (name, price) in enumerate(products, 1))
    change = Adjustment(AdjustmentKind.MANUAL, "m", -1, Message("sample.reward"))
    sale = completed(lines, {1: (change,)}, cashier_name=reason)
    document = sale_receipt(sale, sample_statement(), shop(name=reason), ENGLISH)
    for text in as_text(document, columns).split("\n"):
        assert cell_width(text) <= columns
        assert text == "" or text.isprintable()


@pytest.mark.parametrize("columns", [48, 42, 32])
def test_amounts_end_at_the_same_column(columns: int) -> None:
    shown = as_text(receipt(), columns).splitlines()
    milk = next(text for text in shown if "2.58" in text)
    off = next(text for text in shown if "-0.20" in text)
    assert milk.index("2.58") + 4 == off.index("-0.20") + 5 == columns - 2
    assert isinstance(receipt().rows[0], Text)
