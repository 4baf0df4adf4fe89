"""A till's storage with products, members, sales to file: real files, a clock that is set."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

from pos_app.kernel.ids import (
    CashierId,
    EventId,
    IdSource,
    LotId,
    MemberId,
    ProductId,
    SaleId,
    compose_uuid7,
    derived_id,
)
from pos_app.kernel.messages import Message
from pos_app.kernel.money import Rate
from pos_app.kernel.quantity import Unit
from pos_app.loyalty.accounts import points_account
from pos_app.loyalty.ledger import EntryDraft, EntryKind, LotChange
from pos_app.loyalty.quote import PointsStatement, Settlement
from pos_app.ports.books import SaleToFile
from pos_app.ports.members import Enrolment
from pos_app.retail.figures import LineFigures, SaleFigures, TaxLine
from pos_app.retail.product import Forbid, Product
from pos_app.retail.sale import Adjustment, AdjustmentKind, ChosenReward, Sale, SaleLine, UnsoldCode
from pos_app.retail.tender import Tender, TenderKind
from pos_app.storage.opening import Storage, open_storage

START_MS = 1_795_305_600_000
CASHIER = CashierId(UUID("0192f0c0-0000-7000-8000-00000000c0de"))


class SetClock:
    """A clock that stands until it is moved."""

    def __init__(self, at_ms: int = START_MS) -> None:
        self.at_ms = at_ms

    def now_ms(self) -> int:
        return self.at_ms

    def mono_ms(self) -> int:
        return self.at_ms


class CountedIds:
    """UUIDv7s one after another; `start` keeps two sources apart."""

    def __init__(self, start: int = 0) -> None:
        self._count = start

    def __call__(self) -> UUID:
        self._count += 1
        return compose_uuid7(START_MS + self._count, self._count.to_bytes(10, "big"))


@contextmanager
def opened(folder: Path, start: int = 0) -> Iterator[Storage]:
    """Open the storage of a till and close it afterwards."""
    storage = open_storage(folder, SetClock(), CountedIds(start), use_keyring=False)
    try:
        yield storage
    finally:
        storage.close()


def product(number: int, price_minor: int = 199) -> Product:
    """A product with everything a product can have."""
    return Product(
        product_id=ProductId(derived_id(UUID(int=7), f"product {number}")),
        number=str(number),
        name=f"Şeftali Peach {number}",
        receipt_name=f"Peach {number}",
        price_minor=price_minor,
        tax_class="reduced",
        unit=Unit.KG if number % 5 == 0 else Unit.PIECE,
        category=("Food", "Fruit"),
        brand="Weiß & Sons",
        tags=("fresh",),
        codes=(f"{number:014d}",),
        min_age=18 if number % 7 == 0 else 0,
        forbids=(Forbid.DISCOUNT,) if number % 7 == 0 else (),
    )


def enrolment(
    ids: IdSource, name: str = "Şule Öztürk", phone: str = "+905321112233", card: str = "9000000017"
) -> Enrolment:
    """A new member as typed at the counter."""
    return Enrolment(
        event_id=EventId(ids()),
        member_id=MemberId(ids()),
        name=name,
        phone=phone,
        card=card,
        consent=True,
        consent_text="consent.v1",
        tier="base",
        at_ms=START_MS,
    )


def filing(
    ids: IdSource,
    lines: int = 8,
    member: MemberId | None = None,
    at_ms: int = START_MS,
    spent: tuple[LotChange, ...] = (),
    masked_name: str = "Şule Ö.",
) -> SaleToFile:
    """A paid sale with two tenders; every second line has a promotion, the first a discount by hand too."""
    sold, done = zip(*(_line(number) for number in range(1, lines + 1)), strict=True)
    goods = sum(each.amount_minor for each in done)
    tax = goods * 7 // 107
    cash = goods // 2
    tenders = (
        Tender(lines + 1, TenderKind.CARD, goods - cash, goods - cash, "terminal 1"),
        Tender(lines + 2, TenderKind.CASH, cash, cash + 41),
    )
    figures = SaleFigures(
        lines=done,
        taxes=(TaxLine("reduced", "B", Rate(7, 100), goods - tax, tax, goods),),
        goods_minor=goods,
        tax_minor=tax,
        total_minor=goods,
        saved_minor=sum(each.extended_minor - each.amount_minor for each in done),
        paid_minor=goods,
        due_minor=0,
        change_minor=41,
        items=lines,
    )
    sale = Sale(
        sale_id=SaleId(ids()),
        started_at_ms=at_ms - 60_000,
        cashier_id=CASHIER,
        lines=sold,
        member_id=member,
        card="ab" * 32 if member else "",
        rewards=(ChosenReward("five-off", 1, 0),) if spent else (),
        tenders=tenders,
        unsold=(UnsoldCode(lines + 3, "12345670", Message("product.unknown", {"text": "12345670"})),),
        next_no=lines + 4,
    )
    return SaleToFile(
        event_id=EventId(sale.sale_id),
        sale=sale,
        figures=figures,
        settlement=_settlement(sale, member, spent, masked_name) if member else None,
        cashier_name="Ann Lee",
        program_hash="ff" * 32,
        completed_at_ms=at_ms,
    )


def _line(number: int) -> tuple[SaleLine, LineFigures]:
    own = (Adjustment(AdjustmentKind.MANUAL, "ann", -7, Message("discount.manual", {"percent": 5})),)
    promotion = (Adjustment(AdjustmentKind.PROMOTION, "tuesday", -10, Message("offer.tuesday", {})),)
    by_hand = own if number == 1 else ()
    adjustments = (*by_hand, *promotion) if number % 2 else by_hand
    extended = 199 + number
    amount = extended + sum(each.amount_minor for each in adjustments)
    sold = product(number)
    line = SaleLine(number, sold, 1000 * number, 199, extended, by_hand, sold.codes[0], number == 3)
    return line, LineFigures(number, extended, adjustments, amount, "reduced", number)


def _settlement(sale: Sale, member: MemberId, spent: tuple[LotChange, ...], masked_name: str) -> Settlement:
    account = points_account(member)
    reason = Message("points.per_step", {"points": 20, "step_minor": 100})
    lot = LotChange(
        LotId(derived_id(sale.sale_id, "lot")), 20, sale.started_at_ms, sale.started_at_ms + 10**9
    )
    entries = [EntryDraft(account, "earn:base", EntryKind.EARN, 20, "base", reason, (lot,))]
    taken = sum(change.points for change in spent)
    if spent:
        why = Message("reward.five_off", {})
        entries.append(
            EntryDraft(account, "redeem:five-off", EntryKind.REDEEM, taken, "five-off", why, spent)
        )
    statement = PointsStatement(masked_name, "Base", ((reason, 20),), (), 20 + taken, 20, START_MS + 10**9)
    return Settlement(tuple(entries), statement)
