"""Sentences for eyes: codes become text of the reader's language.

The catalogues are TOML files, one a language, keyed by the codes that travel. gettext would key them by English
sentences, need a compiling step, and ask whoever corrects a sentence in a shop for tools; figures within a sentence
still come from CLDR through Babel, like the form of a word that a number asks for (`{n} {n|line|lines}`). Reading
one file takes a few milliseconds; Babel is imported with the first figure.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

from pos_app.kernel.errors import Refused, Unavailable
from pos_app.kernel.limits import SENTENCE_LENGTH_MAX, TRANSLATION_BYTES_MAX
from pos_app.kernel.messages import Parameter
from pos_app.kernel.notation import Figures, figures_of
from pos_app.kernel.printable import printable
from pos_app.kernel.quantity import Unit
from pos_app.loyalty.point_display import shown_decimals, shown_points
from pos_app.loyalty.settings import PointsDisplay
from pos_app.retail.shop import ShopProfile
from pos_app.runtime.paths import resource_path
from pos_app.runtime.plurals import with_forms

FALLBACK = "en"


class Translator:
    """Implements `kernel.messages.Translate`: `sentences` of one language, figures as the shop's country writes them.

    Figures follow the shop's locale whatever the language, so that the screen says what the receipt says.
    """

    def __init__(
        self,
        language: str,
        sentences: Mapping[str, str],
        shop: ShopProfile,
        points_decimals: int = 0,
        points_display: PointsDisplay = PointsDisplay.EXACT,
    ) -> None:
        self.language = language
        self._sentences = sentences
        self._shop = shop
        self._points_decimals = points_decimals
        self._points_display = points_display

    def __call__(self, code: str, /, **params: Parameter) -> str:
        """Return the sentence; an unknown code comes back as itself with its parameters, nothing is ever hidden."""
        sentence = self._sentences.get(code)
        if sentence is None:
            shown = ", ".join(f"{name} = {self._shown(name, value)}" for name, value in params.items())
            return f"{code} ({shown})" if shown else code
        if "|" in sentence:
            sentence = with_forms(sentence, self.language, lambda name: self._number(name, params.get(name)))
        if not params:
            return sentence.format_map(_NOTHING) if "{" in sentence else sentence
        written = {name: self._shown(name, value) for name, value in params.items()}
        return sentence.format_map(_Written(written))[:SENTENCE_LENGTH_MAX]

    @property
    def _figures(self) -> Figures:
        return figures_of(self._shop.locale, self._shop.zone, self._shop.currency.digits)

    @property
    def _points_figures(self) -> Figures:
        decimals = shown_decimals(self._points_decimals, self._points_display)
        return figures_of(self._shop.locale, self._shop.zone, decimals)

    def _number(self, name: str, value: Parameter | None) -> Decimal | None:
        if not isinstance(value, int):
            return None
        if not name.endswith("_points"):
            return Decimal(value)
        shown = shown_points(value, self._points_decimals, self._points_display)
        return Decimal(shown).scaleb(-shown_decimals(self._points_decimals, self._points_display))

    def _shown(self, name: str, value: Parameter) -> str:
        if isinstance(value, str):
            return printable(value)
        if name.endswith("_minor"):
            return self._figures.money(value)
        if name.endswith("_points"):
            shown = shown_points(value, self._points_decimals, self._points_display)
            return self._points_figures.money(shown)
        if name.endswith("_milli"):
            return self._figures.quantity(value, Unit.PIECE)
        if name.endswith("_ms"):
            return self._figures.day(value)
        return str(value)


class _Written(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return f"{{{name}}}"


_NOTHING = _Written()


def load_translator(
    language: str,
    shop: ShopProfile,
    points_decimals: int = 0,
    folder: Path | None = None,
    points_display: PointsDisplay = PointsDisplay.EXACT,
) -> Translator:
    """Return the translator of `language` with the figures of `shop`, points as the program shows them.

    Raises Refused `texts.unknown_language`, `texts.damaged`, Unavailable `texts.unreadable`.
    """
    home = resource_path("translations") if folder is None else folder
    return Translator(language, read_sentences(home, language), shop, points_decimals, points_display)


def known_languages(folder: Path) -> tuple[str, ...]:
    """Return the languages of all catalogues in `folder`, sorted."""
    return tuple(sorted(path.stem for path in folder.glob("*.toml")))


def read_sentences(folder: Path, language: str) -> dict[str, str]:
    """Return code -> sentence of one language; raises as `load_translator`."""
    if language not in known_languages(folder):
        known = ", ".join(known_languages(folder))
        raise Refused("texts.unknown_language", language=language, known=known)
    path = folder / f"{language}.toml"
    try:
        data = path.read_bytes()[: TRANSLATION_BYTES_MAX + 1]
    except OSError as error:
        raise Unavailable("texts.unreadable", file=path.name, detail=error.strerror or "") from error
    try:
        if len(data) > TRANSLATION_BYTES_MAX:
            raise ValueError(f"> {TRANSLATION_BYTES_MAX} bytes")
        sentences = tomllib.loads(data.decode("utf-8"))
    except ValueError as error:
        raise Refused("texts.damaged", file=path.name, detail=str(error)) from error
    wrong = [code for code, sentence in sentences.items() if not isinstance(sentence, str)]
    if wrong:
        raise Refused("texts.damaged", file=path.name, detail=wrong[0])
    return sentences
