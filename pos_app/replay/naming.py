"""What follows from the ids of the data: names, numbers, codes."""

from __future__ import annotations

import hashlib
import re

from pos_app.kernel.ids import MemberId, ProductId, SaleId, compose_uuid7
from pos_app.kernel.limits import NAME_LENGTH_MAX, SHORT_NAME_LENGTH_MAX
from pos_app.kernel.printable import printable

EXAMPLE_PREFIX = "952"
"""The GS1 prefix set aside for demonstrations: no product on earth carries one of these codes."""

CATALOGUE_AT_MS = 1_480_550_400_000
"""1 December 2016: catalogue and members exist before the first basket."""

CRATED = "PRODUCE"

_WORDS = {
    "AND": "and", "BBQ": "BBQ", "BG": "Bags", "BKD": "Baked", "BKFST": "Breakfast", "BN": "Beans",
    "BR": "Bread", "BRKFST": "Breakfast", "BTL": "Bottle", "BTR": "Butter", "CAN": "Canned",
    "CANNED": "Canned", "CARB": "Carbonated", "CATFD": "Cat Food", "CHIX": "Chicken",
    "CHOCOCLATE": "Chocolate", "CLEANG": "Cleaning", "CNTRL": "Control", "CONC": "Concentrate",
    "CRMD": "Creamed", "CRYSTL": "Crystal", "CT": "ct", "DNR": "Dinner", "DNRS": "Dinners",
    "DOGFD": "Dog Food", "DRNK": "Drink", "DRNKS": "Drinks", "DRSNG": "Dressing", "DSH": "Dishes",
    "DZ": "dozen", "FD": "Food", "FLVRD": "Flavored", "FRZN": "Frozen", "FT": "ft", "GA": "gal",
    "GDS": "Goods", "GM": "General", "GR": "g", "HANDKE": "Handkerchiefs", "HBC": "Care", "IN": "in",
    "IWS": "Sliced", "JCE": "Juice", "L": "l", "LB": "lb", "MISC": "Misc", "MIXS": "Mixes", "ML": "ml",
    "MX": "Mix", "MXS": "Mixes", "NOVELTI": "Novelties", "OZ": "oz", "PCKGD": "Packaged", "PK": "pk",
    "PKG": "Pack", "PKLD": "Pickled", "PNT": "Peanut", "PREM": "Premium", "PT": "pt", "PWDR": "Powder",
    "QT": "qt", "REFRGRATD": "Refrigerated", "SALD": "Salad", "SAUS": "Sausage", "SEASNL": "Seasonal",
    "SFT": "Soft", "SHERBTS": "Sherbets", "SNDWCH": "Sandwich", "SNGL": "Single", "SPECILATY": "Specialty",
    "SPLY": "Supply", "SPRD": "Spread", "SQ": "sq", "SRV": "Serve", "SS": "Single Serve", "SUP": "Super",
    "SW": "Sweet", "SWEETNERS": "Sweeteners", "TISS": "Tissue", "TRSH": "Trash",
    "UNDERGARMEN": "Undergarments", "VEG": "Vegetables", "W": "with", "WHLSM": "Wholesome", "WTR": "Water",
}  # fmt: skip
_WORD = re.compile(r"[A-Za-z]+(?:'[A-Za-z]+)?")


def readable(text: str) -> str:
    """Return the data's capitals as people write them: FRZN MEAT becomes Frozen Meat."""
    spaced = re.sub(r"\s*([:/&])\s*", lambda m: {":": ": ", "/": "/", "&": " & "}[m.group(1)], text)
    written = _WORD.sub(lambda m: _WORDS.get(m.group().upper(), m.group().capitalize()), spaced)
    written = re.sub(r"\([^)]*$", "", re.sub(r"\s+", " ", written)).strip(" -:/&")
    return written[:1].upper() + written[1:]


def shelf_name(department: str, category: str, kind: str, package: str, number: str) -> str:
    """Return a product's name with its package size; without a kind that of the category, then the number.

    A kind of one word stands behind a category of one word: Beef Lean. Produce comes without the size: it is
    that of the crate.
    """
    if department == CRATED:
        package = ""
    if kind and category and " " not in kind + category and kind not in category and category not in kind:
        kind = f"{category} {kind}"
    base = readable(kind or category) or f"{readable(department)} {number}"
    return printable(f"{base} {readable(package)}".strip(), NAME_LENGTH_MAX)


def short_name(name: str) -> str:
    """Return the name as receipts print it."""
    return name[:SHORT_NAME_LENGTH_MAX].rstrip()


def example_gtin(number: int) -> str:
    """Return the GTIN-14 of an EAN-13 from the range for demonstrations; `number` below 10**9."""
    if not 0 <= number < 10**9:
        raise ValueError("an example code has room for nine digits")
    body = f"{EXAMPLE_PREFIX}{number:09d}"
    weighted = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(body))
    return f"0{body}{-weighted % 10}"


def product_id(number: int) -> ProductId:
    """Return the id a product of the data has on every machine."""
    return ProductId(compose_uuid7(CATALOGUE_AT_MS, _ten_bytes("product", number)))


def member_id(household_id: int) -> MemberId:
    """Return the id a household has on every machine."""
    return MemberId(compose_uuid7(CATALOGUE_AT_MS, _ten_bytes("household", household_id)))


def sale_id(basket_id: int, at_ms: int) -> SaleId:
    """Return the id a basket's sale has on every machine: filing it again changes nothing."""
    return SaleId(compose_uuid7(at_ms, _ten_bytes("basket", basket_id)))


def card_token(household_id: int) -> str:
    """Return the token on the card of a household."""
    return f"CJ{household_id:08d}"


def _ten_bytes(noun: str, number: int) -> bytes:
    return hashlib.sha256(f"completejourney:{noun}:{number}".encode()).digest()[:10]
