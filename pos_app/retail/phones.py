"""Phone numbers in any usual spelling."""

from __future__ import annotations

import re

import msgspec

from pos_app.kernel.errors import Refused
from pos_app.kernel.limits import PHONE_LENGTH_MAX

_SPELLING = re.compile(r"[+(]?\d[\d ()/.\-]*")
"""Digits with what people put between them; anything else is a card or a name that happens to hold digits."""


class Phone(msgspec.Struct, frozen=True):
    """A phone number: `e164` as it is stored, `national` as people of the region write it, `region` its country."""

    e164: str
    national: str
    region: str


def read_phone(text: str, region: str) -> Phone:
    """Return the number that `text` spells; a number of another country needs + or 00 in front.

    Raises Refused `phone.not_a_number`, or `phone.impossible` when no such number can exist there.
    """
    if len(text) > PHONE_LENGTH_MAX or not _SPELLING.fullmatch(text.strip()):
        raise Refused("phone.not_a_number")
    import phonenumbers  # slow to import: `retail.codes.prepare` does it before anybody waits

    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException as wrong:
        raise Refused("phone.not_a_number") from wrong
    if not phonenumbers.is_valid_number(number):
        raise Refused("phone.impossible", text=text.strip())
    return Phone(
        phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164),
        phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL),
        phonenumbers.region_code_for_number(number) or region,
    )


def phone_or_none(text: str, region: str) -> Phone | None:
    """Return the number that `text` spells, or None: for looking at what may be something else."""
    try:
        return read_phone(text, region)
    except Refused:
        return None


def country_code(region: str) -> str:
    """Return the digits that international numbers of a country begin with, such as 49 for DE."""
    import phonenumbers  # slow to import, as above

    return str(phonenumbers.country_code_for_region(region))


def masked_phone(e164: str) -> str:
    """Return the number with all but its country's beginning and the last two digits hidden."""
    return f"{e164[:3]} ... {e164[-2:]}"
