"""The open sale with its history, its draft, its figures."""

from __future__ import annotations

from msgspec.structs import replace

from pos_app.checkout import coupons, gifts, identify, recover, redeem, returning
from pos_app.checkout.evaluation import Evaluated, evaluate
from pos_app.checkout.holding import Holding
from pos_app.checkout.reversing import Preview, Reversing
from pos_app.checkout.shared_uses import used_by_all
from pos_app.checkout.swapping import swapped
from pos_app.checkout.tools import Tools
from pos_app.kernel.errors import Refused
from pos_app.kernel.ids import SaleId
from pos_app.kernel.limits import UNDO_STEPS_MAX
from pos_app.kernel.messages import Message
from pos_app.loyalty.member import MemberSnapshot
from pos_app.ports.books import FiledSale
from pos_app.ports.members import FoundMember, MemberStatus
from pos_app.ports.staff import Cashier
from pos_app.retail import editing
from pos_app.retail.returned import SaleReturn
from pos_app.retail.sale import Sale


class OpenSale:
    """Every change makes a new `Sale`, evaluates it from scratch and keeps it as the draft."""

    def __init__(self, tools: Tools, cashier: Cashier) -> None:
        self.tools = tools
        self.cashier = cashier
        self.last: FiledSale | None = None
        self.dropped: tuple[tuple[str, Message], ...] = ()
        """Rewards that the last change took off again because they no longer fit, with the reason."""
        self.refund_changed = False
        """True when the last change made what comes back bring another amount."""
        self.evaluated: Evaluated
        self.holding = Holding(tools)
        """What the server holds for the sale."""
        self._past: list[Sale] = []
        self._reversing = Reversing(tools)
        self._member: MemberSnapshot | None = None
        """The sale's member as the books have it, before what comes back."""
        self._used_by_all: tuple[tuple[str, int], ...] = ()
        self.start()

    @property
    def sale(self) -> Sale:
        """The open sale."""
        return self.evaluated.sale

    @property
    def can_undo(self) -> bool:
        """True when there is a step to go back to; money that was taken is never undone, only taken back."""
        return bool(self._past)

    def undo(self) -> None:
        """Go back one step of lines, member or rewards. Raises Refused `undo.nothing`."""
        if not self._past:
            raise Refused("undo.nothing")
        self._put(self._past.pop())

    def start(self) -> None:
        """Open a fresh, empty sale."""
        self._past.clear()
        self._renew()
        self._reversing.forget()
        self.holding.begin()
        self._member = None
        self.dropped, self.refund_changed = (), False
        self._used_by_all = used_by_all(self.tools)
        fresh = Sale(SaleId(self.tools.new_id()), self.tools.clock.now_ms(), self.cashier.cashier_id)
        self.evaluated = self._evaluate(fresh, None, None)

    def _renew(self) -> None:
        """A program or prices that head office changed count from the next sale on, never within one."""
        newer = self.tools.newer(self.tools)
        if newer is not None:
            self.tools = newer
            self._reversing = Reversing(newer)
            self.holding.use(newer)

    def apply(self, sale: Sale, *, undoable: bool = True) -> None:
        """Make `sale` the open one."""
        before = self.sale
        if sale is before:
            return
        self._put(gifts.taken_off(self.tools.program, before, sale))
        if undoable:
            self._past.append(before)
            del self._past[:-UNDO_STEPS_MAX]
        else:
            self._past.clear()

    def read_member_again(self) -> None:
        """Evaluate the open sale with the member's points as they are now; rewards that no longer fit are dropped."""
        self._used_by_all = used_by_all(self.tools)
        self._reversing.forget()
        self.holding.forget_facts()
        self._member = None
        self.evaluated = replace(self.evaluated, found=None, snapshot=None)
        self._put(self.sale)

    def is_member_outdated(self) -> bool:
        """True when the member's accounts in the books are no longer those that the sale was worked out with."""
        sale, member = self.sale, self._member
        if sale.member_id is None or member is None:
            return False
        questions = self.tools.program.questions
        return self.tools.members.snapshot(sale.member_id, sale.started_at_ms, questions) != replace(
            member, as_of_ms=sale.started_at_ms
        )

    def preview(self, back: SaleReturn) -> Preview:
        """Say what a return would do before it is on the sale. Raises as `Reversing.undone`."""
        sale = self.sale
        member = self._member
        return self._reversing.preview(editing.started_at(sale, self.tools.clock.now_ms()), back, member)

    def take_return(self, back: SaleReturn) -> None:
        """Put goods that come back on the sale, with the member they were sold to if nobody else is on it.

        Raises Refused `return.*` and changes nothing.
        """
        sale = returning.put(self.sale, back)
        sold = self.tools.books.by_receipt(back.receipt_number) if back.receipt_number else None
        member_id = sold.completed.sale.member_id if sold is not None else None
        found = self.tools.members.found(member_id) if member_id and sale.member_id is None else None
        if found is not None and found.status is MemberStatus.ACTIVE:
            sale = identify.attach(sale, found)
        self.apply(sale)

    def _put(self, sale: Sale) -> None:
        if not self.sale.lines and sale.sale_id == self.sale.sale_id:
            sale = editing.started_at(sale, self.tools.clock.now_ms())
        sale = self._followed(sale)
        found, member = self._member_of(sale)
        undone = self._reversing.undone(swapped(sale), member)
        refund_before = sum(one.refund_minor for one in sale.returns)
        snapshot = undone.member
        sale, used_up = coupons.without_taken_back(self.tools.program.program, undone.sale, undone.entries)
        evaluated = self._evaluate(sale, found, snapshot)
        dropped = evaluated.quote.dropped
        if dropped:
            chosen = sale
            for reward_id, _ in dropped:
                sale = coupons.drop_rule(redeem.drop(sale, reward_id), reward_id)
            sale = gifts.taken_off(self.tools.program, chosen, sale)
            evaluated = self._evaluate(sale, found, snapshot)
        recover.keep(self.tools.books, sale, evaluated.figures.total_minor)
        self.evaluated = replace(
            evaluated,
            reversed=undone.entries,
            taken_points=undone.taken_points,
            given_points=undone.given_points,
        )
        self._member = member
        self.refund_changed = refund_before != sum(one.refund_minor for one in sale.returns)
        self.dropped = (*used_up, *dropped)

    def _evaluate(self, sale: Sale, found: FoundMember | None, snapshot: MemberSnapshot | None) -> Evaluated:
        tools, holding = self.tools, self.holding
        shop, zone, program = tools.shop, tools.zone, tools.program
        used, connected, cut_off = self._used_by_all, holding.is_connected, holding.cut_off(snapshot)
        return evaluate(shop, zone, program, sale, found, snapshot, tools.offers, used, connected, cut_off)

    def _followed(self, sale: Sale) -> Sale:
        """Name who the member became, when a merge closed the one on the sale since."""
        known = self.evaluated.found
        if sale.member_id is None or (known is not None and known.member_id == sale.member_id):
            return sale
        found = self.tools.members.found(sale.member_id)
        heir = found.merged_into if found is not None else None
        return replace(sale, member_id=heir) if heir is not None else sale

    def _member_of(self, sale: Sale) -> tuple[FoundMember | None, MemberSnapshot | None]:
        member_id = sale.member_id
        if member_id is None:
            return None, None
        known = self.evaluated
        if known.found is not None and known.found.member_id == member_id:
            return known.found, self._member
        found = self.tools.members.found(member_id)
        if found is None:
            raise Refused("member.gone")
        return found, self.tools.members.snapshot(member_id, sale.started_at_ms, self.tools.program.questions)
