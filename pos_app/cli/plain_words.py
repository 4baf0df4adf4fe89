"""The texts in which a program file is explained, before any shop is open."""

from __future__ import annotations

from msgspec.structs import replace

from pos_app.cli.telling import terminal_language
from pos_app.kernel.money import Currency
from pos_app.loyalty.program import Program
from pos_app.runtime.texts import Translator, load_translator
from pos_app.scenarios.samples import example_shop

_LOCALES = {"de": "de_DE", "tr": "tr_TR"}


def words_for(program: Program, language: str = "") -> Translator:
    """Return the texts of a language (empty: the terminal's) with figures as its country writes them.

    Raises Refused `texts.unknown_language`.
    """
    wanted = language or terminal_language()
    shop = replace(
        example_shop(program),
        currency=Currency("XXX", program.money_digits),
        locale=_LOCALES.get(wanted, "en_GB"),
    )
    return load_translator(wanted, shop, program.decimals)
