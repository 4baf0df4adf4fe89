"""What a cashier has chosen to take back so far. No Qt here."""

from __future__ import annotations

import msgspec
from msgspec.structs import replace

from pos_app.kernel.ids import SaleId
from pos_app.kernel.limits import QUANTITY_MILLI_MAX
from pos_app.kernel.quantity import MILLI, Unit, is_whole
from pos_app.retail.product import Product
from pos_app.retail.returned import ReturnReason
from pos_app.retail.sale import Sale


class Pick(msgspec.Struct, frozen=True):
    """One line: `picked_milli` of the `left_milli` that can come back, of `sold_milli` sold."""

    line_no: int
    product: Product
    sold_milli: int
    left_milli: int
    picked_milli: int = 0

    @property
    def step_milli(self) -> int:
        """One piece, or one kilogram without a receipt; what was weighed comes back whole."""
        counted = self.product.unit is Unit.PIECE and is_whole(self.left_milli)
        return MILLI if counted or not self.sold_milli else self.left_milli


class Wish(msgspec.Struct, frozen=True):
    """The lines with their reason; every change makes a new one."""

    picks: tuple[Pick, ...] = ()
    reason: ReturnReason = ReturnReason.CHANGED_MIND

    @property
    def picked(self) -> tuple[tuple[int, int], ...]:
        """The (line, thousandths) that come back."""
        return tuple((one.line_no, one.picked_milli) for one in self.picks if one.picked_milli)

    @property
    def is_all(self) -> bool:
        """True when everything that can come back does."""
        return bool(self.picked) and all(one.picked_milli == one.left_milli for one in self.picks)


def stepped(wish: Wish, line_no: int, delta: int) -> Wish:
    """Return the wish with one step more or less of a line, never below none or above what is left."""

    def moved(one: Pick) -> Pick:
        wanted = one.picked_milli + delta * one.step_milli
        return replace(one, picked_milli=max(0, min(one.left_milli, wanted)))

    return replace(wish, picks=tuple(moved(one) if one.line_no == line_no else one for one in wish.picks))


def with_all(wish: Wish) -> Wish:
    """Return the wish with everything, or with nothing when it is everything already."""
    nothing = wish.is_all
    return replace(
        wish,
        picks=tuple(replace(one, picked_milli=0 if nothing else one.left_milli) for one in wish.picks),
    )


def with_product(wish: Wish, product: Product) -> tuple[Wish, int]:
    """Return the wish with one more of a scanned product, and its line; line 0 when no line can take one more."""
    for one in wish.picks:
        if one.product.product_id == product.product_id and one.picked_milli < one.left_milli:
            return stepped(wish, one.line_no, 1), one.line_no
    return wish, 0


def with_goods(wish: Wish, product: Product, quantity_milli: int) -> Wish:
    """Return the wish with more of goods that have no receipt."""
    for one in wish.picks:
        if one.product.product_id == product.product_id:
            more = min(one.left_milli, one.picked_milli + quantity_milli)
            changed = replace(one, picked_milli=more)
            return replace(wish, picks=tuple(changed if each is one else each for each in wish.picks))
    line_no = 1 + max((one.line_no for one in wish.picks), default=0)
    pick = Pick(line_no, product, 0, QUANTITY_MILLI_MAX, min(QUANTITY_MILLI_MAX, quantity_milli))
    return replace(wish, picks=(*wish.picks, pick))


def as_before(wish: Wish, sale: Sale, sale_id: SaleId) -> Wish:
    """Return the wish with what was chosen of this earlier sale before and is on the open one."""
    for back in sale.returns:
        if back.sale_id == sale_id and not back.is_void:
            chosen = {line.of_line_no: line.quantity_milli for line in back.lines}
            picks = tuple(
                replace(one, picked_milli=min(one.left_milli, chosen.get(one.line_no, 0)))
                for one in wish.picks
            )
            return Wish(picks, back.lines[0].reason)
    return wish
