"""Trade item numbers, always as GTIN-14."""

from __future__ import annotations

LENGTHS = frozenset({8, 12, 13, 14})
"""GTIN-8, UPC-A, GTIN-13, GTIN-14 (GS1 General Specifications, section 1.4)."""


def to_gtin14(digits: str) -> str | None:
    """Return a GTIN-8, -12, -13, -14 with a right check digit as GTIN-14, a UPC-E expanded; None for anything else."""
    return next(iter(gtins14(digits)), None)


def gtins14(digits: str) -> tuple[str, ...]:
    """Return everything that `to_gtin14` could mean: one UPC-E in ten is a GTIN-8 with a right check digit, too."""
    if not (digits.isascii() and digits.isdigit()) or len(digits) not in LENGTHS:
        return ()
    from stdnum import ean  # slow to import: `retail.codes.prepare` does it before anybody waits

    spelt = (digits, expand_upc_e(digits) or "")
    return tuple(each.zfill(14) for each in spelt if each and ean.is_valid(each.zfill(14)))


def expand_upc_e(digits: str) -> str | None:
    """Return the UPC-A of an 8-digit UPC-E (number system 0 or 1), without judging its check digit."""
    if len(digits) != 8 or digits[0] not in "01":
        return None
    system, body, check = digits[0], digits[1:7], digits[7]
    last = body[5]
    if last in "012":
        middle = f"{body[:2]}{last}0000{body[2:5]}"
    elif last == "3":
        middle = f"{body[:3]}00000{body[3:5]}"
    elif last == "4":
        middle = f"{body[:4]}00000{body[4]}"
    else:
        middle = f"{body[:5]}0000{last}"
    return f"{system}{middle}{check}"
