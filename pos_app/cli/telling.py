"""Tells people on a terminal what happened, in sentences."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

from pos_app.kernel.errors import PosError
from pos_app.kernel.limits import PROGRAM_ERRORS_SHOWN
from pos_app.kernel.messages import Translate
from pos_app.kernel.money import Currency
from pos_app.loyalty.problems import ProgramProblem
from pos_app.retail.shop import ShopProfile, TaxMode, TaxRounding, TaxRules
from pos_app.runtime.paths import resource_path
from pos_app.runtime.texts import FALLBACK, Translator, known_languages, load_translator

_NO_SHOP = ShopProfile(
    name="",
    address=(),
    tax_number="",
    footer=(),
    currency=Currency("XXX"),
    tax=TaxRules(TaxMode.INCLUSIVE, TaxRounding.PER_LINE, ()),
    locale="en",
    region="",
    zone="UTC",
)


def plain_translator() -> Translator:
    """Return the texts in the language of the person's terminal, for when no shop is open."""
    return load_translator(terminal_language(), _NO_SHOP)


def terminal_language() -> str:
    """Return the language of the person's terminal if there are texts in it, else English."""
    language = os.environ.get("LC_ALL") or os.environ.get("LANG") or FALLBACK
    known = known_languages(resource_path("translations"))
    return language[:2] if language[:2] in known else FALLBACK


def told(work: Callable[[], int]) -> int:
    """Run `work`; what was refused or could not be reached becomes a sentence on stderr, exit code 1."""
    try:
        return work()
    except PosError as error:
        print(explanation(error), file=sys.stderr)
        return 1


def explanation(error: Exception) -> str:
    """Return the sentence of an error, for a damaged file with all its problems below; a bug is raised again."""
    translate = plain_translator()
    problems = getattr(error, "problems", ())
    if isinstance(error, PosError) and problems:
        lines = problem_lines(problems, translate)
        return "\n".join([sentence(error, translate), *(f"  {line}" for line in lines)])
    if isinstance(error, PosError):
        return sentence(error, translate)
    raise error


def sentence(error: PosError, translate: Translate) -> str:
    """Return the sentence of an error."""
    return translate(error.message.code, **error.message.params)


def problem_lines(problems: tuple[ProgramProblem, ...], translate: Translate) -> list[str]:
    """Return one line per problem of a file, bounded, with its place."""
    lines = [_placed(one, translate) for one in problems[:PROGRAM_ERRORS_SHOWN]]
    more = len(problems) - PROGRAM_ERRORS_SHOWN
    return [*lines, translate("problem.more", count=more)] if more > 0 else lines


def _placed(one: ProgramProblem, translate: Translate) -> str:
    said = translate(one.message.code, **one.message.params)
    what = f"{one.key}: {said}" if one.key else said
    return translate("problem.at", line=one.line, column=one.column, what=what)
