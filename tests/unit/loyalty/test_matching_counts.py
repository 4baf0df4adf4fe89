"""Rules touched per line: a count, because times flicker."""

from __future__ import annotations

import pytest

from pos_app.loyalty import matching
from pos_app.loyalty.matching import LineIndex, fits
from pos_app.loyalty.rules import Selector
from tests.support.loyalty import line

RULES = 2000


@pytest.mark.parametrize("rules", [50, RULES])
def test_a_line_touches_only_rules_that_name_it(monkeypatch: pytest.MonkeyPatch, rules: int) -> None:
    selectors = [Selector(products=(f"p{number}",), except_tags=("sale",)) for number in range(rules)]
    index = LineIndex(selectors)
    touched = 0

    def counted(selector: Selector, *rest: object) -> bool:
        nonlocal touched
        touched += 1
        return fits(selector, *rest)  # type: ignore[arg-type]  # handed on as they came

    monkeypatch.setattr(matching, "fits", counted)
    assert index.fitting(line(1, "p7")) == [7]
    assert touched == 1
    assert index.fitting(line(2, "nothing")) == []
    assert touched == 1
