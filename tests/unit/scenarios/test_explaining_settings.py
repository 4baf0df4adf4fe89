"""Every value of every setting has its sentence."""

from __future__ import annotations

from enum import StrEnum
from typing import get_type_hints

import msgspec
import pytest

from pos_app.loyalty.program import Program
from pos_app.runtime.paths import resource_path
from pos_app.runtime.texts import read_sentences
from pos_app.scenarios.explaining_settings import SECTIONS, settings
from tests.unit.scenarios.programs import program

TOLD_WITH_ITS_KIND = {"expiry.months", "expiry.days", "tiering.months", "pending.days"}


def values() -> list[str]:
    """Code of each value that a setting can have."""
    hints = get_type_hints(Program)
    found = []
    for section in SECTIONS:
        for name, kind in get_type_hints(hints[section]).items():
            if f"{section}.{name}" in TOLD_WITH_ITS_KIND:
                continue
            if isinstance(kind, type) and issubclass(kind, StrEnum):
                words = [f"{name}.{one.value}" for one in kind]
            elif kind is bool:
                words = [f"{name}.true", f"{name}.false"]
            else:
                words = [name]
            found += [f"plain.set.{section}.{word}" for word in words]
    return found


@pytest.mark.parametrize("language", ["en", "de", "tr"])
def test_each_value_has_a_sentence(language: str) -> None:
    known = read_sentences(resource_path("translations"), language)
    allowed = {"plain.set.discount.rounding.up"}  # refused in program files
    assert [code for code in values() if code not in known and code not in allowed] == []


def test_only_what_is_not_as_usual() -> None:
    def say(code: str, /, **params: object) -> str:
        return code

    told = {each.key for each in settings(program(), say)}
    assert "setting:earning.base" in told
    assert "setting:earning.stacking" not in told
    assert "setting:expiry.kind" in told
    every = {each.key for each in settings(program(), say, every=True)}
    assert told < every
    fields = sum(len(msgspec.structs.fields(getattr(program(), section))) for section in SECTIONS)
    assert len(every) == fields - len(TOLD_WITH_ITS_KIND)
