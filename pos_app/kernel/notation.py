"""Amounts, rates, quantities, days as the shop's country writes them."""

from __future__ import annotations

from functools import lru_cache
from zoneinfo import ZoneInfo

import msgspec

from pos_app.kernel.clock import local_time
from pos_app.kernel.money import Rate, divide
from pos_app.kernel.quantity import Unit, quantity_text

_RATE_DECIMALS = 3


class Figures(msgspec.Struct, frozen=True):
    """How one shop writes numbers: CLDR marks of its locale, digits of its currency, its time zone."""

    locale: str
    zone: str
    digits: int
    decimal_mark: str
    group_mark: str
    first_group: int
    next_group: int
    percent_pattern: str

    def money(self, amount_minor: int) -> str:
        """Return for example `-1,234.50`, without the currency."""
        digits = str(abs(amount_minor)).zfill(self.digits + 1)
        cut = len(digits) - self.digits
        whole = digits[:cut] if cut <= self.first_group else self.grouped(int(digits[:cut]))
        decimals = self.decimal_mark + digits[cut:] if self.digits else ""
        return f"{'-' if amount_minor < 0 else ''}{whole}{decimals}"

    def grouped(self, whole: int) -> str:
        """Return a non-negative whole number with the country's thousands marks."""
        digits = str(whole)
        if len(digits) <= self.first_group:
            return digits
        groups = [digits[-self.first_group :]]
        rest = digits[: -self.first_group]
        while rest:
            groups.append(rest[-self.next_group :])
            rest = rest[: -self.next_group]
        return self.group_mark.join(reversed(groups))

    def percent(self, rate: Rate) -> str:
        """Return a tax rate such as `19%`, with the decimals it needs, at most three."""
        scaled = divide(rate.numerator * 100 * 10**_RATE_DECIMALS, rate.denominator)
        whole, rest = divmod(scaled, 10**_RATE_DECIMALS)
        decimals = f"{rest:0{_RATE_DECIMALS}d}".rstrip("0")
        number = f"{whole}{self.decimal_mark}{decimals}" if decimals else str(whole)
        return self.percent_pattern.replace("#", number)

    def quantity(self, quantity_milli: int, unit: Unit) -> str:
        """Return `3`, or `1.245` for what is weighed."""
        return quantity_text(quantity_milli, unit, self.decimal_mark)

    def moment(self, at_ms: int) -> str:
        """Return day and time in the shop's zone."""
        return f"{self.day(at_ms)} {self.time(at_ms)}"

    def day(self, at_ms: int) -> str:
        """Return the day in the shop's zone."""
        from babel.dates import format_date  # slow to import: not before the first day is written

        return format_date(local_time(at_ms, ZoneInfo(self.zone)), "medium", self.locale)

    def time(self, at_ms: int) -> str:
        """Return hour and minute in the shop's zone."""
        from babel.dates import format_time  # slow to import: not before the first time is written

        return format_time(local_time(at_ms, ZoneInfo(self.zone)), "short", locale=self.locale)


@lru_cache(maxsize=16)
def figures_of(locale: str, zone: str, currency_digits: int) -> Figures:
    """Return how a shop of `locale` (such as tr_TR) writes numbers; raises babel's UnknownLocaleError."""
    from babel import Locale  # slow to import: not before the first figure is written

    data = Locale.parse(locale)
    symbols = data.number_symbols["latn"]
    grouping = data.decimal_formats[None].grouping
    prefix, suffix = data.percent_formats[None].prefix[0], data.percent_formats[None].suffix[0]
    return Figures(
        locale=locale,
        zone=zone,
        digits=currency_digits,
        decimal_mark=symbols["decimal"],
        group_mark=symbols["group"],
        first_group=grouping[0],
        next_group=grouping[1],
        percent_pattern=f"{prefix}#{suffix}",
    )
