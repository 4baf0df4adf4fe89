"""What was typed happens after Enter; before it, the hint line says what would."""

from __future__ import annotations

import msgspec

from pos_app.checkout import promo_codes, scan
from pos_app.checkout.evaluation import Evaluated
from pos_app.checkout.outcome import Changed, CodeTaken, Discounted, Outcome
from pos_app.checkout.tools import Tools
from pos_app.kernel.errors import Refused
from pos_app.kernel.limits import SEARCH_RESULTS_MAX, SEARCH_TEXT_MAX
from pos_app.kernel.messages import Message, Parameter
from pos_app.kernel.money import Rate
from pos_app.ports.staff import Cashier, Role
from pos_app.retail import editing
from pos_app.retail.codes import (
    CardScan,
    CommandScan,
    MeasuredScan,
    NotACode,
    PhoneScan,
    ProductScan,
    is_bank_card,
    readings,
)
from pos_app.retail.entry import Entry, LineDiscount, LinePrice, Nothing, WholeDiscount, read_entry
from pos_app.retail.product import Product
from pos_app.retail.sale import Sale
from pos_app.wire.paper_code import is_paper

SEARCH_FROM = 2
"""Letters from which names are searched."""


class Understood(msgspec.Struct, frozen=True):
    """What the entry field understood so far: a hint, and the products that Enter or a tap would sell."""

    hint: Message | None = None
    refused: bool = False
    quantity_milli: int = 1000
    results: tuple[Product, ...] = ()


def enter(
    tools: Tools, evaluated: Evaluated, cashier: Cashier, text: str, line_no: int | None = None
) -> tuple[Sale, Outcome]:
    """Do what was typed; discounts and prices go to `line_no`, or the last line, those of the
    whole sale to all. Raises Refused and changes nothing."""
    sale = evaluated.sale
    code, marked = promo_codes.code_of(text)
    if marked or promo_codes.rules_of(tools.program, code):
        sale, rule = promo_codes.enter(tools, evaluated, code)
        return sale, CodeTaken(code.upper(), rule.name)
    if is_paper(text):
        return scan.scan(tools, sale, text)
    typed = read_entry(text, tools.shop.currency.digits)
    match typed:
        case Nothing():
            raise Refused("entry.empty")
        case LineDiscount(rate=rate):
            target = _line(sale, cashier, line_no)
            return editing.discount_line(sale, target, rate), Changed(target)
        case WholeDiscount(rate=rate, amount_minor=amount_minor):
            _may_change_prices(cashier)
            return editing.discount_sale(sale, rate, amount_minor), Discounted()
        case LinePrice(price_minor=price_minor):
            target = _line(sale, cashier, line_no)
            return editing.price_line(sale, target, price_minor), Changed(target)
        case Entry():
            return _sell(tools, sale, typed)


def understand(tools: Tools, text: str) -> Understood:
    """Say what Enter would do with `text`; one indexed read at most, so that it can run on every key press."""
    code, marked = promo_codes.code_of(text)
    rules = promo_codes.rules_of(tools.program, code)
    if rules:
        return Understood(Message("hint.promo_code", {"code": code.upper(), "name": rules[0].name}))
    if marked:
        return Understood(Message("hint.promo_mark"))
    if is_paper(text):
        return Understood(Message("hint.paper"))
    try:
        typed = read_entry(text, tools.shop.currency.digits)
    except Refused as refused:
        return Understood(refused.message, refused=True)
    match typed:
        case Nothing():
            return Understood()
        case LineDiscount(rate=rate):
            percent = f"{rate.numerator // 10}.{rate.numerator % 10}".removesuffix(".0")
            return Understood(Message("hint.discount", {"percent": percent}))
        case WholeDiscount(rate=rate, amount_minor=amount_minor):
            return Understood(_whole_hint(rate, amount_minor))
        case LinePrice(price_minor=price_minor):
            return Understood(Message("hint.price", {"price_minor": price_minor}))
        case Entry():
            return _understood(tools, typed)


def _whole_hint(rate: Rate, amount_minor: int) -> Message:
    if not rate.numerator and not amount_minor:
        return Message("hint.sale_discount_off")
    if amount_minor:
        return Message("hint.sale_discount_amount", {"off_minor": amount_minor})
    percent = f"{rate.numerator // 10}.{rate.numerator % 10}".removesuffix(".0")
    return Message("hint.sale_discount", {"percent": percent})


def _understood(tools: Tools, typed: Entry) -> Understood:
    quantity = typed.quantity_milli
    if not typed.rest:
        return Understood(Message("hint.quantity", {"quantity_milli": quantity}), quantity_milli=quantity)
    if typed.may_be_code or is_bank_card(typed.rest):
        exact = _meaning(tools, typed)
        if exact is not None:
            return exact
    if len(typed.rest) < SEARCH_FROM or typed.is_number:
        return Understood(quantity_milli=quantity)
    results = tools.catalogue.search(typed.rest[:SEARCH_TEXT_MAX], SEARCH_RESULTS_MAX)
    if not results:
        return Understood(Message("hint.nothing_found", {"text": typed.rest[:40]}), True, quantity)
    return Understood(_product_hint(results[0], typed), quantity_milli=quantity, results=results)


def _meaning(tools: Tools, typed: Entry) -> Understood | None:
    meanings = readings(typed.rest, tools.shop)
    if isinstance(meanings, NotACode):
        if meanings is NotACode.UNKNOWN or (meanings is NotACode.CHECK_DIGIT and len(typed.rest) < 12):
            return None
        shown: dict[str, Parameter] = {} if meanings is NotACode.BANK_CARD else {"code": typed.rest[:40]}
        return Understood(Message(meanings.value, shown), refused=True)
    for meaning in meanings:
        match meaning:
            case CardScan():
                return Understood(Message("hint.card"))
            case CommandScan(command=command):
                return Understood(Message("hint.command", {"command": command.upper()}))
            case MeasuredScan(measured=measured):
                return Understood(Message("hint.label", {"number": measured.item_number}))
            case ProductScan(gtin14=gtin14) if product := tools.catalogue.by_code(gtin14):
                return Understood(_product_hint(product, typed), False, typed.quantity_milli, (product,))
            case _:
                pass
    product = tools.catalogue.by_number(typed.rest)
    if product is not None:
        return Understood(_product_hint(product, typed), False, typed.quantity_milli, (product,))
    if any(isinstance(meaning, PhoneScan) for meaning in meanings):
        return Understood(Message("hint.phone"))
    return None


def _product_hint(product: Product, typed: Entry) -> Message:
    if typed.quantity_typed:
        return Message("hint.sell_many", {"quantity_milli": typed.quantity_milli, "name": product.name})
    return Message("hint.sell", {"name": product.name})


def _sell(tools: Tools, sale: Sale, typed: Entry) -> tuple[Sale, Outcome]:
    if not typed.rest:
        raise Refused("quantity.of_what")
    refused: Refused | None = None
    if typed.may_be_code or is_bank_card(typed.rest):
        try:
            return scan.scan(tools, sale, typed.rest, typed.quantity_milli)
        except Refused as nothing:
            if typed.is_number or nothing.code not in scan.LEAVES_UNSOLD:
                raise
            refused = nothing
    results = (
        tools.catalogue.search(typed.rest[:SEARCH_TEXT_MAX], 1) if len(typed.rest) >= SEARCH_FROM else ()
    )
    if not results:
        raise refused or Refused("product.not_found", text=typed.rest[:40])
    return scan.add(sale, results[0], typed.quantity_milli, "")


def _may_change_prices(cashier: Cashier) -> None:
    if cashier.role is not Role.MANAGER:
        raise Refused("discount.needs_manager")


def _line(sale: Sale, cashier: Cashier, line_no: int | None) -> int:
    _may_change_prices(cashier)
    if line_no is not None:
        return line_no
    if not sale.lines:
        raise Refused("line.none")
    return sale.lines[-1].line_no
