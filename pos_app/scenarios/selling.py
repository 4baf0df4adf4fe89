"""A sale rung up through the checkout, from its first line to its settlement."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from pos_app.checkout import coupons, identify, promo_codes, redeem, returning
from pos_app.checkout.evaluation import Evaluated
from pos_app.checkout.session import CheckoutSession
from pos_app.checkout.tools import Tools
from pos_app.kernel.errors import PosError, Refused
from pos_app.ports.books import FiledSale
from pos_app.ports.staff import Cashier
from pos_app.retail import editing
from pos_app.retail.product import Product
from pos_app.retail.returned import SaleReturn
from pos_app.retail.sale import Sale
from pos_app.scenarios.scenario import SaleStep, StepLine, StepReward, StepTender


class Refusal(msgspec.Struct, frozen=True):
    """What was asked for and could not be had."""

    what: str
    error: PosError


class Rung(msgspec.Struct, frozen=True):
    """A sale as it was when it was paid, or as far as it came; `filed` when it was completed."""

    evaluated: Evaluated
    refusals: tuple[Refusal, ...]
    filed: FiledSale | None = None


class Till:
    """Rings up one sale; what is refused is remembered and the sale goes on without it, as at a counter."""

    def __init__(self, tools: Tools, cashier: Cashier, card: str = "") -> None:
        self.tools = tools
        self.refusals: list[Refusal] = []
        self.session = CheckoutSession(tools, cashier)
        if card:
            self.show_card(card)

    @property
    def evaluated(self) -> Evaluated:
        """All figures of the sale as it is."""
        return self.session.evaluated

    def show_card(self, card: str) -> None:
        """Scan a member's card."""
        self._attempt("member", lambda: identify.by_card(self.tools, self.session.sale, card)[0])

    def put(self, product: Product, line: StepLine) -> None:
        """Put a product on the sale as a line of its own."""
        self._attempt(product.number, lambda: self._with(product, line))

    def _with(self, product: Product, line: StepLine) -> Sale:
        """A mark in place of a code keeps the same product on two lines apart."""
        mark = f"line {self.session.sale.next_no}"
        sale, line_no = editing.add_line(self.session.sale, product, line.quantity_milli, mark)
        if line.price_minor is not None:
            sale = editing.price_line(sale, line_no, line.price_minor)
        if line.discount is not None:
            sale = editing.discount_line(sale, line_no, line.discount)
        return sale

    def enter(self, code: str) -> None:
        """Enter a promotion code."""
        word = promo_codes.code_of(code)[0]
        self._attempt(code, lambda: promo_codes.enter(self.tools, self.evaluated, word)[0])

    def show(self, coupon: str, code: str) -> None:
        """Scan a printed coupon."""

        def shown() -> Sale:
            return coupons.show(self.tools, self.session.sale, coupons.proven(self.tools, code), code)[0]

        self._attempt(coupon, shown)

    def choose(self, wanted: StepReward) -> None:
        """Press a reward's button as often as wanted."""
        for _ in range(wanted.times):
            if not self._attempt(
                wanted.reward,
                lambda: redeem.choose(self.tools, self.evaluated, wanted.reward, wanted.points),
            ):
                return

    def take_back(self, back: SaleReturn) -> None:
        """Put returned goods on the sale."""
        self._attempt(back.receipt_number, lambda: returning.put(self.session.sale, back))

    def pay(self, tenders: tuple[StepTender, ...], rest: StepTender | None = None) -> None:
        """Take the money in the order in which it is given; what is then left is paid by `rest`, if there is one."""
        for each in tenders if rest is None else (*tenders, rest):
            figures = self.evaluated.figures
            if (
                not figures.due_minor
                and not figures.payout_minor
                and (each is rest or each.amount_minor is None)
            ):
                continue
            try:
                self.session.add_tender(each.kind, each.amount_minor)
            except PosError as error:
                self.refusals.append(Refusal(each.kind.value, error))

    def complete(self) -> Rung:
        """File the sale; without success everything stays as it was and the refusals say why."""
        paid = self.evaluated
        filed = None
        try:
            filed = self.session.finish(print_receipt=False)
        except PosError as error:
            self.refusals.append(Refusal("sale", error))
        return Rung(paid, tuple(self.refusals), filed)

    def _attempt(self, what: str, change: Callable[[], Sale]) -> bool:
        try:
            self.session.apply(change())
        except PosError as error:
            self.refusals.append(Refusal(what, error))
            return False
        for dropped, reason in self.session.dropped:
            self.refusals.append(Refusal(dropped, Refused(reason.code, **reason.params)))
        return True


def ring_up(till: Till, step: SaleStep, products: dict[str, Product], papers: dict[str, str]) -> None:
    """Put everything on the sale that a step names; `papers` are the codes of its coupons by name."""
    for line in step.lines:
        till.put(products[line.product], line)
    for code in step.codes:
        till.enter(code)
    for name, code in papers.items():
        till.show(name, code)
    if not step.card_in_payment:
        for wanted in step.rewards:
            till.choose(wanted)
