"""A sale whose member was merged into another since: what it did is the other's by now."""

from __future__ import annotations

from msgspec.structs import replace

from pos_app.kernel.ids import EventId, MemberId
from pos_app.loyalty.accounts import account_id
from pos_app.loyalty.ledger import EntryDraft
from pos_app.loyalty.lifecycle.merging import moved_lot_id
from pos_app.loyalty.reversing.sold import SoldBasket


def handed_over(sold: SoldBasket, gone: MemberId, heir: MemberId, merge: EventId) -> SoldBasket:
    """Return the sale as if `heir` had bought what `gone` did before the two were merged by event `merge`: points that
    come back, or are taken back, are on the account that has them now. Lots have the ids they got by the merge. Where
    both had an entry of the same name (a friend, and who brought the friend), that of `gone` gets a name of its own.
    """
    taken = {(entry.key, entry.leg) for entry in sold.entries if entry.owner == heir}

    def moved(entry: EntryDraft) -> EntryDraft:
        if entry.owner != gone:
            return entry
        lots = tuple(replace(change, lot_id=moved_lot_id(merge, change.lot_id)) for change in entry.lots)
        leg = f"{entry.leg}~{gone.hex[-8:]}" if (entry.key, entry.leg) in taken else entry.leg
        return replace(entry, owner=heir, account_id=account_id(heir, entry.key), leg=leg, lots=lots)

    return replace(
        sold,
        entries=tuple(moved(entry) for entry in sold.entries),
        reversed=tuple(moved(entry) for entry in sold.reversed),
    )
