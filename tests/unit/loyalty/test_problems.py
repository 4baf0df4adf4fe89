"""Paths as people write them."""

from __future__ import annotations

import pytest

from pos_app.loyalty.problems import finding, key_text


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ((), ""),
        (("program", "id"), "program.id"),
        (("reward", 1, "amount"), "reward[2].amount"),
        (("earn", 0), "earn[1]"),
        (("a", "b", 2, "c", 0), "a.b[3].c[1]"),
    ],
)
def test_key_text(path: tuple[str | int, ...], text: str) -> None:
    assert key_text(path) == text


def test_a_finding_names_its_key() -> None:
    assert finding(("earn", 0), "program.no_kind").message.params == {"key": "earn"}
    assert finding((), "program.no_rules", most=5).message.params == {"key": "", "most": 5}
