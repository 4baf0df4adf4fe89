"""Every part of a program is told, in every language."""

from __future__ import annotations

import pytest

from pos_app.cli.plain_words import words_for
from pos_app.scenarios.explaining import explain, lines_of
from tests.unit.scenarios.programs import program


@pytest.mark.parametrize("language", ["en", "de", "tr"])
def test_everything_has_its_words(language: str) -> None:
    found = program()
    text = "\n".join(lines_of(explain(found, words_for(found, language), every_setting=True)))
    assert "plain." not in text
    assert "{" not in text


def test_every_rule_is_told_once() -> None:
    found = program()
    keys = [rule.key for section in explain(found, words_for(found, "en")) for rule in section.rules]
    assert len(keys) == len(set(keys))
    counted = sum(
        len(part)
        for part in (
            found.earn,
            found.exclusions,
            found.promotions,
            found.rewards,
            found.prices,
            found.access,
            found.cards,
            found.coupons,
            found.activities,
            found.tiers,
            found.plans,
            found.entitlements,
            found.charities,
        )
    )
    assert len([key for key in keys if not key.startswith("setting:")]) == counted


def test_kinds_that_are_not_there_are_left_out() -> None:
    small = program(
        '[program]\nid="a"\nname="A"\nversion=1\n[[earn]]\nid="b"\nname="B"\npoints=1\nper_sale=true\n'
    )
    titles = [section.title for section in explain(small, words_for(small, "en"))]
    assert titles == ["How points come", "How it is counted"]
