"""The shop, the products, the members of a scenario file."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from pos_app.kernel.currencies import currency_of, is_currency
from pos_app.kernel.ids import ProductId, derived_id
from pos_app.kernel.limits import (
    CATEGORY_DEPTH_MAX,
    PRODUCT_NUMBER_LENGTH_MAX,
    PROGRAM_LIST_MAX,
    SCENARIO_PRODUCTS_MAX,
    TAX_CLASSES_MAX,
)
from pos_app.kernel.money import Rate
from pos_app.kernel.quantity import Unit
from pos_app.loyalty.accounts import POINTS, QUALIFYING, stamps_key
from pos_app.loyalty.table import Table, exact_rate
from pos_app.retail.product import Forbid, Product
from pos_app.retail.shop import ShopProfile, TaxClass, TaxMode, TaxRounding, TaxRules
from pos_app.scenarios.ids import ROOT
from pos_app.scenarios.reading_parts import Parts
from pos_app.scenarios.scenario import OldLot, OldPurchase, Person

USUAL_CURRENCY = "EUR"
USUAL_TAX = "none"
_BIRTHDAY = re.compile(r"(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")


def shop(root: Table) -> ShopProfile:
    """Read [shop]; without a tax table everything is free of tax."""
    table = root.table("shop")
    code = table.text("currency", USUAL_CURRENCY)
    if not is_currency(code):
        table.problem("currency", "settings.currency", value=code)
        code = USUAL_CURRENCY
    found = ShopProfile(
        name=table.text("name", "Shop"),
        address=(),
        tax_number="",
        footer=(),
        currency=currency_of(code),
        tax=TaxRules(
            table.choice("prices", TaxMode.INCLUSIVE),
            table.choice("tax_rounding", TaxRounding.PER_LINE),
            _tax_classes(table.table("tax")),
        ),
        locale="en_GB",
        region="",
        zone=_zone(table),
        store_no=table.text("store", "0001"),
        channel=table.text("channel", "counter"),
    )
    table.close()
    return found


def _zone(table: Table) -> str:
    name = table.text("zone", "UTC")
    try:
        ZoneInfo(name)
    except (LookupError, ValueError, OSError):
        table.problem("zone", "settings.zone", value=name)
        return "UTC"
    return name


def _tax_classes(table: Table) -> tuple[TaxClass, ...]:
    found: list[TaxClass] = []
    for place, name in enumerate(list(table.values)[:TAX_CLASSES_MAX]):
        percent = table.number(name, 3, Decimal(0), Decimal(100))
        rate = exact_rate(percent / 100) if percent else Rate(0)
        found.append(TaxClass(name, chr(ord("A") + place), rate))
    if len(table.values) > TAX_CLASSES_MAX:
        table.problem("", "program.list_long", most=TAX_CLASSES_MAX)
    return tuple(found) or (TaxClass(USUAL_TAX, "A", Rate(0)),)


def products(root: Table, parts: Parts, the_shop: ShopProfile) -> dict[str, Product]:
    """Read all [[product]] by number."""
    found: dict[str, Product] = {}
    for table in root.tables("product", SCENARIO_PRODUCTS_MAX):
        product = _product(table, parts, the_shop)
        if product.number in found:
            table.problem("number", "scenario.twice", value=product.number)
        found[product.number] = product
    return found


def _product(table: Table, parts: Parts, the_shop: ShopProfile) -> Product:
    number = table.text("number", most=PRODUCT_NUMBER_LENGTH_MAX)
    price = parts.amount(table, "price")
    if not table.has("price"):
        table.problem("price", "program.missing")
    classes = [each.tax_class for each in the_shop.tax.classes]
    tax_class = table.text("tax", classes[0])
    if tax_class not in classes:
        table.problem("tax", "program.one_of", value=tax_class, choices=", ".join(classes))
        tax_class = classes[0]
    name = table.text("name", number or "?")
    product = Product(
        product_id=ProductId(derived_id(ROOT, f"product:{number}")),
        number=number,
        name=name,
        receipt_name=name,
        price_minor=price or 0,
        tax_class=tax_class,
        unit=table.choice("unit", Unit.PIECE),
        category=_category(table),
        brand=table.text("brand", ""),
        tags=table.texts("tags"),
        forbids=_forbids(table),
    )
    table.close()
    return product


def _category(table: Table) -> tuple[str, ...]:
    text = table.text("category", "")
    path = tuple(part.strip() for part in text.split(">")) if text else ()
    if not all(path):
        table.problem("category", "program.odd_category", value=text)
    elif len(path) > CATEGORY_DEPTH_MAX:
        table.problem("category", "program.deep_category", most=CATEGORY_DEPTH_MAX)
    return path


def _forbids(table: Table) -> tuple[Forbid, ...]:
    words = [each.value for each in Forbid]
    found = []
    for word in table.texts("forbids"):
        if word in words:
            found.append(Forbid(word))
        else:
            table.problem("forbids", "program.one_of", value=word, choices=", ".join(words))
    return tuple(found)


def person(table: Table, parts: Parts, now_ms: int) -> Person:
    """Read one member; what is not said is as if they had joined now."""
    person_id = table.text("id")
    joined = parts.instant(table, "joined")
    birthday = table.text("birthday", "")
    if birthday and not _BIRTHDAY.fullmatch(birthday):
        table.problem("birthday", "scenario.birthday", value=birthday)
        birthday = ""
    found = Person(
        person_id=person_id,
        name=table.text("name", person_id or "?"),
        tier=table.text("tier", ""),
        joined_at_ms=now_ms if joined is None else joined,
        tier_since_ms=parts.instant(table, "tier_since") or 0,
        last_activity_ms=parts.instant(table, "active") or 0,
        birthday=birthday,
        segments=table.texts("segments"),
        referrer=table.text("referrer", ""),
        visits=table.whole("visits", 0, 0, PROGRAM_LIST_MAX),
        debt_points=parts.points(table, "debt") or 0,
        lots=tuple(_old_lots(table, parts, now_ms)),
        bought=tuple(_purchases(table, parts, now_ms)),
        allowance_points=parts.points(table, "allowance"),
    )
    table.close()
    return found


def _old_lots(table: Table, parts: Parts, now_ms: int) -> Iterable[OldLot]:
    """`points` or `lots`, `stamps` by card, `qualifying`: an amount, or lots with their dates."""
    points = parts.points(table, "points")
    if points:
        yield OldLot(POINTS, points, now_ms, None)
    for key, account in (("lots", POINTS), ("qualifying", QUALIFYING)):
        for each in table.tables(key, PROGRAM_LIST_MAX):
            yield _old_lot(each, parts, account, now_ms)
    stamps = table.table("stamps")
    for card in stamps.values:
        count = stamps.whole(card, 0, 0, PROGRAM_LIST_MAX)
        yield OldLot(stamps_key(card), count, now_ms, None)


def _old_lot(table: Table, parts: Parts, account: str, now_ms: int) -> OldLot:
    amount = parts.amount(table, "spend")
    points = parts.points(table, "points")
    earned = parts.instant(table, "earned")
    ends = parts.day_end(table, "ends")
    if amount is None and points is None:
        table.problem("points", "program.missing")
    table.close()
    found = amount if amount is not None else points or 0
    return OldLot(account, found, now_ms if earned is None else earned, ends)


def _purchases(table: Table, parts: Parts, now_ms: int) -> Iterable[OldPurchase]:
    for each in table.tables("bought", PROGRAM_LIST_MAX):
        at = parts.instant(each, "at")
        product = each.text("product")
        each.close()
        yield OldPurchase(product, now_ms if at is None else at)


def known(table: Table, key: str, value: str, choices: Iterable[Any]) -> None:
    """Keep a problem when `value` is given and none of `choices`."""
    names = [str(each) for each in choices]
    if value and value not in names:
        table.problem(key, "program.one_of", value=value, choices=", ".join(names[:20]) or "-")
