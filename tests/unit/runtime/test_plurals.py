"""Words that follow a number."""

from __future__ import annotations

from decimal import Decimal

import pytest

from pos_app.runtime.plurals import with_forms
from pos_app.runtime.texts import Translator
from tests.support.receipts import shop

ENGLISH = "{n} {n|line|lines}"
RUSSIAN = "{n} {n|балл|балла|баллов|балла}"


@pytest.mark.parametrize(
    ("language", "sentence", "number", "shown"),
    [
        ("en", ENGLISH, 1, "{n} line"),
        ("en", ENGLISH, 0, "{n} lines"),
        ("en", ENGLISH, 2, "{n} lines"),
        ("de", "{n} {n|Punkt gilt|Punkte gelten}", 1, "{n} Punkt gilt"),
        ("tr", "{n} {n|satır|satır}", 5, "{n} satır"),
        ("ru", RUSSIAN, 1, "{n} балл"),
        ("ru", RUSSIAN, 3, "{n} балла"),
        ("ru", RUSSIAN, 11, "{n} баллов"),
        ("ru", RUSSIAN, 21, "{n} балл"),
        ("ja", "{n} {n|点}", 1, "{n} 点"),
        ("en", "{n} {n|only}", 7, "{n} only"),
        ("en", "a | b {n}", 1, "a | b {n}"),
    ],
)
def test_form(language: str, sentence: str, number: int, shown: str) -> None:
    assert with_forms(sentence, language, lambda name: Decimal(number)) == shown


def test_without_a_number_the_last_form_stands() -> None:
    assert with_forms(ENGLISH, "en", lambda name: None) == "{n} lines"


@pytest.mark.parametrize(
    ("points", "decimals", "shown"),
    [(1, 0, "1 point"), (100, 2, "1.00 point"), (150, 2, "1.50 points"), (100, 0, "100 points")],
)
def test_points_count_as_they_are_written(points: int, decimals: int, shown: str) -> None:
    sentences = {"left": "{left_points} {left_points|point|points}"}
    assert Translator("en", sentences, shop(), decimals)("left", left_points=points) == shown


def test_each_number_chooses_its_own_word() -> None:
    sentences = {"books": "{sales} {sales|sale|sales}, {facts} {facts|fact|facts}"}
    assert Translator("en", sentences, shop())("books", sales=1, facts=2) == "1 sale, 2 facts"
    assert Translator("en", sentences, shop())("books") == "{sales} sales, {facts} facts"
