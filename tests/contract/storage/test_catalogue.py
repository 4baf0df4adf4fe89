"""The catalogue: products found by code, number, what is typed."""

from __future__ import annotations

import msgspec
import pytest

from pos_app.kernel.errors import Refused
from pos_app.kernel.ids import ProductId, derived_id
from pos_app.kernel.limits import CATALOGUE_BLOCK
from pos_app.retail.product import Product
from pos_app.storage.opening import Storage
from tests.support.tills import product


def _named(number: int, name: str, brand: str = "") -> Product:
    made = msgspec.structs.replace(product(number), name=name, brand=brand)
    return msgspec.structs.replace(made, product_id=ProductId(derived_id(made.product_id, name)))


@pytest.fixture
def shop(till: Storage) -> Storage:
    """A till with a few products."""
    names = ["Süt 1 l", "Sütlaç", "Işık Çay", "Kuzu Eti", "Milk Whole", "Whole Grain Bread", "Soda"]
    till.catalogue.add(
        _named(100 + place, name, "Pınar" if place < 2 else "") for place, name in enumerate(names)
    )
    return till


def test_a_product_comes_back_whole_by_code_or_number(till: Storage) -> None:
    products = [product(number) for number in range(1, 40)]
    assert till.catalogue.add(products) == 39
    assert till.catalogue.count() == 39
    assert till.catalogue.by_code(products[6].codes[0]) == products[6]
    assert till.catalogue.by_number("35") == products[34]


@pytest.mark.parametrize(
    "code", ["", "1", "00000000000099", "1234567890123x", "١٢٣٤٥٦٧٨٩٠١٢٣٤", "0" * 15, "' OR 1=1 --  "]
)
def test_a_code_nobody_has_finds_nothing(shop: Storage, code: str) -> None:
    assert shop.catalogue.by_code(code) is None
    assert shop.catalogue.by_number(code) is None


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("sü", ["Süt 1 l", "Sütlaç"]),
        ("SUT", ["Süt 1 l", "Sütlaç"]),
        ("sutla", ["Sütlaç"]),
        ("isik", ["Işık Çay"]),
        ("ÇAY ışık", ["Işık Çay"]),
        ("whole", ["Whole Grain Bread", "Milk Whole"]),
        ("who mil", ["Milk Whole"]),
        ("pinar lac", []),
        ("pınar süt", ["Süt 1 l", "Sütlaç"]),
        ("103", ["Kuzu Eti"]),
        ("s", ["Soda", "Süt 1 l", "Sütlaç"]),
        ("zz", []),
        ("", []),
        ("  ", []),
        ('" OR *', []),
        ("süt AND NEAR(", []),
        ("😀", []),
        ("²³½", []),
        ("\u0870\u1c80 \U0001e900", []),
    ],
)
def test_what_is_typed_finds_every_word(shop: Storage, typed: str, names: list[str]) -> None:
    assert [each.name for each in shop.catalogue.search(typed, 20)] == names


def test_a_search_keeps_to_its_limit(till: Storage) -> None:
    till.catalogue.add(product(number) for number in range(1, 200))
    assert len(till.catalogue.search("pe", 7)) == 7
    assert len(till.catalogue.search("pe", 1000)) == 20
    assert till.catalogue.search("pe", 0) == ()


def test_a_changed_product_is_found_by_what_it_is_now(shop: Storage) -> None:
    before = shop.catalogue.by_number("106")
    assert before is not None
    after = msgspec.structs.replace(
        before, number="200", name="Lemonade", codes=("00000000000777",), price_minor=5
    )
    assert shop.catalogue.add([before]) == 0
    assert shop.catalogue.add([after]) == 1
    assert shop.catalogue.by_number("106") is None
    assert shop.catalogue.by_code(before.codes[0]) is None
    assert shop.catalogue.by_code("00000000000777") == after
    assert shop.catalogue.search("soda", 5) == ()
    assert shop.catalogue.search("lemo", 5) == (after,)
    assert shop.catalogue.add([before]) == 1
    assert shop.catalogue.by_number("106") == before


def test_two_products_never_share_a_number_or_a_code(shop: Storage) -> None:
    before = shop.catalogue.count()
    for changed, code in (
        (msgspec.structs.replace(product(50), number="103"), "catalogue.number_taken"),
        (msgspec.structs.replace(product(50), codes=("00000000000103",)), "catalogue.code_taken"),
    ):
        with pytest.raises(Refused) as refused:
            shop.catalogue.add([product(51), changed])
        assert refused.value.code == code
        assert shop.catalogue.count() == before
        assert shop.catalogue.by_number("51") is None


def test_an_existing_product_cannot_take_anothers_number(shop: Storage) -> None:
    one = shop.catalogue.by_number("100")
    assert one is not None
    with pytest.raises(Refused) as refused:
        shop.catalogue.add([msgspec.structs.replace(one, number="101")])
    assert refused.value.code == "catalogue.number_taken"
    assert shop.catalogue.by_number("100") == one


def test_replacing_takes_away_what_is_not_named(till: Storage) -> None:
    till.catalogue.add(product(number) for number in range(1, 11))
    till.catalogue.set_quick_keys([product(1).product_id, product(9).product_id])
    kept = [product(1), msgspec.structs.replace(product(2), price_minor=5), product(30)]
    assert till.catalogue.replace(kept) == 2
    assert till.catalogue.count() == 3
    assert till.catalogue.by_number("9") is None
    assert till.catalogue.search("9", 5) == ()
    assert till.catalogue.quick_keys(12) == (product(1),)


def test_quick_keys_keep_their_order(till: Storage) -> None:
    till.catalogue.add(product(number) for number in range(1, 6))
    till.catalogue.set_quick_keys([product(number).product_id for number in (4, 1, 3)])
    assert [each.number for each in till.catalogue.quick_keys(2)] == ["4", "1"]
    till.catalogue.set_quick_keys([])
    assert till.catalogue.quick_keys(12) == ()


@pytest.mark.parametrize("changed", [{"number": "3"}, {"codes": ("00000000000003",)}])
def test_a_clash_in_the_first_import_is_named_and_writes_nothing(
    till: Storage, changed: dict[str, str]
) -> None:
    clashing = msgspec.structs.replace(product(9), **changed)
    with pytest.raises(Refused) as refused:
        till.catalogue.add([*(product(number) for number in range(1, 8)), clashing])
    assert refused.value.message.params["number"] == clashing.number
    assert till.catalogue.count() == 0
    assert till.catalogue.add([product(1)]) == 1


def test_a_first_import_takes_the_last_of_a_product_that_comes_twice(till: Storage) -> None:
    dearer = msgspec.structs.replace(product(2), price_minor=777)
    assert till.catalogue.add([product(1), product(2), dearer, product(3)]) == 4
    assert till.catalogue.by_number("2") == dearer
    assert till.catalogue.count() == 3


def test_blocks_join_to_one_catalogue(till: Storage) -> None:
    count = CATALOGUE_BLOCK + 3
    assert till.catalogue.add(product(number) for number in range(1, count + 1)) == count
    assert till.catalogue.by_number(str(count)) == product(count)
    assert till.catalogue.by_code(product(count).codes[0]) == product(count)
