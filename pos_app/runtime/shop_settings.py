"""The shop's own part of its settings: name, country, taxes, codes."""

from __future__ import annotations

import re
from decimal import Decimal
from zoneinfo import ZoneInfo

from pos_app.kernel.currencies import currency_of, is_currency
from pos_app.kernel.limits import (
    CARD_PATTERNS_MAX,
    CODE_RULES_MAX,
    PROGRAM_ID_LENGTH_MAX,
    SHOP_LINES_MAX,
    TAX_CLASSES_MAX,
    TAX_LABEL_LENGTH_MAX,
)
from pos_app.kernel.money import Rate
from pos_app.kernel.notation import figures_of
from pos_app.loyalty.table import Table, exact_rate
from pos_app.retail.regions import is_region
from pos_app.retail.shop import (
    MeasuredCodeRule,
    ShopProfile,
    TaxClass,
    TaxMode,
    TaxRounding,
    TaxRules,
)

_NUMBER = re.compile(r"\d{1,6}")
_CODE = re.compile(r"(?=.{8}$|.{12,13}$)\d+X*I+X*C?(?:W+|P+)C?X*K?")
"""Prefix digits, the item's number, the value with its check digit before or after, the final check digit."""
_CHECKED_LENGTHS = (4, 5)
"""GS1 General Specifications, section 7.9: values of other lengths have no check digit of their own."""
_VALUE_DECIMALS_MAX = 4


def read_shop(root: Table) -> ShopProfile:
    """Return the shop of a settings file; what is wrong is kept in the table."""
    table = root.table("shop")
    cards = root.table("cards")
    code = table.text("currency")
    if code and not is_currency(code):
        table.problem("currency", "settings.currency", value=code)
    shop = ShopProfile(
        name=table.text("name"),
        address=_lines(table, "address"),
        tax_number=table.text("tax_number", ""),
        footer=_lines(table, "footer"),
        currency=currency_of(code),
        tax=_tax(root.table("tax")),
        locale=_locale(table),
        region=_region(table),
        zone=_zone(table),
        store_no=_number(table, "store", "0001"),
        terminal_no=_number(table, "terminal", "01"),
        terminal_name=table.text("terminal_name", "Till 1"),
        measured_codes=tuple(_code_rule(each) for each in root.tables("code", CODE_RULES_MAX)),
        card_patterns=_patterns(cards),
        channel=table.text("channel", "counter", PROGRAM_ID_LENGTH_MAX),
        join_url=table.text("join_url", ""),
    )
    table.close()
    cards.close()
    return shop


def _lines(table: Table, key: str) -> tuple[str, ...]:
    lines = table.texts(key)
    if len(lines) > SHOP_LINES_MAX:
        table.problem(key, "program.list_long", most=SHOP_LINES_MAX)
    return lines


def _locale(table: Table) -> str:
    name = table.text("locale", "en_GB")
    from babel import UnknownLocaleError  # slow to import: only a process that reads settings pays

    try:
        figures_of(name, "UTC", 2)
    except (UnknownLocaleError, ValueError):
        known = False
    else:
        known = "_" in name
    if not known:
        table.problem("locale", "settings.locale", value=name)
    return name


def _region(table: Table) -> str:
    region = table.text("region")
    if region and not is_region(region):
        table.problem("region", "settings.region", value=region)
    return region


def _zone(table: Table) -> str:
    name = table.text("zone")
    if name:
        try:
            ZoneInfo(name)
        except (LookupError, ValueError, OSError):
            table.problem("zone", "settings.zone", value=name)
    return name


def _number(table: Table, key: str, usual: str) -> str:
    number = table.text(key, usual)
    if not _NUMBER.fullmatch(number):
        table.problem(key, "settings.number", value=number)
    return number


def _tax(table: Table) -> TaxRules:
    classes = tuple(_tax_class(each) for each in table.tables("class", TAX_CLASSES_MAX))
    rules = TaxRules(
        mode=table.choice("prices", TaxMode.INCLUSIVE),
        rounding=table.choice("rounding", TaxRounding.PER_RECEIPT),
        classes=classes,
    )
    table.close()
    if not classes:
        table.problem("class", "settings.no_tax_class")
    for key, values in (
        ("name", [each.tax_class for each in classes]),
        ("label", [each.label for each in classes]),
    ):
        for value in sorted({each for each in values if each and values.count(each) > 1}):
            table.problem("class", "settings.twice", name=key, value=value)
    return rules


def _tax_class(table: Table) -> TaxClass:
    percent = table.number("percent", 3, Decimal(0), Decimal(100))
    if not table.has("percent"):
        table.problem("percent", "program.missing")
    read = TaxClass(
        tax_class=table.text("name"),
        label=table.text("label", most=TAX_LABEL_LENGTH_MAX),
        rate=exact_rate((percent or Decimal(0)) / 100) if percent else Rate(0),
    )
    table.close()
    return read


def _patterns(table: Table) -> tuple[str, ...]:
    patterns = table.texts("patterns")
    if len(patterns) > CARD_PATTERNS_MAX:
        table.problem("patterns", "program.list_long", most=CARD_PATTERNS_MAX)
    for pattern in patterns:
        try:
            too_wide = re.compile(pattern).fullmatch("") is not None
        except re.error as error:
            table.problem("patterns", "settings.pattern", value=pattern, detail=str(error))
        else:
            if pattern and too_wide:
                table.problem("patterns", "settings.pattern_wide", value=pattern)
    return patterns


def _code_rule(table: Table) -> MeasuredCodeRule:
    rule = MeasuredCodeRule(
        name=table.text("name"),
        pattern=table.text("pattern"),
        decimals=table.whole("decimals", None, 0, _VALUE_DECIMALS_MAX),
    )
    table.close()
    if rule.pattern and not _CODE.fullmatch(rule.pattern):
        table.problem("pattern", "settings.code_pattern", value=rule.pattern)
    elif "C" in rule.pattern and rule.pattern.count("W") + rule.pattern.count("P") not in _CHECKED_LENGTHS:
        table.problem("pattern", "settings.code_check", value=rule.pattern)
    return rule
