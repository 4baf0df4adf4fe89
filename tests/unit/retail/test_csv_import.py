"""Products from a table."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.kernel.limits import IMPORT_ERRORS_KEPT
from pos_app.kernel.money import Currency
from pos_app.kernel.quantity import Unit
from pos_app.retail.csv_import import ProductImport, product_id, read_products
from pos_app.retail.gtin import to_gtin14
from pos_app.retail.product import Forbid, Product
from pos_app.runtime.settings import read_settings
from tests.support.receipts import shop

SHOP = shop(card_patterns=(r"2990\d{9}",))
HEADER = "number;name;receipt_name;price;tax_class;unit;category;brand;tags;codes;min_age;forbids;quick_key\n"
GOOD = "1;Milk;;1.29;standard;;;;;;;;\n"


def read(*lines: str) -> ProductImport:
    return read_products([HEADER, *lines], SHOP)


def problems(*lines: str) -> list[tuple[int, str, str]]:
    return [(each.line, each.column, each.message.code) for each in read(*lines).problems]


def test_a_full_row() -> None:
    line = (
        "17;Süt 1 l;Süt;2,50;reduced;KG;Grocery > Dairy > Milk;Çiftlik;fresh | organic;"
        "4006381333931 036000291452|96385074;18;earn|Discount;3\n"
    )
    assert read(line).products == (
        Product(
            product_id("17"), "17", "Süt 1 l", "Süt", 250, "reduced", Unit.KG,
            category=("Grocery", "Dairy", "Milk"), brand="Çiftlik", tags=("fresh", "organic"),
            codes=("04006381333931", "00036000291452", "00000096385074"),
            min_age=18, forbids=(Forbid.EARN, Forbid.DISCOUNT),
        ),
    )  # fmt: skip
    assert read(line).quick_keys == (product_id("17"),)


def test_only_four_columns_are_needed() -> None:
    done = read_products(["number,name,price,tax_class\n", '1,Milk,"1,29",standard\n'], SHOP)
    assert done.problems == ()
    assert done.products == (Product(product_id("1"), "1", "Milk", "Milk", 129, "standard"),)


def test_reading_again_gives_the_same_ids() -> None:
    assert read(GOOD).products == read(GOOD).products
    assert product_id("1") != product_id("01")


def test_a_long_name_is_cut_for_the_receipt_only() -> None:
    item = read(f"1;{'Hazelnut ' * 10};;1;standard;;;;;;;;\n").products[0]
    assert item.name == ("Hazelnut " * 10).strip()
    assert item.receipt_name == "Hazelnut Hazelnut Hazelnut Hazelnut Haze"


def test_control_characters_go() -> None:
    assert read("1;Mi\x1blk\u202e \U0001f95b;;1;standard;;;;;;;;\n").products[0].name == "Milk \U0001f95b"


def test_quick_keys_are_in_their_order() -> None:
    done = read("1;a;;1;standard;;;;;;;;7\n", "2;b;;1;standard;;;;;;;;\n", "3;c;;1;standard;;;;;;;;2\n")
    assert done.quick_keys == (product_id("3"), product_id("1"))


def test_yen_have_no_decimals() -> None:
    lines = ["number;name;price;tax_class\n", "1;Tea;120;standard\n", "2;Tea;1.20;standard\n"]
    done = read_products(lines, shop(currency=Currency("JPY", 0)))
    assert [item.price_minor for item in done.products] == [120]
    assert [(each.line, each.column) for each in done.problems] == [(3, "price")]


@pytest.mark.parametrize(
    ("line", "column", "code"),
    [
        (";Milk;;1;standard;;;;;;;;", "number", "import.empty"),
        ("1 2;Milk;;1;standard;;;;;;;;", "number", "import.number"),
        ("123456789012345678901;Milk;;1;standard;;;;;;;;", "number", "import.long"),
        ("1;;;1;standard;;;;;;;;", "name", "import.empty"),
        ("1;\x1b\x07;;1;standard;;;;;;;;", "name", "import.empty"),
        (f"1;{'x' * 121};;1;standard;;;;;;;;", "name", "import.long"),
        (f"1;Milk;{'x' * 41};1;standard;;;;;;;;", "receipt_name", "import.long"),
        ("1;Milk;;;standard;;;;;;;;", "price", "import.empty"),
        ("1;Milk;;-1;standard;;;;;;;;", "price", "import.price"),
        ("1;Milk;;1.234,50;standard;;;;;;;;", "price", "import.price"),
        ("1;Milk;;1.999;standard;;;;;;;;", "price", "import.price"),
        ("1;Milk;;€1;standard;;;;;;;;", "price", "import.price"),
        ("1;Milk;;1000000;standard;;;;;;;;", "price", "import.price"),
        ("1;Milk;;1;luxury;;;;;;;;", "tax_class", "import.tax_class"),
        ("1;Milk;;1;;;;;;;;;", "tax_class", "import.tax_class"),
        ("1;Milk;;1;standard;litre;;;;;;;", "unit", "import.one_of"),
        ("1;Milk;;1;standard;;A > > B;;;;;;", "category", "import.category"),
        ("1;Milk;;1;standard;;1>2>3>4>5>6>7>8>9;;;;;;", "category", "import.many"),
        (f"1;Milk;;1;standard;;;;{'x' * 121};;;;", "tags", "import.long"),
        ("1;Milk;;1;standard;;;;;4006381333932;;;", "codes", "import.code"),
        ("1;Milk;;1;standard;;;;;4.00638E+12;;;", "codes", "import.code"),
        ("1;Milk;;1;standard;;;;;2990123456786;;;", "codes", "import.code_of_card"),
        ("1;Milk;;1;standard;;;;;;100;;", "min_age", "import.whole"),
        ("1;Milk;;1;standard;;;;;;adult;;", "min_age", "import.whole"),
        ("1;Milk;;1;standard;;;;;;;sale;", "forbids", "import.one_of"),
        ("1;Milk;;1;standard;;;;;;;;201", "quick_key", "import.whole"),
    ],
)
def test_bad_cells(line: str, column: str, code: str) -> None:
    done = read(f"{line}\n", GOOD.replace("1;", "99;", 1))
    assert [(each.line, each.column, each.message.code) for each in done.problems] == [(2, column, code)]
    assert [item.number for item in done.products] == ["99"]
    assert done.rows == 2


def test_every_mistake_of_a_row_is_told() -> None:
    told = {column for _line, column, _code in problems("1;;;x;luxury;litre;;;;1;x;y;z\n")}
    assert told == {"tax_class", "name", "price", "unit", "codes", "min_age", "forbids", "quick_key"}


def test_what_comes_twice() -> None:
    done = read(
        "1;a;;1;standard;;;;;036000291452;;;4\n",
        "2;b;;1;standard;;;;;0036000291452;;;5\n",
        "1;c;;1;standard;;;;;;;;4\n",
    )
    assert [(each.line, each.column, each.message.params["first"]) for each in done.problems] == [
        (3, "codes", 2),
        (4, "number", 2),
        (4, "quick_key", 2),
    ]
    assert len(done.products) == 1


def test_a_code_twice_in_one_row_is_one_code() -> None:
    assert read("1;a;;1;standard;;;;;96385074 96385074;;;\n").products[0].codes == ("00000096385074",)


def test_problems_are_bounded_but_counted() -> None:
    done = read(*(f"{number};;;x;standard;;;;;;;;\n" for number in range(IMPORT_ERRORS_KEPT)))
    assert len(done.problems) == IMPORT_ERRORS_KEPT
    assert done.more_problems == IMPORT_ERRORS_KEPT
    assert done.rows == IMPORT_ERRORS_KEPT


CELL = st.text(st.characters(codec="utf-8", exclude_characters='"'), max_size=12)


@given(
    st.lists(
        st.lists(CELL | st.sampled_from(["standard", "1.20", "kg"]), min_size=13, max_size=13), max_size=6
    )
)
def test_each_row_is_a_product_or_a_problem(table: list[list[str]]) -> None:
    lines = [";".join(f'"{cell}"' for cell in row) + "\n" for row in table]
    done = read(*lines)
    filled = sum(any(cell.strip() for cell in row) for row in table)
    assert done.rows == filled
    assert len(done.products) + len({each.line for each in done.problems}) == filled


def test_the_demo_shops_own_table() -> None:
    """Every row is good, every label fits its name, the program's words occur."""
    folder = Path(__file__).parents[3] / "resources" / "shop"
    settings = read_settings((folder / "shop.toml").read_bytes())
    with (folder / "products.csv").open("rb") as file:
        done = read_products(file, settings.shop)
    assert done.problems == ()
    assert len(done.products) >= 120
    assert len(done.quick_keys) >= 12
    assert {tag for item in done.products for tag in item.tags} >= {"deposit", "coffee", "coffee-to-go"}
    assert all(to_gtin14(code) == code for item in done.products for code in item.codes)
