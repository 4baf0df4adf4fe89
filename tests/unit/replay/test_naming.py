"""Names and ids follow from the data alone."""

from __future__ import annotations

import pytest
from stdnum import ean

from pos_app.replay import naming


@pytest.mark.parametrize("number", [0, 7, 25671, 18_316_298, 999_999_999])
def test_example_codes_have_valid_check_digits_and_lie_in_the_range_for_demonstrations(number: int) -> None:
    code = naming.example_gtin(number)
    assert len(code) == 14
    assert ean.is_valid(code[1:])
    assert code[1:4] == "952"


@pytest.mark.parametrize("number", [-1, 10**9])
def test_numbers_without_room_in_a_code_are_refused(number: int) -> None:
    with pytest.raises(ValueError, match="nine digits"):
        naming.example_gtin(number)


@pytest.mark.parametrize(
    ("department", "category", "kind", "package", "name"),
    [
        ("GROCERY", "FRZN ICE", "ICE - CRUSHED/CUBED", "22 LB", "Ice - Crushed/Cubed 22 lb"),
        ("MEAT", "BEEF", "LEAN", "", "Beef Lean"),
        ("PRODUCE", "TROPICAL FRUIT", "BANANAS", "40 LB", "Bananas"),
        ("SPIRITS", "LIQUOR", "FLAVORED RUM (42 UNDER PROOF L", "", "Flavored Rum"),
        ("DRUG GM", "HOSIERY/SOCKS", "", "", "Hosiery/Socks"),
        ("MISCELLANEOUS", "", "", "", "Miscellaneous 26081"),
        ("MEAT", "CHICKEN", "CHICKEN BREAST", "", "Chicken Breast"),
    ],
)
def test_names_are_readable(department: str, category: str, kind: str, package: str, name: str) -> None:
    assert naming.shelf_name(department, category, kind, package, "26081") == name


def test_ids_are_the_same_every_time_and_differ_by_what_they_name() -> None:
    assert naming.sale_id(5, 1000) == naming.sale_id(5, 1000)
    made = {naming.sale_id(5, 1000), naming.sale_id(6, 1000), naming.product_id(5), naming.member_id(5)}
    assert len(made) == 4
    assert all(one.version == 7 for one in made)
    assert naming.card_token(900) == "CJ00000900"
