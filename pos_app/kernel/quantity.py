"""Quantities as integers in thousandths: pieces, kilograms, litres."""

from __future__ import annotations

from enum import StrEnum

from pos_app.kernel.money import divide

MILLI = 1000
"""Thousandths in one whole unit: one piece = 1000, 1.245 kg = 1245."""


class Unit(StrEnum):
    """What one whole quantity is."""

    PIECE = "piece"
    KG = "kg"


def extended_minor(unit_price_minor: int, quantity_milli: int) -> int:
    """Return unit price times quantity in minor units, rounded half up once."""
    return divide(unit_price_minor * quantity_milli, MILLI)


def is_whole(quantity_milli: int) -> bool:
    """True when the quantity is a whole number of units."""
    return quantity_milli % MILLI == 0


def quantity_text(quantity_milli: int, unit: Unit, decimal_mark: str = ".") -> str:
    """Return `3` for pieces, `1.245` for kilograms; pieces show their three decimals only if they have any."""
    sign = "-" if quantity_milli < 0 else ""
    whole, thousandths = divmod(abs(quantity_milli), MILLI)
    if unit is Unit.PIECE and not thousandths:
        return f"{sign}{whole}"
    return f"{sign}{whole}{decimal_mark}{thousandths:03d}"
