"""A sale rung up in a world, from its first line to its settlement."""

from __future__ import annotations

import msgspec
from msgspec.structs import replace

from pos_app.checkout.evaluation import Evaluated, evaluate
from pos_app.kernel.errors import Refused
from pos_app.kernel.ids import EventId, MemberId, SaleId
from pos_app.loyalty.ledger import EntryDraft
from pos_app.loyalty.quote import Settlement
from pos_app.loyalty.redeeming import redeem
from pos_app.loyalty.settling import settle
from pos_app.retail.editing import add_line, add_tender, discount_line, price_line
from pos_app.retail.product import Product
from pos_app.retail.sale import ChosenReward, Sale
from pos_app.retail.tender import Tender, TenderKind
from pos_app.retail.tendering import check_tender, settled
from pos_app.scenarios.ids import CASHIER
from pos_app.scenarios.scenario import SaleStep, StepLine, StepReward, StepTender
from pos_app.scenarios.world import World


class Sold(msgspec.Struct, frozen=True):
    """A completed sale as a return or a late card must know it."""

    event_id: EventId
    member_id: MemberId | None
    evaluated: Evaluated
    tenders: tuple[Tender, ...]
    settlement: Settlement | None
    entries: tuple[EntryDraft, ...]
    tier: str
    program_hash: str


class Refusal(msgspec.Struct, frozen=True):
    """What was asked for and could not be had."""

    what: str
    error: Refused


class Till:
    """Rings up one sale; what is refused is remembered and the sale goes on without it, as at a counter."""

    def __init__(self, world: World, event_id: EventId, member_id: MemberId | None) -> None:
        self.world = world
        self.member_id = member_id
        self.sale = Sale(SaleId(event_id), world.now_ms, CASHIER, member_id=member_id)
        self.refusals: list[Refusal] = []
        self.shop = world.shop
        self.found = None if member_id is None else world.found(member_id)
        self.snapshot = None if member_id is None else world.snapshot(member_id)

    def evaluated(self, offers: bool = False) -> Evaluated:
        """Return all figures of the sale as it is."""
        world = self.world
        return evaluate(
            self.shop, world.zone, world.program, self.sale, self.found, self.snapshot, offers, ()
        )

    def put(self, product: Product, line: StepLine) -> None:
        """Put a product on the sale as a line of its own."""
        try:
            sale, line_no = add_line(self.sale, product, line.quantity_milli, code=f"line {len(self.sale.lines)}")
            if line.price_minor is not None:
                sale = price_line(sale, line_no, line.price_minor)
            if line.discount is not None:
                sale = discount_line(sale, line_no, line.discount)
            self.sale = sale
        except Refused as error:
            self.refusals.append(Refusal(product.number, error))

    def choose(self, wanted: StepReward) -> None:
        """Press a reward's button as often as wanted."""
        evaluated = self.evaluated()
        try:
            plan = redeem(
                self.world.program,
                self.snapshot,
                evaluated.basket,
                wanted.reward,
                wanted.times,
                wanted.points,
            )
        except Refused as error:
            self.refusals.append(Refusal(wanted.reward, error))
            return
        chosen = ChosenReward(plan.chosen.reward_id, plan.chosen.times, plan.chosen.points)
        others = tuple(one for one in self.sale.rewards if one.reward_id != chosen.reward_id)
        self.sale = replace(self.sale, rewards=(*others, chosen))

    def pay(self, tenders: tuple[StepTender, ...]) -> None:
        """Take the money, in the order in which it is given; what is then left is paid in cash."""
        for each in (*tenders, StepTender(TenderKind.CASH, None)):
            due = self.evaluated().figures.due_minor
            amount = due if each.amount_minor is None else each.amount_minor
            if each.amount_minor is None and not due:
                continue
            try:
                check_tender(each.kind, amount, due)
                self.sale = add_tender(self.sale, each.kind, amount)
            except Refused as error:
                self.refusals.append(Refusal(each.kind.value, error))

    def complete(self) -> Sold:
        """Settle the sale and book it. Raises Refused `pay.still_due`, `tender.cash_too_small`."""
        world, evaluated = self.world, self.evaluated(offers=True)
        tenders = settled(evaluated.tenders, evaluated.figures.change_minor)
        if evaluated.figures.due_minor:
            raise Refused("pay.still_due", due_minor=evaluated.figures.due_minor)
        event_id = EventId(self.sale.sale_id)
        settlement, entries = None, ()
        if self.snapshot is not None and self.found is not None and self.member_id is not None:
            settlement = settle(
                world.program,
                self.snapshot,
                evaluated.basket,
                evaluated.quote,
                event_id,
                self.found.masked_name,
            )
            entries = world.post(event_id, settlement.entries)
            world.visited(self.member_id, [line.product for line in self.sale.lines])
        return Sold(
            event_id,
            self.member_id,
            evaluated,
            tenders,
            settlement,
            entries,
            "" if self.snapshot is None else self.snapshot.tier,
            world.program.program_hash,
        )


def ring_up(
    world: World, step: SaleStep, products: dict[str, Product], event_id: EventId, member_id: MemberId | None
) -> tuple[Till, Sold | None]:
    """Ring up the sale of a step; None when it could not be completed, with the till's refusals saying why."""
    till = Till(world, event_id, member_id)
    if step.store:
        till.shop = replace(world.shop, store_no=step.store)
    till.sale = replace(till.sale, codes=tuple(code.casefold() for code in step.codes))
    for line in step.lines:
        till.put(products[line.product], line)
    for wanted in step.rewards:
        till.choose(wanted)
    till.pay(step.tenders)
    try:
        return till, till.complete()
    except Refused as error:
        till.refusals.append(Refusal("sale", error))
        return till, None
