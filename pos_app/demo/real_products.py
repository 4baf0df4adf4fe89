"""Products of a real grocer for the demo shop, under its own departments."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from pos_app.replay import naming
from pos_app.replay.catalogue import ListedProduct
from pos_app.retail.csv_import import product_id
from pos_app.retail.product import Forbid, Product

PRODUCTS = 2_000
PER_DEPARTMENT = 800
LEAST_PRICE_MINOR = 10
ADULT = 18


class Department(NamedTuple):
    """What a department of the data is called in the shop; the tax class of what it sells."""

    name: str
    tax_class: str


FOOD, PREPARED, OTHER = "zero", "reduced", "standard"
"""Tax classes of the demo shop: Ireland taxes groceries at 0 %, what was baked or cooked at a reduced rate."""

DEPARTMENTS = {
    "GROCERY": Department("Grocery", FOOD),
    "PRODUCE": Department("Produce", FOOD),
    "MEAT": Department("Meat", FOOD),
    "MEAT-PCKGD": Department("Packaged meat", FOOD),
    "DELI": Department("Deli", PREPARED),
    "PASTRY": Department("Bakery", PREPARED),
    "SEAFOOD": Department("Fish", FOOD),
    "SEAFOOD-PCKGD": Department("Packaged fish", FOOD),
    "FROZEN GROCERY": Department("Frozen", FOOD),
    "NUTRITION": Department("Health food", FOOD),
    "SALAD BAR": Department("Salad bar", PREPARED),
    "CHEF SHOPPE": Department("Hot food", PREPARED),
    "DRUG GM": Department("Drugstore", OTHER),
    "COSMETICS": Department("Cosmetics", OTHER),
    "FLORAL": Department("Flowers", OTHER),
    "GARDEN CENTER": Department("Garden", OTHER),
    "SPIRITS": Department("Spirits", OTHER),
}
ALCOHOL = frozenset({"BEERS/ALES", "DOMESTIC WINE", "IMPORTED WINE", "MISC WINE", "LIQUOR"})
TOBACCO = frozenset({"CIGARETTES", "CIGARS", "TOBACCO OTHER"})
INFANT_FORMULA = "INFANT FORMULA"
COFFEE = "COFFEE"
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


def shop_product(listed: ListedProduct) -> Product:
    """Return a product of the data as the demo shop sells it."""
    name = listed.name()
    smoke = listed.category in TOBACCO
    return Product(
        product_id=product_id(str(listed.number)),
        number=str(listed.number),
        name=name,
        receipt_name=naming.short_name(name),
        price_minor=listed.price_minor,
        tax_class=_tax_class(listed),
        category=(DEPARTMENTS[listed.department].name, naming.readable(listed.category)),
        brand="Own brand" if listed.brand == "Private" else "",
        tags=("coffee",) if listed.category == COFFEE else (),
        codes=(naming.example_gtin(listed.number),),
        min_age=ADULT if smoke or _is_drink(listed) else 0,
        forbids=_forbidden(smoke, listed.category == INFANT_FORMULA),
    )


def _is_drink(listed: ListedProduct) -> bool:
    return listed.category in ALCOHOL or listed.department == "SPIRITS"


def _tax_class(listed: ListedProduct) -> str:
    if listed.category in FOOD_ELSEWHERE:
        return FOOD
    if _is_drink(listed) or listed.category in HOUSEHOLD:
        return OTHER
    return DEPARTMENTS[listed.department].tax_class


def _forbidden(smoke: bool, formula: bool) -> tuple[Forbid, ...]:
    if smoke:
        return (Forbid.DISCOUNT, Forbid.EARN, Forbid.REDEEM)
    return (Forbid.DISCOUNT, Forbid.REDEEM) if formula else ()
