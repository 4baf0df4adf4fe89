"""What a cashier can do to the open sale."""

from __future__ import annotations

import msgspec

from pos_app.checkout import coupons, identify, promo_codes, redeem, returning, scan, typed
from pos_app.checkout import enrol as enrolling
from pos_app.checkout.enrol import Application
from pos_app.checkout.evaluation import Evaluated
from pos_app.checkout.finish import finish
from pos_app.checkout.open_sale import OpenSale
from pos_app.checkout.outcome import CodeTaken, CouponTaken, Discounted, Identified, Outcome
from pos_app.checkout.pay import take
from pos_app.kernel.errors import Refused
from pos_app.kernel.ids import EventId, MemberId
from pos_app.kernel.printable import encodable
from pos_app.kernel.quantity import MILLI
from pos_app.loyalty.quote import PaperCoupon
from pos_app.ports.books import FiledSale
from pos_app.retail import editing
from pos_app.retail.sale import Sale
from pos_app.retail.tender import TenderKind


class CheckoutSession(OpenSale):
    """One cashier at the counter.

    A method that raises Refused or Unavailable has changed nothing, except that a refused product scan leaves its
    unsold row.
    """

    def scan(self, code: str, quantity_milli: int = MILLI) -> Outcome:
        """Take a scanned code. An unknown or mistyped one leaves an unsold row and raises Refused."""
        code = encodable(code)
        before = self.evaluated
        try:
            sale, outcome = scan.scan(self.tools, self.sale, code, quantity_milli)
        except Refused as refused:
            if refused.code in scan.LEAVES_UNSOLD:
                self.apply(editing.add_unsold(self.sale, code, refused.message))
            raise
        self.apply(sale)
        return self._with_saving(outcome, before)

    def enter(self, text: str, line_no: int | None = None) -> Outcome:
        """Take what was typed, after Enter: a code or name (with a quantity), a phone number, a discount, a price.

        A discount or price goes to `line_no`, or to the last line; a discount on the whole sale to every line.
        """
        before = self.evaluated
        sale, outcome = typed.enter(self.tools, before, self.cashier, encodable(text), line_no)
        self.apply(sale)
        return self._with_saving(outcome, before)

    def understand(self, text: str) -> typed.Understood:
        """Say what `text` would do, while it is being typed; changes nothing."""
        return typed.understand(self.tools, encodable(text))

    def drop_coupon(self, coupon_id: str) -> None:
        """Take a scanned coupon off the sale; it stays good."""
        self.apply(coupons.drop(self.sale, coupon_id))

    def postpone_coupons(self, member_id: MemberId, papers: tuple[PaperCoupon, ...]) -> None:
        """Owe a member coupons that did not come out: the next receipt prints them. Raises as `coupons.postpone`."""
        coupons.postpone(self.tools, self.cashier, member_id, papers)
        if self.sale.member_id == member_id:
            self.read_member_again()

    def drop_code(self, code: str) -> None:
        """Take an entered code off the sale."""
        self.apply(promo_codes.drop(self.sale, code))

    def add_product(self, number: str, quantity_milli: int = MILLI, confirmed: bool = False) -> Outcome:
        """Put a product on the sale by its number, as from a quick key or a search result."""
        sale, outcome = scan.add_by_number(self.tools, self.sale, number, quantity_milli, confirmed)
        self.apply(sale)
        return outcome

    def change_quantity(self, line_no: int, quantity_milli: int) -> None:
        """Set the quantity of a line; 0 removes it."""
        self.apply(editing.change_quantity(self.sale, line_no, quantity_milli))

    def remove_line(self, line_no: int) -> None:
        """Take a line off the sale: of what is sold, or of what comes back."""
        if returning.is_returned(self.sale, line_no):
            self.apply(returning.without_line(self.sale, line_no))
        else:
            self.apply(editing.remove_line(self.sale, line_no))

    def dismiss_unsold(self, unsold_no: int) -> None:
        """Agree that a refused scan was not sold."""
        self.apply(editing.dismiss_unsold(self.sale, unsold_no))

    def cancel(self) -> None:
        """Give up the open sale. Raises Refused `cancel.tenders_first` while money is in it."""
        if self.sale.tenders:
            raise Refused("cancel.tenders_first")
        if not self.sale.is_empty:
            self.tools.books.note(
                EventId(self.tools.new_id()),
                "sale.cancel",
                self.tools.clock.now_ms(),
                {
                    "sale": str(self.sale.sale_id),
                    "lines": len(self.sale.lines),
                    "total_minor": self.evaluated.figures.total_minor,
                },
            )
        self.tools.books.drop_draft()
        self.start()

    def enrol(
        self,
        phone: str,
        name: str,
        consent: bool,
        card: str = "",
        birthday: str = "",
        brought_by: str = "",
    ) -> Identified:
        """Make the customer a member and put them on the sale."""
        application = Application(phone, name, consent, card, birthday, brought_by)
        new = enrolling.welcome(self.tools, self.cashier, application)
        sale = identify.attach(self.sale, new.found)
        self.apply(sale)
        return Identified(new.found, said=new.said, coupons=new.coupons)

    def detach_member(self) -> None:
        """Take the member off the sale."""
        self.apply(identify.detach(self.sale))

    def choose_reward(self, reward_id: str, points: int = 0) -> None:
        """Use a reward once more; raises Refused with have and need."""
        self.apply(redeem.choose(self.tools, self.evaluated, reward_id, points))

    def drop_reward(self, reward_id: str) -> None:
        """Take a chosen reward off again."""
        self.apply(redeem.drop(self.sale, reward_id))

    def add_tender(self, kind: TenderKind, given_minor: int | None = None) -> None:
        """Take money: `given_minor`, or exactly what is due."""
        self.apply(take(self.evaluated, kind, given_minor), undoable=False)

    def take_back_tender(self, tender_no: int) -> None:
        """Give a tender back before the sale is finished."""
        self.apply(editing.remove_tender(self.sale, tender_no), undoable=False)

    def finish(self, print_receipt: bool = True) -> FiledSale:
        """File the paid sale; a fresh sale is open when this returns. Nothing is written when it raises.

        When the points it spends are gone (`points.changed`), the sale is evaluated anew with those that are left.
        """
        try:
            filed = finish(self.tools, self.evaluated, self.cashier, print_receipt, self.holding)
        except Refused as refused:
            if refused.code == "points.changed":
                self.read_member_again()
            raise
        self.last = filed
        self.start()
        return filed

    def _with_saving(self, outcome: Outcome, before: Evaluated) -> Outcome:
        """Return the outcome of a code, a coupon, a discount on the sale with what it took off."""
        if isinstance(outcome, Discounted):
            off = -sum(each.amount_minor for each in self.evaluated.quote.by_hand)
            return msgspec.structs.replace(outcome, saved_minor=off)
        if isinstance(outcome, CodeTaken | CouponTaken):
            saved = before.figures.total_minor - self.evaluated.figures.total_minor
            return msgspec.structs.replace(outcome, saved_minor=max(0, saved))
        return outcome

    def take_up(self, sale: Sale) -> None:
        """Go on with a sale that was kept, under the cashier who is signed on; prices and points are computed anew."""
        self.apply(editing.with_cashier(sale, self.cashier.cashier_id), undoable=False)
