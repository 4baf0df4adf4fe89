"""A scanner's burst is told from typing by timestamps alone."""

from __future__ import annotations

from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.ui.scan_burst import Burst, ScanRules, Stroke, find_scan, is_machine, may_become_scan

GTIN = "4006381333931"


def strokes(text: str, gaps: list[int], start: int = 1_000_000) -> list[Stroke]:
    """One stroke a character; `gaps` before each but the first."""
    return [Stroke(at, one) for at, one in zip(accumulate([start, *gaps]), text, strict=True)]


def even(text: str, gap: int, start: int = 1_000_000) -> list[Stroke]:
    """All gaps alike."""
    return strokes(text, [gap] * (len(text) - 1), start) if text else []


@pytest.mark.parametrize(
    ("typed", "gap", "rules", "code"),
    [
        (GTIN, 5, ScanRules(), GTIN),
        (GTIN, 60, ScanRules(), GTIN),
        (GTIN, 100, ScanRules(), GTIN),
        (GTIN, 101, ScanRules(), None),
        ("ABCi-xyz.12/3", 20, ScanRules(), "ABCi-xyz.12/3"),
        ("milk", 70, ScanRules(), None),
        ("milk", 20, ScanRules(), "milk"),
        ("mil", 5, ScanRules(), None),
        ("~4711", 5, ScanRules(prefix="~"), "4711"),
        ("3*~4711", 5, ScanRules(prefix="~"), "4711"),
        ("47110815", 5, ScanRules(prefix="~"), None),
        ("]Q1https://x.y", 80, ScanRules(), "]Q1https://x.y"),
        (GTIN, 150, ScanRules(max_gap_ms=200, max_total_ms=3000), GTIN),
        ("ABCDEFGH" * 20, 15, ScanRules(), "ABCDEFGH" * 20),
        (GTIN, 30, ScanRules(max_gap_ms=20), None),
    ],
)
def test_even_bursts(typed: str, gap: int, rules: ScanRules, code: str | None) -> None:
    burst = even(typed, gap)
    found = find_scan(burst, burst[-1].at_ms + gap, rules)
    assert (found.code if found else None) == code


def test_typed_quantity_before_a_scan_stays() -> None:
    typed = [*even("3*", 180), *even(GTIN, 8, start=1_002_000)]
    assert find_scan(typed, typed[-1].at_ms + 8, ScanRules()) == Burst(GTIN, 2)


def test_one_hole_is_overlooked_when_the_check_digit_agrees() -> None:
    holed = strokes(GTIN, [8, 8, 8, 8, 123, 8, 8, 8, 8, 8, 8, 8])
    assert find_scan(holed, holed[-1].at_ms + 8, ScanRules()) == Burst(GTIN, 0)
    wrong = strokes(GTIN[:-1] + "0", [8, 8, 8, 8, 123, 8, 8, 8, 8, 8, 8, 8])
    found = find_scan(wrong, wrong[-1].at_ms + 8, ScanRules())
    assert found is None or found.code != GTIN[:-1] + "0"


def test_two_holes_are_too_many() -> None:
    holed = strokes(GTIN, [8, 8, 123, 8, 8, 123, 8, 8, 123, 8, 8, 8])
    found = find_scan(holed, holed[-1].at_ms + 8, ScanRules())
    assert found is None or found.code != GTIN


def test_a_hole_before_enter() -> None:
    burst = even(GTIN, 8)
    assert find_scan(burst, burst[-1].at_ms + 160, ScanRules()) == Burst(GTIN, 0)


@pytest.mark.parametrize(
    ("code", "rules", "is_scan"),
    [
        (GTIN, ScanRules(), True),
        ("ABCDEFG", ScanRules(), False),
        ("ABCDEFG", ScanRules(has_suffix=False), True),
        ("~ABCDEFG", ScanRules(prefix="~"), True),
        ("ABC", ScanRules(has_suffix=False), False),
    ],
)
def test_keys_that_just_stop(code: str, rules: ScanRules, is_scan: bool) -> None:
    assert (find_scan(even(code, 10), None, rules) is not None) == is_scan


@given(
    st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=30),
    st.data(),
)
def test_a_person_is_no_scanner(text: str, data: st.DataObject) -> None:
    gaps = data.draw(st.lists(st.integers(60, 400), min_size=len(text), max_size=len(text)))
    typed = strokes(text, gaps[:-1])
    assert find_scan(typed, typed[-1].at_ms + gaps[-1], ScanRules()) is None


@given(st.text("ABCDEF0123456789-/.", min_size=4, max_size=60), st.data())
def test_a_scanner_is_always_found(code: str, data: st.DataObject) -> None:
    gaps = data.draw(st.lists(st.integers(0, 50), min_size=len(code), max_size=len(code)))
    before = data.draw(st.text("123*", max_size=3))
    start = 5_000_000
    typed = [*even(before, 150, start - 10_000), *strokes(code, gaps[:-1], start)]
    assert find_scan(typed, typed[-1].at_ms + gaps[-1], ScanRules()) == Burst(code, len(before))


@given(st.lists(st.integers(0, 300), min_size=4, max_size=20), st.integers(0, 2**40))
def test_only_gaps_count(gaps: list[int], shift: int) -> None:
    code = "1234567890ABCDEFGHIJK"[: len(gaps)]
    early, late = strokes(code, gaps[:-1]), strokes(code, gaps[:-1], start=1_000_000 + shift)
    assert find_scan(early, early[-1].at_ms + gaps[-1], ScanRules()) == find_scan(
        late, late[-1].at_ms + gaps[-1], ScanRules()
    )


def test_clock_running_back_is_a_gap() -> None:
    typed = [Stroke(9_000, "9"), *even("ABCDE", 5, start=100)]
    assert find_scan(typed, 125, ScanRules()) == Burst("ABCDE", 1)


def test_held_keys_are_let_go_when_they_are_a_persons() -> None:
    assert may_become_scan(even("12", 400), ScanRules())
    assert not may_become_scan(even("1234", 90), ScanRules())
    assert may_become_scan(even("1234", 20), ScanRules())
    assert may_become_scan(strokes("12345", [10, 10, 130, 10]), ScanRules())


def test_what_no_person_types() -> None:
    assert is_machine(even("12345", 20), ScanRules())
    assert not is_machine(even("12345", 60), ScanRules())
    assert not is_machine(even("123", 5), ScanRules())
    assert not is_machine([], ScanRules())


@pytest.mark.parametrize(("code", "whole"), [("POS-CANCEL", True), ("M10000011", True), ("X10000011", False)])
def test_a_hole_in_a_command_or_a_card_is_overlooked(code: str, whole: bool) -> None:
    times = [number * 6 + (200 if number > 3 else 0) for number in range(len(code))]
    strokes = [Stroke(at_ms, text) for at_ms, text in zip(times, code, strict=True)]
    found = find_scan(strokes, times[-1] + 6, ScanRules(cards=(r"M\d{8}",)))
    assert found is not None
    assert (found.code == code) is whole
