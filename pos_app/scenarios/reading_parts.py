"""Instants, quantities, amounts, points of a scenario file; what is known while it is read."""

from __future__ import annotations

from datetime import date, datetime, time, tzinfo
from decimal import Decimal

from pos_app.kernel.clock import instant_ms
from pos_app.kernel.limits import POINTS_MAX, QUANTITY_MILLI_MAX, SALE_TOTAL_MINOR_MAX
from pos_app.kernel.quantity import MILLI
from pos_app.loyalty.accounts import POINTS
from pos_app.loyalty.table import Table, shown

_NOON = time(12)
_END = time(23, 59, 59, 999_000)
_DAY_LENGTH = len("2026-03-10")


class Parts:
    """Turns what a scenario says into the units of the engine: `digits` of money, `decimals` of points."""

    def __init__(self, zone: tzinfo, digits: int, decimals: int) -> None:
        self.zone = zone
        self.digits = digits
        self.decimals = decimals

    def instant(self, table: Table, key: str) -> int | None:
        """Return "2026-03-10 12:00" of the shop's time as ms UTC; a day alone is its noon. None when not given."""
        moment = self._moment(table, key, _NOON)
        return None if moment is None else instant_ms(moment)

    def day_end(self, table: Table, key: str) -> int | None:
        """Return the last millisecond of a day, None when it is not given."""
        moment = self._moment(table, key, _END)
        return None if moment is None else instant_ms(moment)

    def amount(self, table: Table, key: str, signed: bool = False) -> int | None:
        """Return money in minor units, None when it is not given."""
        most = Decimal(SALE_TOTAL_MINOR_MAX).scaleb(-self.digits)
        number = table.number(key, self.digits, -most if signed else Decimal(0), most)
        return None if number is None else int(number.scaleb(self.digits))

    def quantity(self, table: Table, key: str, usual: int = MILLI) -> int:
        """Return thousandths, `usual` when it is not given."""
        number = table.number(key, 3, Decimal("0.001"), Decimal(QUANTITY_MILLI_MAX) / MILLI)
        return usual if number is None else int(number * MILLI)

    def points(self, table: Table, key: str, account: str = POINTS, signed: bool = False) -> int | None:
        """Return units of an account, None when not given: points have the program's decimals, stamps have none."""
        decimals = 0 if account.startswith("stamps:") else self.decimals
        most = Decimal(POINTS_MAX).scaleb(-decimals)
        number = table.number(key, decimals, -most if signed else Decimal(0), most)
        return None if number is None else int(number.scaleb(decimals))

    def _moment(self, table: Table, key: str, of_day: time) -> datetime | None:
        value = table.take(key)
        if value is None:
            return None
        if isinstance(value, datetime):
            return value.replace(tzinfo=value.tzinfo or self.zone)
        if isinstance(value, date):
            return datetime.combine(value, of_day, self.zone)
        if isinstance(value, str):
            try:
                if len(value) == _DAY_LENGTH:
                    return datetime.combine(date.fromisoformat(value), of_day, self.zone)
                moment = datetime.fromisoformat(value)
                return moment.replace(tzinfo=moment.tzinfo or self.zone)
            except ValueError:
                pass  # told below, like everything else that is no instant
        table.problem(key, "scenario.wrong_instant", value=shown(value))
        return None


class Stage:
    """What is known while steps are read: products, members, the steps before, the clock."""

    def __init__(self, parts: Parts, products: set[str], people: set[str], now_ms: int) -> None:
        self.parts = parts
        self.products = products
        self.people = people
        self.now_ms = now_ms
        self.names: list[str] = []
        self.only = next(iter(people)) if len(people) == 1 else ""
