"""Codes become sentences."""

from __future__ import annotations

from pathlib import Path

import pytest

from pos_app.kernel.errors import Refused
from pos_app.kernel.limits import SENTENCE_LENGTH_MAX, TRANSLATION_BYTES_MAX
from pos_app.kernel.messages import Parameter
from pos_app.loyalty.settings import PointsDisplay
from pos_app.runtime.paths import resource_path
from pos_app.runtime.texts import Translator, known_languages, load_translator
from tests.support.receipts import shop

AT_MS = 1_763_816_542_000


def translator(locale: str = "en_GB", points_decimals: int = 0) -> Translator:
    sentences = {"a.b": "{x}|{x_minor}|{x_points}|{x_ms}|{x_milli}", "plain": "Hello", "one": "{x}"}
    return Translator("en", sentences, shop(locale), points_decimals)


@pytest.mark.parametrize(
    ("locale", "decimals", "shown"),
    [
        ("en_GB", 0, "1234|12,345.67|1,240|22 Nov 2025|1.245"),
        ("de_DE", 0, "1234|12.345,67|1.240|22.11.2025|1,245"),
        ("tr_TR", 2, "1234|12.345,67|12,40|22 Kas 2025|1,245"),
    ],
)
def test_figures_are_written_as_the_shop_does(locale: str, decimals: int, shown: str) -> None:
    given = {"x": 1234, "x_minor": 1_234_567, "x_points": 1240, "x_ms": AT_MS, "x_milli": 1245}
    assert translator(locale, decimals)("a.b", **given) == shown


def test_whole_quantities_have_no_decimals() -> None:
    assert Translator("en", {"q": "{n_milli}"}, shop())("q", n_milli=3000) == "3"


@pytest.mark.parametrize(
    ("code", "params", "shown"),
    [
        ("plain", {}, "Hello"),
        ("plain", {"x": 1}, "Hello"),
        ("one", {}, "{x}"),
        ("one", {"y": 1}, "{x}"),
        ("no.such", {}, "no.such"),
        ("no.such", {"x_minor": 250, "name": "Milk"}, "no.such (x_minor = 2.50, name = Milk)"),
        ("one", {"x": "{y} {0} %s"}, "{y} {0} %s"),
        ("one", {"x": "a\x1bb\u202ec"}, "abc"),
        ("one", {"x_minor": "12"}, "{x}"),
    ],
)
def test_nothing_raises_nothing_is_hidden(code: str, params: dict[str, Parameter], shown: str) -> None:
    assert translator()(code, **params) == shown


def test_sentences_are_bounded() -> None:
    assert len(translator()("one", x="x" * 100_000)) == SENTENCE_LENGTH_MAX


def test_the_shipped_languages_load() -> None:
    assert {"en", "de", "tr"} <= set(known_languages(resource_path("translations")))
    assert load_translator("en", shop())("storage.in_use").startswith("Another program")


@pytest.mark.parametrize("language", ["xx", "", "../en", "en.toml"])
def test_an_unknown_language_is_refused(language: str) -> None:
    with pytest.raises(Refused) as refused:
        load_translator(language, shop())
    assert refused.value.code == "texts.unknown_language"
    assert "en" in str(refused.value.message.params["known"])


@pytest.mark.parametrize(
    "data", [b"\xff", b"not toml", b'[table]\na = "b"', b"a = 1", b"#" * (TRANSLATION_BYTES_MAX + 1)]
)
def test_a_damaged_file_is_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "en.toml").write_bytes(data)
    with pytest.raises(Refused) as refused:
        load_translator("en", shop(), folder=tmp_path)
    assert refused.value.code == "texts.damaged"
    assert refused.value.message.params["file"] == "en.toml"


@pytest.mark.parametrize(
    ("display", "shown"),
    [
        (PointsDisplay.TRUNCATE, "12|point"),
        (PointsDisplay.ROUND, "13|points"),
        (PointsDisplay.EXACT, "12.90|points"),
    ],
)
def test_points_are_shown_as_the_program_says(display: PointsDisplay, shown: str) -> None:
    """12.90 points, and the word that belongs to what is shown (1.09 shown whole is one point)."""
    sentences = {"a": "{x_points}", "b": "{y_points|point|points}"}
    say = Translator("en", sentences, shop("en_GB"), 2, display)
    other = 109 if display is PointsDisplay.TRUNCATE else 160
    assert f"{say('a', x_points=1290)}|{say('b', y_points=other)}" == shown
