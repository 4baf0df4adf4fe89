"""Facts of a simulated terminal, as large as those of a real one."""

from __future__ import annotations

from random import Random
from uuid import UUID

import msgspec

from pos_app.kernel.ids import MemberId, derived_id
from pos_app.loyalty.accounts import POINTS, QUALIFYING, account_id
from pos_app.wire.fact import FactKind
from pos_app.wire.sale_fact import (
    Authority,
    SaleFact,
    SaleFactEntry,
    SaleFactLine,
    SaleFactLot,
    SaleFactReturn,
    SaleFactReturnLine,
    SaleFactTax,
    SaleFactTender,
    Why,
)

LINES_MAX = 15
RATE = (20, 100)
PRODUCTS = 5000
PRICE_MIN_MINOR, PRICE_MAX_MINOR = 59, 4999
START_POINTS = 1000
RULES = "5e" * 32
OPERATOR = "0192f0c0-0000-7000-8000-0000000000aa"


class Sold(msgspec.Struct, frozen=True):
    """A sale that may come back: its id, receipt, member, first line, points earned, their lot."""

    sale: str
    receipt: str
    member: UUID | None
    line: SaleFactLine
    points: int
    lot: str


class Place(msgspec.Struct, frozen=True):
    """Where a fact is told: its ids follow from stream and number, `at_ms` is when it happened."""

    stream: UUID
    seq: int
    at_ms: int

    def id(self, label: str) -> str:
        """Return an id of the fact."""
        return str(derived_id(self.stream, f"{label} {self.seq}"))

    @property
    def receipt(self) -> str:
        """The receipt number, unlike that of any other terminal."""
        return f"{self.stream.hex[:8]}-{self.seq:07d}"


def sale(
    place: Place, chance: Random, member: UUID | None, spend: int, hold: str, start_lot: str
) -> tuple[SaleFact, Sold]:
    """Return a sale of 1 to 15 lines with what is needed to take it back; `spend` points were reserved as `hold`."""
    lines = tuple(_line(number, chance) for number in range(1, chance.randint(1, LINES_MAX) + 1))
    total = sum(line.amt for line in lines)
    earned = sum(line.pts for line in lines) if member is not None else 0
    entries: list[SaleFactEntry] = []
    if member is not None and spend:
        lot = SaleFactLot(start_lot, -spend, place.at_ms, None)
        entries.append(_entry(member, POINTS, "redeem:1", "REDEEM", -spend, lot))
    if member is not None and earned:
        for key in (POINTS, QUALIFYING):
            lot = SaleFactLot(place.id(f"lot {key}"), earned, place.at_ms, place.at_ms + 365 * 86_400_000)
            entries.append(_entry(member, key, f"earn:{key}", "EARN", earned, lot))
    points_account = str(account_id(MemberId(member), POINTS)) if member is not None else ""
    auth = Authority("hold", hold, (), ((hold, points_account, spend),)) if spend else Authority()
    fact = _fact(place, FactKind.SALE, lines, total, tuple(entries), member, auth)
    return fact, Sold(fact.sale, fact.receipt, member, lines[0], earned, place.id("lot points"))


def refund(place: Place, sold: Sold) -> SaleFact:
    """Return the refund of a sale's first line."""
    line = sold.line
    back = SaleFactReturnLine(
        1, 1, line.product, line.sku, line.qty, line.amt, line.tax, _tax(line.amt), line.amt, "unwanted"
    )
    points = min(line.pts, sold.points)
    entries: tuple[SaleFactEntry, ...] = ()
    if sold.member is not None and points:
        lot = SaleFactLot(sold.lot, -points, place.at_ms, place.at_ms + 365 * 86_400_000)
        entries = (_entry(sold.member, POINTS, "reverse:1", "REVERSE", -points, lot),)
    fact = _fact(place, FactKind.REFUND, (), -line.amt, entries, sold.member, Authority())
    told = (SaleFactReturn(sold.sale, sold.receipt, (back,)),)
    return msgspec.structs.replace(fact, ret=told, back=len(entries))


def start_entry(member: UUID, lot: str, at_ms: int) -> SaleFactEntry:
    """Return the entry with which a simulated member begins, so that there is something to redeem."""
    return _entry(
        member, POINTS, "adjust", "ADJUST", START_POINTS, SaleFactLot(lot, START_POINTS, at_ms, None)
    )


def _fact(
    place: Place,
    kind: FactKind,
    lines: tuple[SaleFactLine, ...],
    total: int,
    entries: tuple[SaleFactEntry, ...],
    member: UUID | None,
    auth: Authority,
) -> SaleFact:
    tax = _tax(total)
    return SaleFact(
        id=place.id("event"),
        t=kind.value,
        at=place.at_ms,
        op=OPERATOR,
        rules=RULES,
        card=None,
        lines=lines,
        tender=(SaleFactTender("cash", total, total, ""),),
        entries=entries,
        auth=auth,
        receipt=place.receipt,
        sale=place.id("sale"),
        started=place.at_ms - 40_000,
        member=str(member) if member is not None else None,
        tax=(SaleFactTax("A", "20%", RATE, total - tax, tax, total),),
        total=total,
        change=0,
        more=None,
    )


def _line(number: int, chance: Random) -> SaleFactLine:
    product = chance.randrange(PRODUCTS)
    price = chance.randint(PRICE_MIN_MINOR, PRICE_MAX_MINOR)
    count = 1 if chance.random() < 0.8 else chance.randint(2, 6)
    return SaleFactLine(
        no=number,
        product=str(UUID(int=product)),
        sku=f"{product:06d}",
        name=f"Product number {product}",
        code=f"{product:013d}",
        qty=count * 1000,
        price=price,
        ext=price * count,
        adj=(),
        amt=price * count,
        tax="A",
        pts=price * count // 100,
    )


def _entry(member: UUID, key: str, leg: str, kind: str, points: int, lot: SaleFactLot) -> SaleFactEntry:
    account = str(account_id(MemberId(member), key))
    why: Why = ("why.sum", {"amount": points})
    return SaleFactEntry(account, leg, kind, points, "base", why, 0, (lot,), key, str(member))


def _tax(gross: int) -> int:
    return gross * RATE[0] // (RATE[0] + RATE[1])
