"""What returned goods do to accounts, worked out from scratch with every change of the open sale."""

from __future__ import annotations

import msgspec
from msgspec.structs import replace

from pos_app.checkout.evaluation import to_basket
from pos_app.checkout.sold_basket import sold_basket
from pos_app.checkout.tools import Tools
from pos_app.kernel.errors import Refused
from pos_app.kernel.ids import EventId, MemberId, derived_id
from pos_app.kernel.messages import Message
from pos_app.loyalty.compiled import CompiledProgram
from pos_app.loyalty.ledger import EntryDraft
from pos_app.loyalty.lifecycle.due import bring
from pos_app.loyalty.lifecycle.folding import apply
from pos_app.loyalty.member import MemberSnapshot
from pos_app.loyalty.reversing.handed_over import handed_over
from pos_app.loyalty.reversing.memberships import benefits_of
from pos_app.loyalty.reversing.reversal import reverse
from pos_app.loyalty.reversing.sold import ReturnedGoods, Reversal, SoldBasket, bearers_of, owners_of
from pos_app.loyalty.reversing.without_receipt import take_back
from pos_app.ports.books import SoldSale
from pos_app.retail.returned import ReturnReason, SaleReturn
from pos_app.retail.returning import Wanted, return_of, void_of
from pos_app.retail.sale import Sale, SaleLine


class Preview(msgspec.Struct, frozen=True):
    """What a return brings, with the sentences a cashier reads before agreeing."""

    back: SaleReturn
    said: tuple[Message, ...] = ()


class Undone(msgspec.Struct, frozen=True):
    """The open sale with its returns as they are now.

    `entries` are what they do to accounts, with what was due before; `member` is the sale's member after them;
    `taken_points`, `given_points` are that member's (point units).
    """

    sale: Sale
    entries: tuple[EntryDraft, ...] = ()
    member: MemberSnapshot | None = None
    taken_points: int = 0
    given_points: int = 0


class Reversing:
    """Keeps the earlier sales that were looked at, until the open sale ends or its member's points have changed."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools
        self._sold: dict[str, SoldSale] = {}

    def forget(self) -> None:
        """Read every earlier sale anew."""
        self._sold.clear()

    def undone(self, sale: Sale, member: MemberSnapshot | None) -> Undone:
        """Return the sale with its returns worked out anew for `member` as the books have it. Raises Refused as
        `retail.returning.return_of`, `return.unknown_receipt`, Unavailable.
        """
        found = Undone(sale, member=member)
        if not sale.returns:
            return found
        known = {member.member_id: member} if member is not None else {}
        backs = []
        for back in sale.returns:
            if back.sale_id is None:
                member = found.member
                anew, reversal, entries = self._unknown(sale, back, member)
                backs.append(anew)
                if member is not None:
                    after = apply(member, entries, sale.started_at_ms)
                    known[member.member_id] = after
                    found = replace(
                        found,
                        entries=(*found.entries, *entries),
                        member=after,
                        taken_points=found.taken_points + reversal.taken_points,
                    )
                continue
            anew, reversal, entries, known = self._one(sale, back, known)
            backs.append(anew)
            found = replace(found, entries=(*found.entries, *entries))
            if member is None:
                continue
            # also who brought the friend whose purchase comes back: what that takes cannot be spent on new goods
            found = replace(found, member=known.get(member.member_id, member))
            if self._owner(back) == member.member_id:
                found = replace(
                    found,
                    taken_points=found.taken_points + reversal.taken_points,
                    given_points=found.given_points + reversal.given_points,
                )
        return replace(found, sale=replace(sale, returns=tuple(backs)))

    def preview(self, sale: Sale, back: SaleReturn, member: MemberSnapshot | None) -> Preview:
        """Return what one more return would do, after those that are on the sale."""
        others = replace(sale, returns=tuple(one for one in sale.returns if one.sale_id != back.sale_id))
        before = self.undone(others, member).member
        if back.sale_id is None:
            anew, reversal, _ = self._unknown(sale, back, before)
            return Preview(anew, reversal.preview)
        known = {before.member_id: before} if before is not None else {}
        anew, reversal, _, _ = self._one(sale, back, known)
        return Preview(anew, reversal.preview)

    def _one(
        self, sale: Sale, back: SaleReturn, known: dict[MemberId, MemberSnapshot]
    ) -> tuple[SaleReturn, Reversal, list[EntryDraft], dict[MemberId, MemberSnapshot]]:
        """Work one return out; `known` are members as they are after the returns before it."""
        tools, sold = self._tools, self._of(back.receipt_number)
        anew = _anew(back, sold)
        basket = self._handed_over(sold_basket(tools.shop, tools.zone, sold))
        version = tools.programs.version(sold.program_hash) if tools.programs is not None else None
        compiled = version or tools.program
        owner, entries = self._owner(back), list[EntryDraft]()
        members = dict(known)
        for member_id in (*((owner,) if owner is not None else ()), *owners_of(basket, owner)):
            if member_id not in members and tools.members.found(member_id) is not None:
                members[member_id] = tools.members.snapshot(
                    member_id, sale.started_at_ms, tools.program.questions
                )
        if owner is not None and owner in members:
            due, members[owner] = bring(tools.program, members[owner], sale.started_at_ms, at_counter=False)
            entries += due
        reversal = reverse(
            compiled,
            members.get(owner) if owner is not None else None,
            basket,
            _goods(anew),
            EventId(sale.sale_id),
            sale.started_at_ms,
            [one for one in members.values() if one.member_id != owner],
            self._bearers(basket),
            self._benefits(compiled, sold, owner),
        )
        entries += reversal.entries
        members = {key: apply(one, reversal.entries, sale.started_at_ms) for key, one in members.items()}
        return replace(anew, deducted_minor=reversal.deducted_minor), reversal, entries, members

    def _unknown(
        self, sale: Sale, back: SaleReturn, member: MemberSnapshot | None
    ) -> tuple[SaleReturn, Reversal, list[EntryDraft]]:
        """Work goods without a receipt out: a member who is named loses what they would earn today."""
        if member is None:
            return back, Reversal(), []
        tools = self._tools
        due, member = bring(tools.program, member, sale.started_at_ms, at_counter=False)
        basket = to_basket(
            tools.shop, tools.zone, replace(sale, lines=_as_goods(back), returns=(), tenders=())
        )
        refund = max(0, replace(back, deducted_minor=0).refund_minor)
        faulty = any(line.reason is ReturnReason.FAULTY for line in back.lines)
        reversal = take_back(tools.program, member, basket, refund, faulty, EventId(sale.sale_id))
        return replace(back, deducted_minor=reversal.deducted_minor), reversal, [*due, *reversal.entries]

    def _of(self, number: str) -> SoldSale:
        if number not in self._sold:
            sold = self._tools.books.sold(number)
            if sold is None:
                raise Refused("return.unknown_receipt", number=number[:40])
            self._sold[number] = sold
        return self._sold[number]

    def _owner(self, back: SaleReturn) -> MemberId | None:
        """Return whose sale it was: the member on it, or the one who got its points later."""
        sold = self._of(back.receipt_number)
        owned = (entry.owner for entry in sold.entries if entry.owner is not None)
        owner = sold.filed.completed.sale.member_id or next(owned, None)
        heir = self._heir(owner) if owner is not None else None
        return heir or owner

    def _heir(self, member_id: MemberId) -> MemberId | None:
        """Return who a member became by a merge, None for most."""
        found = self._tools.members.found(member_id)
        return found.merged_into if found is not None else None

    def _handed_over(self, basket: SoldBasket) -> SoldBasket:
        """Return an earlier sale with what it gave to members that were merged since on the account that has it now."""
        for gone in owners_of(basket, None):
            heir = self._heir(gone)
            if heir is not None:
                basket = handed_over(basket, gone, heir, self._merge_of(gone, heir))
        return basket

    def _merge_of(self, gone: MemberId, heir: MemberId) -> EventId:
        """Return the merge of two members, where it is the heir's newest; else an id of its own: their lots are then
        other lots of the heir.
        """
        try:
            event, merged = self._tools.records.last_merge(heir) if self._tools.records else (None, None)
        except Refused:
            event, merged = None, None
        return event if event is not None and merged == gone else EventId(derived_id(gone, f"merged:{heir}"))

    def _benefits(self, compiled: CompiledProgram, sold: SoldSale, owner: MemberId | None) -> dict[str, int]:
        """Return what the paid memberships bought in a sale saved its member since."""
        bought = {line.product.number for line in sold.filed.completed.sale.lines}
        plans = [plan for plan in compiled.program.plans if plan.product in bought]
        if owner is None or not plans:
            return {}
        saved = self._tools.books.saved_since(owner, sold.filed.completed.completed_at_ms)
        return {
            plan.plan_id: sum(saved.get(source, 0) for source in benefits_of(compiled.program, plan))
            for plan in plans
        }

    def _bearers(self, basket: SoldBasket) -> dict[str, int]:
        """Return what is on the coupons and claims of an earlier sale, as far as it is known."""
        records = self._tools.records
        if records is None:
            return {}
        found = {key: records.bearer_balance(key) for key in bearers_of(basket)}
        return {key: balance for key, balance in found.items() if balance is not None}


def _anew(back: SaleReturn, sold: SoldSale) -> SaleReturn:
    """Return what the lines bring after everything that came back by now, under the numbers they have."""
    completed = sold.filed.completed
    if back.is_void:
        return void_of(completed, sold.returns, back.lines[0].line_no, back.approved_by)
    wanted = [
        Wanted(line.of_line_no, line.quantity_milli, line.reason, line.replaced_by) for line in back.lines
    ]
    made = return_of(completed, sold.returns, wanted, back.lines[0].line_no, back.approved_by)
    numbered = zip(made.lines, back.lines, strict=True)
    return replace(made, lines=tuple(replace(line, line_no=old.line_no) for line, old in numbered))


def _as_goods(back: SaleReturn) -> tuple[SaleLine, ...]:
    """Return what comes back as it would be sold today."""
    return tuple(
        SaleLine(line.line_no, line.product, line.quantity_milli, line.product.price_minor, line.amount_minor)
        for line in back.lines
    )


def _goods(back: SaleReturn) -> ReturnedGoods:
    """Return the engine's side of a return: goods that are swapped for the same stay with the customer."""
    moved = [line for line in back.lines if not line.replaced_by]
    return ReturnedGoods(
        lines=tuple((line.of_line_no, line.quantity_milli) for line in moved),
        refund_minor=max(0, replace(back, deducted_minor=0).refund_minor),
        is_faulty=any(line.reason is ReturnReason.FAULTY for line in moved),
        is_void=back.is_void,
    )
