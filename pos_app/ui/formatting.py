"""Figures for eyes: exact whole numbers become text in the shop's notation. No Qt here."""

from __future__ import annotations

from functools import lru_cache

from pos_app.kernel.messages import Message, Translate
from pos_app.kernel.money import Rate
from pos_app.kernel.notation import Figures, figures_of
from pos_app.kernel.quantity import Unit
from pos_app.loyalty.point_display import shown_decimals, shown_points
from pos_app.loyalty.settings import PointsDisplay
from pos_app.retail.shop import ShopProfile

MINUS = "\u2212"


class Formats:
    """How one shop's screen writes money, points, quantities and times; `translate` turns codes into sentences."""

    def __init__(
        self,
        shop: ShopProfile,
        points_decimals: int,
        translate: Translate,
        points_display: PointsDisplay = PointsDisplay.EXACT,
    ) -> None:
        self._figures = figures_of(shop.locale, shop.zone, shop.currency.digits)
        self._points = figures_of(shop.locale, shop.zone, shown_decimals(points_decimals, points_display))
        self._points_kept = points_decimals, points_display
        self.translate = translate

    def money(self, amount_minor: int) -> str:
        """Return `1,234.50`, with a real minus sign where one is due."""
        return _money(self._figures, amount_minor)

    def points(self, points: int) -> str:
        """Return `1,240`, points with decimals as the program shows them."""
        return _money(self._points, shown_points(points, *self._points_kept))

    def points_short(self, points: int) -> str:
        """Return `500 p`."""
        return self.translate("ui.points.short", points=self.points(points))

    def quantity(self, quantity_milli: int, unit: Unit) -> str:
        """Return `3`, or `1.245` for what is weighed."""
        return self._figures.quantity(quantity_milli, unit)

    def unit_price(self, price_minor: int, unit: Unit) -> str:
        """Return `1.29`, or `1.99/kg` for what is weighed."""
        price = self.money(price_minor)
        return self.translate("ui.price.per_kg", price=price) if unit is Unit.KG else price

    def percent(self, rate: Rate) -> str:
        """Return a tax rate such as `19%`."""
        return self._figures.percent(rate)

    def time(self, at_ms: int) -> str:
        """Return hour and minute in the shop's zone."""
        return self._figures.time(at_ms)

    def moment(self, at_ms: int) -> str:
        """Return day and time in the shop's zone."""
        return self._figures.moment(at_ms)

    def say(self, message: Message) -> str:
        """Return a message as a sentence."""
        return self.translate(message.code, **message.params)

    @property
    def digits(self) -> int:
        """Digits of the currency's minor unit."""
        return self._figures.digits


@lru_cache(maxsize=4096)
def _money(figures: Figures, amount_minor: int) -> str:
    text = figures.money(amount_minor)
    return MINUS + text[1:] if amount_minor < 0 else text
