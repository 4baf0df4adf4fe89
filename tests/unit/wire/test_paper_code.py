"""Codes on paper."""

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.wire.paper_code import (
    LETTERS,
    Paper,
    PaperKind,
    is_paper,
    paper_code,
    payload_of,
    read_paper,
    rule_mark,
)

SECONDS = st.integers(0, 2**32 - 1)
PAPERS = st.builds(
    Paper,
    kind=st.sampled_from(PaperKind),
    subject=st.uuids(),
    starts_at_ms=SECONDS.map(lambda each: each * 1000),
    ends_at_ms=SECONDS.map(lambda each: each * 1000 + 999),
    rule=SECONDS,
    points=st.just(0),
)


@given(PAPERS, st.binary(min_size=10, max_size=32))
def test_what_is_printed_can_be_read_again(paper: Paper, signature: bytes) -> None:
    payload = payload_of(paper)
    assert read_paper(paper_code(payload, signature)) == (paper, payload, signature)


@given(st.integers(0, 2**63 - 1))
def test_a_claim_says_its_points(points: int) -> None:
    paper = Paper(PaperKind.CLAIM, UUID(int=5), 0, 999, points=points)
    assert read_paper(paper_code(payload_of(paper), b"0123456789"))[0].points == points


def test_no_letter_that_keyboard_layouts_exchange() -> None:
    """QWERTZ exchanges Y with Z; I and O are read as 1 and 0."""
    assert len(set(LETTERS)) == 32
    assert not set(LETTERS) & set("YZIO")


def test_a_scanner_with_caps_lock_is_understood() -> None:
    paper = Paper(PaperKind.COUPON, UUID(int=5), 0, 999, rule=rule_mark("next"))
    code = paper_code(payload_of(paper), b"0123456789")
    assert is_paper(code.lower())
    assert read_paper(code.lower() + "\r")[0] == paper


def test_a_code_that_was_typed_in_groups_is_understood() -> None:
    code = paper_code(payload_of(Paper(PaperKind.COUPON, UUID(int=5), 0, 999)), b"0123456789")
    groups = " ".join(code[at : at + 5] for at in range(0, len(code), 5))
    assert is_paper(groups)
    assert read_paper(groups) == read_paper(code)


@pytest.mark.parametrize(
    "damage",
    [lambda code: code[:-1], lambda code: code[:20], lambda code: code + "!", lambda code: "PC1" + "X" * 300],
)
def test_a_damaged_code_is_no_code(damage: object) -> None:
    code = paper_code(payload_of(Paper(PaperKind.COUPON, UUID(int=5), 0, 999)), b"0123456789")
    with pytest.raises(ValueError, match=r"the code|PaperKind"):
        read_paper(damage(code))  # type: ignore[operator]  # a function of the table


def test_other_codes_are_left_alone() -> None:
    assert not any(is_paper(text) for text in ("", "PC1", "4006381333931", "POS-CASH", "PC100"))
