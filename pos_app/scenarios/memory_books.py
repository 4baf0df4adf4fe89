"""The books of a till, kept in memory."""

from __future__ import annotations

from msgspec.structs import replace

from pos_app.kernel.ids import EventId, MemberId
from pos_app.loyalty.ledger import EntryDraft
from pos_app.ports.books import FiledSale, RecentSale, SaleToFile, SoldSale
from pos_app.retail.completed import CompletedSale
from pos_app.retail.sale import AdjustmentKind
from pos_app.scenarios.world import World


class MemoryBooks:
    """Implements `ports.books.Books` over a world."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._sold: dict[str, SoldSale] = {}
        self._last = ""
        self._draft: bytes | None = None
        self.entries: tuple[EntryDraft, ...] = ()
        """What the sale that was filed last did to accounts."""

    def file_sale(self, sale: SaleToFile) -> FiledSale:
        """Book the sale with what it does to accounts. Raises Refused `coupon.used`, `claim.used`."""
        world, member_id = self._world, sale.sale.member_id
        drafted = (*(sale.settlement.entries if sale.settlement else ()), *sale.reversed)
        tier = world.members[member_id].snapshot.tier if member_id is not None else ""
        self.entries = world.post(sale.event_id, drafted)
        number = f"0001-01-A-{len(self._sold) + 1:07d}"
        completed = CompletedSale(
            sale.sale, sale.figures, number, "", sale.cashier_name, sale.completed_at_ms
        )
        statement = sale.settlement.statement if sale.settlement else None
        filed = FiledSale(completed, statement, sale.claim_code)
        own = self.entries[: len(self.entries) - len(sale.reversed)]
        self._sold[number] = SoldSale(filed, sale.event_id, sale.program_hash, tier, own)
        self._last = number
        self._came_back(sale)
        if member_id is not None and sale.sale.lines:
            world.visited(member_id, [line.product for line in sale.sale.lines])
        return filed

    def _came_back(self, filing: SaleToFile) -> None:
        for back in filing.sale.returns:
            sold = self._sold.get(back.receipt_number)
            if sold is None:
                continue
            legs = tuple(each for each in filing.reversed if each.leg.endswith(f":{sold.event_id}"))
            self._sold[back.receipt_number] = replace(
                sold, returns=(*sold.returns, back), return_entries=(*sold.return_entries, *legs)
            )

    def keep_draft(self, draft: bytes) -> None:
        """Keep the open sale."""
        self._draft = draft

    def draft(self) -> bytes | None:
        """Return the open sale, None when there is none."""
        return self._draft

    def drop_draft(self) -> None:
        """Forget the open sale."""
        self._draft = None

    def by_receipt(self, receipt_number: str) -> FiledSale | None:
        """Return a filed sale by its receipt number."""
        sold = self._sold.get(receipt_number)
        return sold.filed if sold is not None else None

    def sold(self, receipt_number: str) -> SoldSale | None:
        """Return an earlier sale with what came back of it."""
        return self._sold.get(receipt_number)

    def recent(self, limit: int, member_id: MemberId | None = None) -> tuple[RecentSale, ...]:
        """Return nothing: nobody looks at a list here."""
        return ()

    def saved_since(self, member_id: MemberId, after_ms: int) -> dict[str, int]:
        """Return what each promotion, price list, reward took off a member's sales since, by source."""
        found: dict[str, int] = {}
        for sold in self._sold.values():
            completed = sold.filed.completed
            if completed.sale.member_id == member_id and completed.completed_at_ms > after_ms:
                for line in completed.figures.lines:
                    for one in line.adjustments:
                        if one.kind in (AdjustmentKind.PROMOTION, AdjustmentKind.REWARD):
                            found[one.source] = found.get(one.source, 0) - one.amount_minor
        return found

    def last_sale(self) -> FiledSale | None:
        """Return the sale that was filed last."""
        return self._sold[self._last].filed if self._last else None

    def note(self, event_id: EventId, kind: str, at_ms: int, facts: dict[str, str | int]) -> None:
        """Keep no notes."""
