"""The content hash of a program."""

from __future__ import annotations

import msgspec

from pos_app.kernel.money import Currency, Rate
from pos_app.loyalty.fingerprint import program_hash
from pos_app.loyalty.program import Program, Tier
from pos_app.loyalty.reading import read_program
from pos_app.loyalty.settings import Earning, Expiry
from tests.support.loyalty import program

TEXT = """
[program]
id = "p"
name = "P"
version = 1
[[tier]]
id = "gold"
name = "Gold"
order = 1
multiplier = 1.5
[[earn]]
id = "base"
name = "Base"
points = 1
per_spend = "1.00"
"""


def hash_of(text: str) -> str:
    found = read_program(text, Currency("EUR"))
    assert isinstance(found, Program)
    return program_hash(found)


def test_remarks_order_of_keys_spelling_of_numbers_do_not_matter() -> None:
    other = TEXT.replace("1.5", "'1.500'").replace('"1.00"', "1").replace("points = 1\n", "")
    other = "# remark\n" + other.replace('name = "Base"', 'points = 1.0\nname = "Base"')
    assert hash_of(other) == hash_of(TEXT)


def test_saying_what_is_usual_changes_nothing() -> None:
    assert hash_of(TEXT + "[earning]\nbase = 'as_priced'\n[expiry]\nmonths = 24\n") == hash_of(TEXT)


def test_every_change_of_content_matters() -> None:
    base = program()
    changed = [
        msgspec.structs.replace(base, version=2),
        msgspec.structs.replace(base, earning=Earning(after_rewards=False)),
        msgspec.structs.replace(base, expiry=Expiry(months=12)),
        msgspec.structs.replace(base, tiers=(Tier("a", "A", "A", 1),)),
        msgspec.structs.replace(base, tiers=(Tier("a", "A", "A", 1, Rate(2)),)),
        msgspec.structs.replace(base, earn=()),
        msgspec.structs.replace(base, money_digits=0),
    ]
    assert len({program_hash(each) for each in [base, *changed]}) == len(changed) + 1


def test_it_is_the_same_on_every_machine() -> None:
    assert len(program_hash(program())) == 64
    assert program_hash(program()) == program_hash(program())
