"""`pos-app code`: says what a scanned code means, by which rule."""

from __future__ import annotations

import argparse

from pos_app.cli.data_option import add_data_option, chosen_folder
from pos_app.cli.telling import plain_translator, told
from pos_app.kernel.messages import Translate
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
)
from pos_app.runtime.settings import load_settings


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the words of the command."""
    parser.add_argument("code", help="what the scanner typed; write the GS1 separator as \\x1d")
    add_data_option(parser)


def run(chosen: argparse.Namespace) -> int:
    """Say it; the exit code is 1 when the code means nothing."""
    return told(lambda: _explain(chosen))


def _explain(chosen: argparse.Namespace) -> int:
    shop = load_settings(chosen_folder(chosen)).shop
    translate = plain_translator()
    meanings = readings(chosen.code.replace("\\x1d", "\x1d"), shop)
    if isinstance(meanings, NotACode):
        shown = "" if meanings is NotACode.BANK_CARD else chosen.code
        print(translate(meanings.value, code=shown))
        return 1
    for place, meaning in enumerate(meanings, 1):
        print(f"{place}. {explained(meaning, translate)}")
    return 0


def explained(meaning: Reading, translate: Translate) -> str:
    """Return one sentence about one meaning."""
    match meaning:
        case CardScan(token=token):
            return translate("explain.card", token=token)
        case CommandScan(command=command):
            return translate("explain.command", command=command.upper())
        case PhoneScan(e164=e164):
            return translate("explain.phone", number=e164)
        case NumberScan(number=number):
            return translate("explain.number", number=number)
        case ProductScan(gtin14=gtin14, weight_milli=None, price_minor=None):
            return translate("explain.product", gtin=gtin14)
        case ProductScan(gtin14=gtin14, weight_milli=weight, price_minor=price):
            return translate("explain.gs1", gtin=gtin14, grams=weight or 0, price=price or 0)
        case MeasuredScan(measured=measured):
            if measured.weight_milli is not None:
                return translate(
                    "explain.weight",
                    rule=measured.rule,
                    number=measured.item_number,
                    grams=measured.weight_milli,
                )
            return translate(
                "explain.price", rule=measured.rule, number=measured.item_number, price=measured.price or 0
            )
