"""Figures for eyes."""

from __future__ import annotations

from msgspec.structs import replace

from pos_app.kernel.messages import Message
from pos_app.kernel.quantity import Unit
from pos_app.loyalty.settings import PointsDisplay
from pos_app.runtime.texts import load_translator
from pos_app.ui.formatting import MINUS, Formats
from tests.support.counters import SHOP


def formats(locale: str = "en_GB", decimals: int = 0) -> Formats:
    """The shop's notation."""
    shop = replace(SHOP, locale=locale)
    return Formats(shop, decimals, load_translator("en", shop, decimals))


def test_money() -> None:
    assert formats().money(123_456) == "1,234.56"
    assert formats().money(-47) == f"{MINUS}0.47"
    assert formats("de_DE").money(123_456) == "1.234,56"
    assert formats().money(10**15 + 1) == "10,000,000,000,000.01"


def test_points_as_the_program_shows_them() -> None:
    shown = {
        display: Formats(SHOP, 2, load_translator("en", SHOP, 2), display).points(1290)
        for display in PointsDisplay
    }
    assert list(shown.values()) == ["12", "13", "12.90"]


def test_points() -> None:
    assert formats().points(1240) == "1,240"
    assert formats(decimals=2).points(1240) == "12.40"
    assert formats().points_short(500) == "500 p"


def test_quantities_and_prices() -> None:
    assert formats().quantity(3000, Unit.PIECE) == "3"
    assert formats("de_DE").quantity(1245, Unit.KG) == "1,245"
    assert formats().unit_price(199, Unit.KG) == "1.99/kg"
    assert formats().unit_price(199, Unit.PIECE) == "1.99"


def test_sentences_and_times() -> None:
    assert formats().say(Message("pay.still_due", {"due_minor": 250})) == "2.50 is still to pay."
    assert formats().time(1_763_816_542_000) == "14:02"
    assert formats().digits == 2
