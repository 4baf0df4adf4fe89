"""What a scanned or typed code can mean, in the order in which the meanings are tried."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache

import msgspec

from pos_app.kernel.limits import CODE_LENGTH_MAX
from pos_app.retail.element_strings import read_element_strings
from pos_app.retail.gtin import LENGTHS, gtins14
from pos_app.retail.measured_codes import Measured, read_measured
from pos_app.retail.phones import country_code, phone_or_none
from pos_app.retail.shop import ShopProfile

COMMAND_PREFIX = "POS-"
"""In front of what a printed command barcode says: POS-CASH, POS-EXACT, POS-CARD, POS-FINISH, POS-CANCEL."""


class ProductScan(msgspec.Struct, frozen=True):
    """A trade item; a GS1 code may carry its net weight or its price as well."""

    gtin14: str
    weight_milli: int | None = None
    price_minor: int | None = None


class MeasuredScan(msgspec.Struct, frozen=True):
    """An in-store label."""

    measured: Measured


class CardScan(msgspec.Struct, frozen=True):
    """A member's card."""

    token: str


class CommandScan(msgspec.Struct, frozen=True):
    """A command from the printed sheet, in lower case."""

    command: str


class PhoneScan(msgspec.Struct, frozen=True):
    """A phone number."""

    e164: str


class NumberScan(msgspec.Struct, frozen=True):
    """Perhaps the shop's own product number."""

    number: str


class NotACode(StrEnum):
    """Why nothing can be made of it; the value is the code of the sentence."""

    UNKNOWN = "code.unknown"
    CHECK_DIGIT = "code.check_digit"
    KEYBOARD_LAYOUT = "code.keyboard_layout"
    BANK_CARD = "code.bank_card"
    TOO_LONG = "code.too_long"


Reading = ProductScan | MeasuredScan | CardScan | CommandScan | PhoneScan | NumberScan

_AIM = re.compile(r"\](?:[A-Z][0-9]|[de][0-9])")
_GS1_AIM = frozenset({"]C1", "]e0", "]d2", "]Q3", "]J1"})
_GS1_ITEM = re.compile(r"(?:\][A-Za-z]\d)?\x1d?0[12]\d{14}")
_BANK_TRACKS = re.compile(r"%[Bb]\d{12,19}\^|;\d{13,19}=")
_DIGITS = re.compile(r"(?<![0-9+])[0-9]{14,19}(?![0-9])")
_SPELT_DIGITS = re.compile(r"(?<![0-9+])[0-9](?:[ .-]?[0-9]){13,18}(?![0-9])")
_DINERS = ("30", "36", "38", "39")
_DINERS_LENGTH = 14
_TRACK_2 = re.compile(r";(\d{4,37})(?:=\d*)?\?")
_AZERTY = "à&é\"'(-è_ç"
_AZERTY_DIGITS = frozenset(_AZERTY)
_AZERTY_TO_DIGITS = str.maketrans(_AZERTY, "0123456789")
_TURKISH_TELLTALES = ("üC1", "üE0", "üE4", "üC0", "üQ", "üd", "üe")


def readings(code: str, shop: ShopProfile) -> tuple[Reading, ...] | NotACode:
    """Return everything that `code` can mean, most exact first, or why it means nothing.

    The written order: command, exact card, exact product code with a right check digit, in-store code, GS1 element
    strings, phone number, product number. What looks like a bank card is dropped without a trace.
    """
    if len(code) > CODE_LENGTH_MAX:
        return NotACode.TOO_LONG
    text = code.strip(" \r\n\t")
    if is_bank_card(text):
        return NotACode.BANK_CARD
    aim, bare = _without_aim(text)
    if bare.upper().startswith(COMMAND_PREFIX):
        return (CommandScan(bare[len(COMMAND_PREFIX) :].lower()),)
    track = _TRACK_2.search(bare)
    found = _all(track.group(1) if track else bare, aim, shop)
    return found or why_nothing(bare)


def prepare(shop: ShopProfile) -> None:
    """Load what the first scan would otherwise wait for; takes tenths of a second, on any thread."""
    for sample in ("0104006381333931", "2000000000008", "4000000000000001", "+4930123456"):
        readings(sample, shop)


def is_bank_card(text: str) -> bool:
    """True for a payment card's stripe or number (ISO/IEC 7813): it must never be shown, kept or logged.

    Its number is found in whatever a stripe reader types with a foreign keyboard layout, too.
    """
    if _BANK_TRACKS.search(text):
        return True
    if _GS1_ITEM.match(text):
        return False
    if not any(one.isdigit() for one in text):
        text = text.translate(_AZERTY_TO_DIGITS)
    runs = (*_DIGITS.findall(text), *_SPELT_DIGITS.findall(text))
    return any(_is_bank_number(re.sub(r"\D", "", run)) for run in runs)


def why_nothing(text: str) -> NotACode:
    """Tell a mistyped number from a scanner with the wrong keyboard layout from a code nobody knows."""
    if text.startswith(_TURKISH_TELLTALES) or (len(text) >= 6 and set(text) <= _AZERTY_DIGITS):
        return NotACode.KEYBOARD_LAYOUT
    if text.isascii() and text.isdigit() and len(text) in LENGTHS:
        return NotACode.CHECK_DIGIT
    return NotACode.UNKNOWN


def may_be_phone(text: str, region: str) -> bool:
    """True unless bare digits are as long as a trade item number: those are a misread code, not somebody's phone."""
    if not (text.isascii() and text.isdigit()) or text.startswith("0") or len(text) not in LENGTHS:
        return True
    return len(text) == 12 and text.startswith(country_code(region))


def _all(text: str, aim: str, shop: ShopProfile) -> tuple[Reading, ...]:
    found: list[Reading] = []
    if any(pattern.fullmatch(text) for pattern in _patterns(shop.card_patterns)):
        found.append(CardScan(text))
    gtins = gtins14(text)
    found.extend(ProductScan(gtin) for gtin in gtins)
    measured = read_measured(text, shop.measured_codes)
    if measured is not None:
        found.append(MeasuredScan(measured))
    if not gtins and measured is None and (aim in _GS1_AIM or len(text) > 14):
        item = read_element_strings(text, shop.currency.digits)
        if item is not None:
            found.append(ProductScan(item.gtin14, item.weight_milli, item.price_minor))
    if (
        not found
        and may_be_phone(text, shop.region)
        and (phone := phone_or_none(text, shop.region)) is not None
    ):
        found.append(PhoneScan(phone.e164))
    if text and len(text) <= 20 and " " not in text and text.isprintable():
        found.append(NumberScan(text))
    return tuple(found)


def _is_bank_number(digits: str) -> bool:
    from stdnum import luhn  # slow to import: `prepare` does it before anybody waits

    if len(digits) == _DINERS_LENGTH:
        return digits.startswith(_DINERS) and luhn.is_valid(digits) and not gtins14(digits)
    return digits[0] in "3456" and luhn.is_valid(digits)


def _without_aim(text: str) -> tuple[str, str]:
    found = _AIM.match(text)
    return (found.group(), text[found.end() :]) if found else ("", text)


@lru_cache(maxsize=8)
def _patterns(patterns: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern) for pattern in patterns)
