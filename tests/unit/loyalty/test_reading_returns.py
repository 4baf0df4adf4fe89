"""[returns] read: every key, every mistake."""

from __future__ import annotations

import pytest

from pos_app.kernel.money import Currency
from pos_app.loyalty.program import Program
from pos_app.loyalty.reading import read_program
from pos_app.loyalty.settings import OldExpiry, Returns, Shortfall, TakeBack, WithoutReceipt

RULE = '[[earn]]\nid = "base"\nname = "Base"\npoints = 1\nper_spend = "1.00"\n'
HEAD = f'[program]\nid = "p"\nname = "P"\nversion = 1\n{RULE}[returns]\n'


def read(text: str) -> Returns:
    program = read_program(HEAD + text, Currency("EUR"))
    assert isinstance(program, Program), program
    return program.returns


def test_without_a_word_it_is_the_default() -> None:
    assert read("") == Returns()


def test_every_key() -> None:
    text = """
    take_back = "per_step_floor"
    give_back_spent = false
    shortfall = "deduct_from_refund"
    old_expiry = "old_date"
    days = 14
    without_receipt = "refused"
    """
    assert read(text) == Returns(
        TakeBack.PER_STEP_FLOOR,
        False,
        Shortfall.DEDUCT_FROM_REFUND,
        OldExpiry.OLD_DATE,
        14,
        WithoutReceipt.REFUSED,
    )


@pytest.mark.parametrize("word", [*TakeBack, *Shortfall, *OldExpiry, *WithoutReceipt])
def test_every_word(word: TakeBack | Shortfall | OldExpiry | WithoutReceipt) -> None:
    key = {
        TakeBack: "take_back",
        Shortfall: "shortfall",
        OldExpiry: "old_expiry",
        WithoutReceipt: "without_receipt",
    }[type(word)]
    assert getattr(read(f'{key} = "{word}"'), key) is word


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('take_back = "half"', "program.one_of"),
        ("take_back = 3", "program.one_of"),
        ('give_back_spent = "yes"', "program.wrong_flag"),
        ('shortfall = "forget"', "program.one_of"),
        ('old_expiry = "newer"', "program.one_of"),
        ("days = -1", "program.out_of_range"),
        ("days = 1.5", "program.wrong_whole"),
        ("days = 99999999", "program.out_of_range"),
        ('without_receipt = "perhaps"', "program.one_of"),
        ("window = 3", "program.unknown_key"),
        ("dayz = 3", "program.unknown_key_near"),
    ],
)
def test_mistakes_are_told_where_they_stand(text: str, code: str) -> None:
    problems = read_program(HEAD + text, Currency("EUR"))
    assert not isinstance(problems, Program)
    (problem,) = problems
    assert problem.message.code == code
    assert problem.line == HEAD.count("\n") + 1
