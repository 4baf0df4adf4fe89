"""Products of a real grocer for the demo shop, with its own departments and names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from pos_app.replay import naming
from pos_app.replay.catalogue import ListedProduct
from pos_app.retail.product import Forbid, Product

PRODUCTS = 2_000
PER_DEPARTMENT = 800
LEAST_PRICE_MINOR = 10
ADULT = 18


class Department(NamedTuple):
    """What a department of the data is called in the shop; whether its goods are taxed as food."""

    name: str
    food: bool


DEPARTMENTS = {
    "GROCERY": Department("Grocery", True),
    "PRODUCE": Department("Fruit and vegetables", True),
    "MEAT": Department("Meat", True),
    "MEAT-PCKGD": Department("Packaged meat", True),
    "DELI": Department("Deli", True),
    "PASTRY": Department("Bakery", True),
    "SEAFOOD": Department("Fish", True),
    "SEAFOOD-PCKGD": Department("Packaged fish", True),
    "FROZEN GROCERY": Department("Frozen", True),
    "NUTRITION": Department("Health food", True),
    "SALAD BAR": Department("Salad bar", True),
    "CHEF SHOPPE": Department("Hot food", True),
    "DRUG GM": Department("Drugstore", False),
    "COSMETICS": Department("Cosmetics", False),
    "FLORAL": Department("Flowers", False),
    "GARDEN CENTER": Department("Garden", False),
    "SPIRITS": Department("Spirits", False),
}
ALCOHOL = frozenset({"BEERS/ALES", "DOMESTIC WINE", "IMPORTED WINE", "MISC WINE", "LIQUOR"})
TOBACCO = frozenset({"CIGARETTES", "CIGARS", "TOBACCO OTHER"})
INFANT_FORMULA = "INFANT FORMULA"
FOOD_ELSEWHERE = frozenset({"CANDY - CHECKLANE", "CANDY - PACKAGED", "BABY FOODS", INFANT_FORMULA})
"""Food that the data has in the drugstore."""
HOUSEHOLD = frozenset(
    {
        "BATH TISSUES", "PAPER TOWELS", "PAPER HOUSEWARES", "HOUSEHOLD CLEANG NEEDS", "LAUNDRY DETERGENTS",
        "LAUNDRY ADDITIVES", "DISHWASH DETERGENTS", "AIR CARE", "BLEACH", "CAT LITTER", "PET CARE SUPPLIES",
        "FACIAL TISS/DNR NAPKIN", "FD WRAPS/BAGS/TRSH BG",
    }
)  # fmt: skip
"""Categories of the grocery department that nobody eats."""
_LOOKS_LIKE_A_CODE = re.compile(r"\d{5}")


def best_sellers(listed: Iterable[ListedProduct], taken: frozenset[str] = frozenset()) -> list[ListedProduct]:
    """Return the products sold most often, at most 2,000, one of each name and none whose name is `taken`."""
    names = {name.casefold() for name in taken}
    chosen: list[ListedProduct] = []
    per_department: Counter[str] = Counter()
    for one in sorted(listed, key=lambda each: (-each.sold, each.number)):
        if len(chosen) == PRODUCTS:
            break
        if one.department not in DEPARTMENTS or not one.category or one.price_minor < LEAST_PRICE_MINOR:
            continue
        name = one.name().casefold()
        if _LOOKS_LIKE_A_CODE.search(name):
            continue
        if name not in names and per_department[one.department] < PER_DEPARTMENT:
            names.add(name)
            per_department[one.department] += 1
            chosen.append(one)
    return chosen


def shop_product(listed: ListedProduct, food_tax: str, other_tax: str) -> Product:
    """Return a product of the data as the demo shop sells it."""
    department = DEPARTMENTS[listed.department]
    drink = listed.category in ALCOHOL or listed.department == "SPIRITS"
    smoke = listed.category in TOBACCO
    eaten = department.food and not drink and listed.category not in HOUSEHOLD
    food = eaten or listed.category in FOOD_ELSEWHERE
    name = listed.name()
    return Product(
        product_id=naming.product_id(listed.number),
        number=str(listed.number),
        name=name,
        receipt_name=naming.short_name(name),
        price_minor=listed.price_minor,
        tax_class=food_tax if food else other_tax,
        category=(department.name, naming.readable(listed.category)),
        brand="Own brand" if listed.brand == "Private" else "",
        codes=(naming.example_gtin(listed.number),),
        min_age=ADULT if drink or smoke else 0,
        forbids=_forbidden(smoke, listed.category == INFANT_FORMULA),
    )


def _forbidden(smoke: bool, formula: bool) -> tuple[Forbid, ...]:
    if smoke:
        return (Forbid.DISCOUNT, Forbid.EARN, Forbid.REDEEM)
    return (Forbid.DISCOUNT, Forbid.REDEEM) if formula else ()
