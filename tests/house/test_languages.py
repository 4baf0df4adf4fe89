"""Every language says everything that English says."""

from __future__ import annotations

import string
import tomllib
import unicodedata
from collections.abc import Iterator

import pytest
from babel import Locale

from tests.house.tree import ROOT, none_of

HOME = ROOT / "resources" / "translations"
OTHERS = sorted(page.stem for page in HOME.glob("*.toml") if page.stem != "en")
ENDS = (".", "?", ":")


def sentences(language: str) -> dict[str, str]:
    """Code -> sentence of one language."""
    return tomllib.loads((HOME / f"{language}.toml").read_text(encoding="utf-8"))


def parameters(sentence: str) -> set[str]:
    """The names in braces, as in {count} or {count|line|lines}; a single brace that opens none is a ValueError."""
    fields = string.Formatter().parse(sentence)
    return {name.partition("|")[0] for _text, name, _spec, _conversion in fields if name is not None}


def counted(sentence: str) -> Iterator[tuple[str, list[str]]]:
    """The names that choose a word form, with their forms."""
    for _text, field, _spec, _conversion in string.Formatter().parse(sentence):
        name, *forms = (field or "").split("|")
        if forms:
            yield name, forms


def test_the_promised_languages_are_there() -> None:
    assert OTHERS == ["de", "tr"]


@pytest.mark.parametrize("language", OTHERS)
def test_same_codes(language: str) -> None:
    ours, theirs = set(sentences("en")), set(sentences(language))
    none_of([f"{language}.toml lacks {code}" for code in sorted(ours - theirs)])
    none_of([f"{language}.toml has {code}, which nobody says" for code in sorted(theirs - ours)])


@pytest.mark.parametrize("language", OTHERS)
def test_same_parameters(language: str) -> None:
    english, theirs = sentences("en"), sentences(language)
    none_of(
        f"{language}.toml: {code} has {sorted(parameters(theirs[code]))}"
        f" instead of {sorted(parameters(english[code]))}"
        for code in english.keys() & theirs.keys()
        if parameters(english[code]) != parameters(theirs[code])
    )


@pytest.mark.parametrize("language", ["en", *OTHERS])
def test_sentences_can_be_shown(language: str) -> None:
    none_of(
        f"{language}.toml: {code}: {sentence!r}"
        for code, sentence in sentences(language).items()
        if not sentence.strip()
        or not sentence.isprintable()
        or "  " in sentence
        or sentence != unicodedata.normalize("NFC", sentence)
    )


@pytest.mark.parametrize("language", OTHERS)
def test_whole_sentences_stay_whole(language: str) -> None:
    """What ends like a sentence in English does so everywhere; captions stay captions."""
    english, theirs = sentences("en"), sentences(language)
    none_of(
        f"{language}.toml: {code}: {theirs[code]!r} for {english[code]!r}"
        for code in english.keys() & theirs.keys()
        if english[code].endswith(ENDS) != theirs[code].endswith(ENDS)
    )


@pytest.mark.parametrize("language", ["en", *OTHERS])
def test_words_have_the_forms_of_their_language(language: str) -> None:
    """As many forms as CLDR knows for the language, all of them said."""
    forms = len({*Locale.parse(language).plural_form.tags, "other"})
    none_of(
        f"{language}.toml: {code}: {sentence!r}"
        for code, sentence in sentences(language).items()
        for _name, words in counted(sentence)
        if len(words) != forms or not all(words)
    )
