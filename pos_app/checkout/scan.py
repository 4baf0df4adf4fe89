"""A code is scanned: what it means is looked up in the written order, then it happens."""

from __future__ import annotations

from pos_app.checkout import coupons, identify
from pos_app.checkout.outcome import (
    Added,
    ClaimShown,
    Command,
    Commanded,
    CouponTaken,
    NeedsQuantity,
    NotEnrolled,
    Outcome,
)
from pos_app.checkout.tools import Tools
from pos_app.kernel.errors import Refused
from pos_app.kernel.limits import QUANTITY_CONFIRM_MILLI
from pos_app.kernel.money import divide, power_of_ten
from pos_app.kernel.quantity import MILLI, Unit
from pos_app.retail import editing
from pos_app.retail.codes import (
    CardScan,
    CommandScan,
    MeasuredScan,
    NotACode,
    NumberScan,
    PhoneScan,
    ProductScan,
    Reading,
    readings,
    why_nothing,
)
from pos_app.retail.measured_codes import Measured
from pos_app.retail.product import Product
from pos_app.retail.sale import Sale
from pos_app.wire.paper_code import PaperKind, is_paper

LEAVES_UNSOLD = frozenset(
    {
        "product.unknown",
        NotACode.CHECK_DIGIT.value,
        NotACode.UNKNOWN.value,
        "label.unknown_item",
        "label.no_price",
    }
)
"""Refusals after which goods may be lying in the bag unpaid."""


def scan(tools: Tools, sale: Sale, code: str, quantity_milli: int = MILLI) -> tuple[Sale, Outcome]:
    """Take a scanned code; raises Refused with the sentence's code when it is not sold."""
    if is_paper(code):
        return _paper(tools, sale, code)
    meanings = readings(code, tools.shop)
    if isinstance(meanings, NotACode):
        if meanings is NotACode.BANK_CARD:
            raise Refused(meanings.value)
        raise Refused(meanings.value, code=code[:40])
    nobody: NotEnrolled | None = None
    marked = sale
    for meaning in meanings:
        done = _try(tools, sale, meaning, code, quantity_milli)
        if done is None:
            continue
        if not isinstance(done[1], NotEnrolled):
            return done
        marked, nobody = (done[0], done[1]) if nobody is None else (marked, nobody)
    if nobody is not None:
        return marked, nobody
    if all(isinstance(meaning, NumberScan) for meaning in meanings):
        nothing = why_nothing(code)
        if nothing is not NotACode.UNKNOWN:
            raise Refused(nothing.value, code=code[:40])
    raise Refused("product.unknown", code=code[:40])


def add_by_number(
    tools: Tools, sale: Sale, number: str, quantity_milli: int, confirmed: bool = False
) -> tuple[Sale, Outcome]:
    """Sell a product by its number, as from a quick key or a search result. Raises Refused `product.unknown`."""
    product = tools.catalogue.by_number(number)
    if product is None:
        raise Refused("product.unknown", code=number[:40])
    return add(sale, product, quantity_milli, "", confirmed)


def add(
    sale: Sale, product: Product, quantity_milli: int, code: str, confirmed: bool = False
) -> tuple[Sale, Outcome]:
    """Put a product on the sale; an unusually large quantity comes back as a question, and nothing is sold yet."""
    editing.check_quantity(product, quantity_milli)
    if quantity_milli >= QUANTITY_CONFIRM_MILLI and not confirmed:
        return sale, NeedsQuantity(product, quantity_milli, code)
    after, line_no = editing.add_line(sale, product, quantity_milli, code)
    return after, Added(line_no, product, quantity_milli)


def _try(
    tools: Tools, sale: Sale, meaning: Reading, code: str, quantity_milli: int
) -> tuple[Sale, Outcome] | None:
    match meaning:
        case CommandScan(command=command):
            return sale, Commanded(_command(command, code))
        case CardScan(token=token):
            return identify.by_card(tools, sale, token)
        case PhoneScan(e164=e164):
            return identify.by_phone(tools, sale, e164)
        case ProductScan():
            return _item(tools, sale, meaning, code, quantity_milli)
        case MeasuredScan(measured=measured):
            return _label(tools, sale, measured, code)
        case NumberScan(number=number):
            product = tools.catalogue.by_number(number)
            return None if product is None else add(sale, product, quantity_milli, code)


def _paper(tools: Tools, sale: Sale, code: str) -> tuple[Sale, Outcome]:
    paper = coupons.proven(tools, code)
    if paper.kind is PaperKind.CLAIM:
        return sale, ClaimShown(paper)
    after, rule = coupons.show(tools, sale, paper, code)
    return after, CouponTaken(rule.name)


def _command(command: str, code: str) -> Command:
    try:
        return Command(command)
    except ValueError as wrong:
        raise Refused("command.unknown", code=code[:40]) from wrong


def _item(
    tools: Tools, sale: Sale, meaning: ProductScan, code: str, quantity_milli: int
) -> tuple[Sale, Outcome] | None:
    product = tools.catalogue.by_code(meaning.gtin14)
    if product is None:
        return None
    if meaning.weight_milli is None and meaning.price_minor is None:
        return add(sale, product, quantity_milli, code)
    if meaning.price_minor == 0:
        raise Refused("label.empty", code=code[:40], name=product.name)
    weight = meaning.weight_milli if product.unit is Unit.KG and meaning.weight_milli else MILLI
    after, line_no = editing.add_line(sale, product, weight, code, meaning.price_minor, labelled=True)
    return after, Added(line_no, product, weight)


def _label(tools: Tools, sale: Sale, measured: Measured, code: str) -> tuple[Sale, Outcome]:
    product = tools.catalogue.by_number(measured.item_number) or tools.catalogue.by_number(
        measured.item_number.lstrip("0") or "0"
    )
    if product is None:
        raise Refused("label.unknown_item", code=code[:40], number=measured.item_number)
    if not measured.weight_milli and not measured.price:
        raise Refused("label.empty", code=code[:40], name=product.name)
    if measured.weight_milli is not None:
        after, line_no = editing.add_line(sale, product, measured.weight_milli, code, labelled=True)
        return after, Added(line_no, product, measured.weight_milli)
    price = _in_minor(measured, tools.shop.currency.digits)
    weight = weight_for(product, price)
    after, line_no = editing.add_line(sale, product, weight, code, price, labelled=True)
    return after, Added(line_no, product, weight)


def weight_for(product: Product, price_minor: int) -> int:
    """Return the weight in grams that a price label stands for; one piece for what is not sold by weight."""
    if product.unit is not Unit.KG:
        return MILLI
    if product.price_minor <= 0:
        raise Refused("label.no_price", name=product.name)
    return max(1, divide(price_minor * MILLI, product.price_minor))


def _in_minor(measured: Measured, digits: int) -> int:
    price = measured.price or 0
    if measured.decimals <= digits:
        return price * power_of_ten(digits - measured.decimals)
    return divide(price, power_of_ten(measured.decimals - digits))
