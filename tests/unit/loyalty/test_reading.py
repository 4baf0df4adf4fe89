"""A program file read whole."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.kernel.limits import PROGRAM_BYTES_MAX
from pos_app.kernel.money import Currency, Rate, Rounding
from pos_app.loyalty.problems import ProgramProblem
from pos_app.loyalty.program import Program
from pos_app.loyalty.reading import read_program
from pos_app.loyalty.settings import (
    Discounting,
    EarnBase,
    Earning,
    Expiry,
    ExpiryKind,
    Multiplying,
    Nudging,
    PointsRounding,
    Redemption,
    RoundPer,
    Stacking,
)

EUR, JPY = Currency("EUR"), Currency("JPY", 0)
PROGRAMS = Path(__file__).parents[3] / "resources" / "programs"
HEAD = '[program]\nid = "p"\nname = "P"\nversion = 1\n'
BASE = '[[earn]]\nid = "base"\nname = "Base"\npoints = 1\nper_spend = "1.00"\n'


def read(text: str, currency: Currency = EUR) -> Program:
    program = read_program(text, currency)
    assert isinstance(program, Program), program
    return program


def problems(text: str | bytes) -> tuple[ProgramProblem, ...]:
    found = read_program(text, EUR)
    assert not isinstance(found, Program)
    return found


def codes(text: str | bytes) -> list[str]:
    return [each.message.code.removeprefix("program.") for each in problems(text)]


@pytest.mark.parametrize("path", sorted(PROGRAMS.glob("*.toml")), ids=lambda path: path.stem)
def test_the_programs_that_ship_are_sound(path: Path) -> None:
    program = read(path.read_text(encoding="utf-8"))
    assert any((program.earn, program.prices, program.promotions, program.coupons))


def test_no_two_programs_that_ship_have_one_id() -> None:
    """Points belong to the id: a shop that tries two examples must not mix them."""
    ids = [read(path.read_text(encoding="utf-8")).program_id for path in PROGRAMS.glob("*.toml")]
    assert len(ids) == len(set(ids)) > 1


def test_what_is_not_said_is_as_documented() -> None:
    program = read(HEAD + BASE)
    assert program.earning == Earning(
        EarnBase.AS_PRICED,
        True,
        True,
        False,
        PointsRounding.FLOOR,
        RoundPer.SALE,
        Stacking.BEST_MULTIPLIER,
        Multiplying.ADD,
    )
    assert program.discount == Discounting(Rounding.HALF_UP, compound=True)
    assert program.redemption == Redemption(1, 0, None, None, cover_last_cents=True)
    assert program.expiry == Expiry(ExpiryKind.INACTIVITY, 24, 0)
    assert program.nudges == Nudging(5, 30)
    assert (program.points_name, program.decimals) == ("points", 0)


def test_every_setting_is_read() -> None:
    text = """
[points]
name = "stars"
decimals = 2
[earning]
base = "net"
after_rewards = false
after_stored_value = true
rounding = "keep"
round_per = "line"
stacking = "all"
multipliers = "compound"
[discount]
rounding = "down"
compound = false
[redemption]
step = 5
floor = 100
cap_percent = 50
cap_amount = "20.00"
cover_last_cents = false
[expiry]
kind = "after"
days = 90
[nudges]
least_points = 2
expiry_days = 7
"""
    program = read(HEAD + text + BASE)
    assert (program.points_name, program.decimals) == ("stars", 2)
    assert program.earning == Earning(
        EarnBase.NET,
        True,
        False,
        True,
        PointsRounding.KEEP,
        RoundPer.LINE,
        Stacking.ALL,
        Multiplying.COMPOUND,
    )
    assert program.discount == Discounting(Rounding.DOWN, compound=False)
    assert program.redemption == Redemption(500, 10000, Rate(1, 2), 2000, cover_last_cents=False)
    assert program.expiry == Expiry(ExpiryKind.AFTER, 0, 90)
    assert program.nudges == Nudging(200, 7)


def test_money_is_that_of_the_shop() -> None:
    yen = HEAD + BASE.replace("1.00", "100")
    assert read(yen, JPY).earn[0].step == 100
    assert read(yen).earn[0].step == 10000


@pytest.mark.parametrize(
    ("text", "line", "column", "key", "code"),
    [
        ("[earning]\nroundng = 'floor'", 5 + 1, 1, "earning.roundng", "unknown_key_near"),
        ("[earning]\n  base = 'brut'", 6, 3, "earning.base", "one_of"),
        (
            "[earning]\nbase='gross'\nafter_promotions=false",
            7,
            1,
            "earning.after_promotions",
            "net_before_promotions",
        ),
        ("[earning]\nbase = 'brutto'", 6, 1, "earning.base", "one_of"),
        ("[earning]\ncarry_remainder = 'yes'", 6, 1, "earning.carry_remainder", "wrong_flag"),
        ("[returns]\nshortfall = 'forgive'", 6, 1, "returns.shortfall", "one_of"),
        ("[tax]\n", 5, 1, "tax", "not_yet"),
        ("[zebra]\n", 5, 1, "zebra", "unknown_key"),
        ("earning = 5", 5, 1, "program.earning", "unknown_key"),
        ("[points]\ndecimals = 1", 6, 1, "points.decimals", "decimals"),
        ("[points]\ndecimals = 3", 6, 1, "points.decimals", "out_of_range"),
        ("[points]\nname = ''", 6, 1, "points.name", "empty_text"),
        ("[discount]\nrounding = 'up'", 6, 1, "discount.rounding", "one_of"),
        ("[discount]\ncompound = 1", 6, 1, "discount.compound", "wrong_flag"),
        ("[redemption]\ncap_percent = 120", 6, 1, "redemption.cap_percent", "out_of_range"),
        ("[redemption]\nstep = 0.5", 6, 1, "redemption.step", "out_of_range"),
        ("[expiry]\nkind = 'after'", 6, 1, "expiry.kind", "after_what"),
        ("[expiry]\ndays = 5", 6, 1, "expiry.days", "days_only_after"),
        ("[expiry]\nkind = 'after'\ndays = 5\nmonths = 5", 7, 1, "expiry.days", "days_or_months"),
        ("[expiry]\nkind = 'never'\nmonths = 5", 7, 1, "expiry.months", "never_has_no_months"),
        ("[expiry]\nmonths = 0", 6, 1, "expiry.months", "out_of_range"),
        ("[expiry]\nmonths = true", 6, 1, "expiry.months", "wrong_whole"),
        ("[earning]\nrounding = 'keep'", 6, 1, "earning.rounding", "keep_needs_decimals"),
        (
            "[earning]\nbase='net'\nafter_promotions=false",
            7,
            1,
            "earning.after_promotions",
            "net_before_promotions",
        ),
    ],
)
def test_a_setting_that_is_wrong(text: str, line: int, column: int, key: str, code: str) -> None:
    (problem,) = problems(HEAD + text + "\n" + BASE)
    assert (problem.line, problem.column, problem.key) == (line, column, key)
    assert problem.message.code == f"program.{code}"


def test_all_errors_come_at_once_in_order_of_their_lines() -> None:
    text = (
        HEAD.replace("1\n", "'x'\n")
        + "[earning]\nbase = 1\nfoo = 2\n"
        + BASE.replace("points = 1", "points = '0,5'")
    )
    assert codes(text) == ["wrong_whole", "one_of", "unknown_key", "comma"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x = 0,05", [(1, "comma_number")]),
        ("a = [1,5]\nb = 0,5", [(2, "comma_number")]),
        ('a = "b', [(1, "syntax")]),
        ("a = 1\na = 2", [(2, "key_twice")]),
        ("= 5", [(1, "syntax")]),
        ("a = 1\n[b\nc = 2\n", [(2, "syntax")]),
        ("n = " + "9" * 5000, [(1, "number_long")]),
        ("a = 2026-02-30", [(1, "no_such_date")]),
        ("a = " + "[" * 3000, [(1, "too_deep")]),
    ],
)
def test_text_that_is_not_toml(text: str, expected: list[tuple[int, str]]) -> None:
    found = [(each.line, each.message.code.removeprefix("program.")) for each in problems(text)]
    assert found[: len(expected)] == expected


def test_several_broken_lines_are_all_found() -> None:
    found = problems(HEAD + "a = 0,05\nb = 1\nc = 'x\nd = 2\n")
    assert [each.line for each in found] == [5, 7]


def test_bytes_that_are_no_text() -> None:
    assert codes(b"\xff\xfe\x00") == ["not_text"]
    assert codes("a = '\ud800'") == ["not_text"]


def test_a_byte_order_mark_or_windows_line_ends_are_fine() -> None:
    data = "\ufeff" + (HEAD + BASE).replace("\n", "\r\n")
    assert isinstance(read_program(data.encode(), EUR), Program)


def test_a_file_that_is_too_large_is_refused_at_once() -> None:
    assert codes(b"#" * (PROGRAM_BYTES_MAX + 1)) == ["too_large"]


def test_an_empty_file_says_what_is_missing() -> None:
    assert codes("") == ["missing", "missing", "missing"]
    assert codes(HEAD) == ["no_rules"]


def test_ten_thousand_rules_are_read_one_more_is_not() -> None:
    rules = "".join(f'[[earn]]\nid="e{n}"\nname="E"\npoints=1\nper_sale=true\n' for n in range(10_000))
    assert len(read(HEAD + rules).earn) == 10_000
    assert codes(HEAD + rules + BASE) == ["too_many", "no_rules"] or codes(HEAD + rules + BASE) == [
        "too_many"
    ]


def test_text_in_any_script() -> None:
    text = HEAD.replace('"P"', '"Bäckerei Müller 会员 العربية"') + BASE.replace('"base"', '"пункты"')
    program = read(text)
    assert program.name == "Bäckerei Müller 会员 العربية"
    assert program.earn[0].rule_id == "пункты"


def test_columns_count_characters() -> None:
    (problem,) = problems(HEAD + BASE + 'except_tags = ["ä"]\n"ü" = { "é" = 1 }\n')
    assert (problem.line, problem.column) == (11, 1)


@given(st.text(max_size=200))
def test_no_text_makes_it_raise(text: str) -> None:
    assert isinstance(read_program(HEAD + text, EUR), Program | tuple)
    assert isinstance(read_program(text, EUR), tuple)


@given(st.binary(max_size=100))
def test_no_bytes_make_it_raise(data: bytes) -> None:
    assert isinstance(read_program(data, EUR), tuple)
