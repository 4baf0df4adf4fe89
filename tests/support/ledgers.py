"""Entries as the engine drafts them, returns as the counter files them, for tests of storage."""

from __future__ import annotations

from uuid import UUID

import msgspec

from pos_app.kernel.ids import EventId, IdSource, LotId, MemberId, derived_id
from pos_app.kernel.messages import Message
from pos_app.kernel.money import Rate
from pos_app.loyalty.accounts import TIER, account_id
from pos_app.loyalty.ledger import EntryDraft, EntryKind, LotChange
from pos_app.loyalty.quote import PointsStatement, Settlement
from pos_app.ports.books import FiledSale, SaleToFile
from pos_app.ports.records import Posting
from pos_app.retail.figures import SaleFigures, TaxLine
from pos_app.retail.returned import ReturnedLine, ReturnReason, SaleReturn
from pos_app.retail.sale import Sale
from pos_app.retail.tender import Tender, TenderKind
from tests.support.tills import CASHIER, START_MS, filing

WHY = Message("test.reason", {"points": 3})


def lot_of(seed: UUID, label: str = "lot") -> LotId:
    """A lot's id that follows from something."""
    return LotId(derived_id(seed, label))


def entry(
    owner: MemberId | None,
    key: str,
    points: int,
    kind: EntryKind = EntryKind.EARN,
    *,
    lot: LotId | None = None,
    debt: int = 0,
    leg: str = "",
    ends: int | None = None,
    rule: str = "rule",
    since: int = 0,
) -> EntryDraft:
    """An entry with at most one lot; `points` go into the lot, `debt` is owed more."""
    account = account_id(owner, key)
    lots = (LotChange(lot or lot_of(account), points, START_MS, ends),) if points else ()
    return EntryDraft(
        account,
        leg or f"{kind.value}:{key}",
        kind,
        points - debt,
        rule,
        WHY,
        lots,
        0,
        key,
        owner,
        debt,
        since,
    )


def tier(owner: MemberId, name: str, since: int = 0) -> EntryDraft:
    """An entry that gives a tier."""
    return entry(owner, TIER, 0, EntryKind.TIER, rule=name, since=since, leg=f"tier:{name}")


def posting(ids: IdSource, member: MemberId | None, *entries: EntryDraft, at_ms: int = START_MS) -> Posting:
    """An adjustment with entries."""
    return Posting(EventId(ids()), "points.adjust", at_ms, member, entries, CASHIER, {"reason": "sorry"})


def with_entries(paid: SaleToFile, *entries: EntryDraft) -> SaleToFile:
    """The sale with exactly these entries instead of its own."""
    statement = paid.settlement.statement if paid.settlement else PointsStatement("", "", (), (), 0)
    return msgspec.structs.replace(paid, settlement=Settlement(entries, statement))


def of_many_accounts(ids: IdSource, member: MemberId, lines: int = 3) -> SaleToFile:
    """A sale that earns points, stamps, a tier, issues a coupon, uses one from elsewhere, counts a use of everybody."""
    paid = filing(ids, lines, member=member)
    seed = paid.event_id
    more = (
        entry(member, "qualifying", 300, lot=lot_of(seed, "qualifying"), ends=START_MS + 5),
        entry(member, "stamps:tea", 1, lot=lot_of(seed, "stamps")),
        entry(member, "pending", 4, lot=lot_of(seed, "pending")),
        tier(member, "silver"),
        entry(None, f"coupon:{seed}", 1, EntryKind.ISSUE, lot=lot_of(seed, "coupon")),
        entry(None, f"coupon:{derived_id(seed, 'elsewhere')}", 0, EntryKind.USE, debt=1),
        entry(None, "uses:welcome:day", 1, EntryKind.USE, ends=START_MS + 5),
    )
    return with_entries(paid, *(paid.settlement.entries if paid.settlement else ()), *more)


def taking_back(
    ids: IdSource,
    filed: FiledSale,
    *wanted: tuple[int, int],
    entries: tuple[EntryDraft, ...] = (),
    reason: ReturnReason = ReturnReason.CHANGED_MIND,
    is_void: bool = False,
    at_ms: int = START_MS + 1,
) -> SaleToFile:
    """A sale that only takes (line, thousandths) of an earlier one back, the money paid out in cash."""
    completed = filed.completed
    lines = []
    for place, (line_no, milli) in enumerate(wanted, 1):
        line = next(each for each in completed.sale.lines if each.line_no == line_no)
        done = next(each for each in completed.figures.lines if each.line_no == line_no)
        amount = done.amount_minor * milli // line.quantity_milli
        lines.append(
            ReturnedLine(
                *(place, line_no, line.product, milli, amount, "reduced", amount * 7 // 107, amount, reason),
                tax_label="B",
                tax_rate=Rate(7, 100),
            )
        )
    back = SaleReturn(
        completed.sale.sale_id, completed.receipt_number, tuple(lines), is_void=is_void, approved_by="Max"
    )
    return returning(ids, completed.sale.member_id, back, entries, at_ms)


def returning(
    ids: IdSource,
    member: MemberId | None,
    back: SaleReturn,
    entries: tuple[EntryDraft, ...] = (),
    at_ms: int = START_MS + 1,
) -> SaleToFile:
    """A sale that takes something back and sells nothing."""
    template = filing(ids, 1)
    money, tax = back.refund_minor, sum(line.tax_minor for line in back.lines)
    gross = back.gross_minor
    no = len(back.lines) + 1
    sale = Sale(
        sale_id=template.sale.sale_id,
        started_at_ms=at_ms - 1,
        cashier_id=CASHIER,
        member_id=member,
        tenders=(Tender(no, TenderKind.CASH, -money, -money),),
        next_no=no + 1,
        returns=(back,),
    )
    figures = SaleFigures(
        lines=(),
        taxes=(TaxLine("reduced", "B", Rate(7, 100), tax - gross, -tax, -gross),),
        goods_minor=0,
        tax_minor=-tax,
        total_minor=-money,
        saved_minor=0,
        paid_minor=-money,
        due_minor=0,
        change_minor=0,
        items=0,
        refund_minor=money,
    )
    return msgspec.structs.replace(
        template, sale=sale, figures=figures, reversed=entries, completed_at_ms=at_ms
    )
