"""Goods come back in a scenario."""

from __future__ import annotations

from pos_app.checkout import returning
from pos_app.kernel.errors import PosError, Refused
from pos_app.kernel.messages import Message
from pos_app.ports.books import SoldSale
from pos_app.retail.returned import SaleReturn
from pos_app.retail.returning import left_milli, void_of
from pos_app.retail.tender import TenderKind
from pos_app.scenarios.play import Play, Played
from pos_app.scenarios.scenario import ReturnStep, StepTender, VoidStep
from pos_app.scenarios.selling import Refusal, Till


def taken_back(play: Play, step: ReturnStep | VoidStep) -> Played:
    """Take goods back in a sale of their own, money first; with `preview` only say what would happen."""
    till = play.till(step)
    back = _back(play, till, step)
    if isinstance(step, ReturnStep) and step.preview:
        said = till.session.preview(back).said
        return Played(step, play.world.now_ms, tuple(till.refusals), preview=said)
    preview = till.session.preview(back).said
    till.session.take_return(back)
    till.pay((), StepTender(TenderKind.CASH, None))
    played = play.completed(step, till)
    return Played(step, played.at_ms, played.refusals, played.rung, played.entries, played.coupons, preview)


def put_back(play: Play, till: Till, step: ReturnStep) -> None:
    """Put returned goods on a sale that has new goods, too."""
    try:
        till.session.take_return(_back(play, till, step))
    except PosError as error:
        till.refusals.append(Refusal("return", error))


def _back(play: Play, till: Till, step: ReturnStep | VoidStep) -> SaleReturn:
    if isinstance(step, ReturnStep) and step.without_receipt:
        return _without_receipt(play, till, step)
    sold = play.books.sold(play.receipts.get(step.of, ""))
    if sold is None:
        raise Refused("return.unknown_receipt", number=step.of)
    sale = till.session.sale
    if isinstance(step, VoidStep):
        return void_of(sold.filed.completed, sold.returns, sale.next_no, "")
    asked = returning.approval_needed(till.tools, sold)
    _ask(step, asked)
    return returning.planned(sale, sold, _picked(sold, step), step.reason)


def _without_receipt(play: Play, till: Till, step: ReturnStep) -> SaleReturn:
    """Goods nobody has a receipt for; the member of the step is who they are taken to be from."""
    if step.member:
        till.show_card(step.member)
    _ask(step, returning.approval_without_receipt(till.tools))
    goods = [(play.scenario.products[product], milli) for product, milli in step.lines]
    return returning.without_receipt(till.tools, till.session.sale, goods, step.reason)


def _ask(step: ReturnStep, asked: Message | None) -> None:
    """Ask the manager. Raises Refused with what was asked when none agrees."""
    if asked is not None and not step.by_manager:
        raise Refused(asked.code, **asked.params)


def _picked(sold: SoldSale, step: ReturnStep) -> list[tuple[int, int]]:
    """Return (line, thousandths): what is named, line by line, or all that is left."""
    left = left_milli(sold.filed.completed, sold.returns)
    if not step.lines:
        return [(line_no, milli) for line_no, milli in left.items() if milli]
    numbers = {line.line_no: line.product.number for line in sold.filed.completed.sale.lines}
    picked: list[tuple[int, int]] = []
    for product, wanted in step.lines:
        rest = wanted or sum(milli for line_no, milli in left.items() if numbers[line_no] == product)
        places = [line_no for line_no in left if numbers[line_no] == product]
        for line_no in places:
            taken = rest if line_no == places[-1] else min(rest, left[line_no])
            if taken:
                picked.append((line_no, taken))
                rest -= taken
    return picked
