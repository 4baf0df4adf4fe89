"""Products that a chosen reward puts on the sale for nothing."""

from __future__ import annotations

from pos_app.checkout.tools import Tools
from pos_app.kernel.errors import Refused
from pos_app.kernel.quantity import MILLI
from pos_app.loyalty.compiled import CompiledProgram
from pos_app.retail import editing
from pos_app.retail.sale import Sale


def gift_of(program: CompiledProgram, reward_id: str) -> str:
    """Return the number of the product that a reward puts on the sale, empty for anything else that is chosen."""
    number = program.reward_number(reward_id)
    return "" if number is None else program.offers.benefits[number].gift


def added(tools: Tools, sale: Sale, reward_id: str) -> Sale:
    """Return the sale with the gift of a reward on it, if it has one: on a line of its own, never with bought ones.

    Raises Refused `gift.not_sold` (number).
    """
    gift = gift_of(tools.program, reward_id)
    if not gift:
        return sale
    product = tools.catalogue.by_number(gift)
    if product is None:
        raise Refused("gift.not_sold", number=gift)
    return editing.add_line(sale, product, MILLI, _mark(reward_id))[0]


def taken_off(program: CompiledProgram, before: Sale, after: Sale) -> Sale:
    """Return `after` without the gifts of those rewards that `before` had more uses of."""
    kept = {one.reward_id: one.times for one in after.rewards}
    for reward in before.rewards:
        gift = gift_of(program, reward.reward_id)
        gone = reward.times - kept.get(reward.reward_id, 0)
        if gift and gone > 0:
            after = _without(after, gift, gone * MILLI, _mark(reward.reward_id))
    return after


def _mark(reward_id: str) -> str:
    """Return what stands on a gift's line in place of a scanned code."""
    return f"gift:{reward_id}"


def _without(sale: Sale, number: str, quantity_milli: int, mark: str) -> Sale:
    """Take so much of a product off: the gift's own lines first, then the newest; less when there is not so much."""
    for line in sorted(sale.lines, key=lambda line: (line.code != mark, -line.line_no)):
        if line.product.number == number and quantity_milli > 0:
            less = min(line.quantity_milli, quantity_milli)
            sale = editing.change_quantity(sale, line.line_no, line.quantity_milli - less)
            quantity_milli -= less
    return sale
