"""The lines of one earlier sale, chosen until it is clear what they bring. No Qt here."""

from __future__ import annotations

from collections.abc import Callable

from pos_app.checkout import returning
from pos_app.checkout.reversing import Preview
from pos_app.kernel.errors import Refused
from pos_app.ports.books import SoldSale
from pos_app.ports.sounds import Sound
from pos_app.retail.product import Product
from pos_app.retail.returned import ReturnReason, SaleReturn
from pos_app.ui.checkout.desk import Desk
from pos_app.ui.returns import wish as wishes
from pos_app.ui.returns.wish import Wish


class Choosing:
    """`sold` is the earlier sale, None without a receipt; `preview` is there once somebody has looked ahead.

    `on_changed` is called after every change.
    """

    def __init__(self, desk: Desk, on_changed: Callable[[], None]) -> None:
        self._desk, self._on_changed = desk, on_changed
        self.sold: SoldSale | None = None
        self.wish = Wish()
        self.preview: Preview | None = None
        self._approved_by = ""

    def begin(self, sold: SoldSale | None, wish: Wish, approved_by: str) -> None:
        """Start with what was chosen before, if anything."""
        self.sold, self.wish, self.preview, self._approved_by = sold, wish, None, approved_by

    def step(self, line_no: int, delta: int) -> None:
        """One more or one less of a line."""
        self._change(wishes.stepped(self.wish, line_no, delta))

    def take_all(self) -> None:
        """Everything, or nothing when it was everything."""
        self._change(wishes.with_all(self.wish))

    def set_reason(self, name: str) -> None:
        """Why it comes back."""
        self._change(Wish(self.wish.picks, ReturnReason(name)))

    def take_product(self, text: str) -> None:
        """Pick the line of a product that was scanned or typed."""
        desk = self._desk
        desk.settle()
        understood = desk.session.understand(text)
        if not understood.results:
            desk.refuse(Refused("return.unknown_product", code=text[:40]))
        else:
            self._take(understood.results[0], understood.quantity_milli)
        self._on_changed()

    def look_ahead(self) -> None:
        """Work out what the chosen lines bring. Raises Refused."""
        self.preview = self._desk.session.preview(self._planned())

    def worth(self) -> dict[int, int]:
        """Return by line what the chosen goods are worth to the customer, in minor units."""
        chosen = [line_no for line_no, _ in self.wish.picked]
        if not chosen:
            return {}
        return {number: line.gross_minor for number, line in zip(chosen, self._planned().lines, strict=True)}

    def _planned(self) -> SaleReturn:
        session, wish, by = self._desk.session, self.wish, self._approved_by
        if self.sold is not None:
            return returning.planned(session.sale, self.sold, wish.picked, wish.reason, by)
        goods = [(one.product, one.picked_milli) for one in wish.picks if one.picked_milli]
        return returning.without_receipt(session.tools, session.sale, goods, wish.reason, by)

    def look_at_void(self) -> None:
        """Work out what voiding the last sale would do. Raises Refused."""
        session = self._desk.session
        sold, back = returning.voided(session.tools, session.sale)
        self.begin(sold, Wish(), "")
        self.preview = session.preview(back)

    def _take(self, product: Product, quantity_milli: int) -> None:
        desk = self._desk
        if self.sold is None:
            changed, line_no = wishes.with_goods(self.wish, product, quantity_milli), 1
        else:
            changed, line_no = wishes.with_product(self.wish, product)
        if line_no:
            self.wish, self.preview = changed, None
            desk.play(Sound.ACCEPTED)
        else:
            desk.refuse(Refused("return.not_on_receipt", name=product.name))

    def _change(self, wish: Wish) -> None:
        self._desk.settle()
        self.wish, self.preview = wish, None
        self._on_changed()
