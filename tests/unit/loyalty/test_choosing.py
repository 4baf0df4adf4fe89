"""Where one rule a line counts."""

from __future__ import annotations

from hypothesis import given
from msgspec.structs import replace

from pos_app.kernel.money import Rate
from pos_app.loyalty.choosing import one_a_line, one_a_sale
from pos_app.loyalty.compiled import compile_program
from pos_app.loyalty.quoting import quote
from pos_app.loyalty.rules import EarnKind, EarnRule
from pos_app.loyalty.settings import Stacking
from pos_app.loyalty.situation import Situation
from pos_app.loyalty.tallying import Fit
from tests.support.loyalty import BASE, basket, compiled, line, member
from tests.support.loyalty_random import SEEDS, case

UNITS = EarnRule("units", "Units", EarnKind.UNIT, Rate(4), 1000)
STAMP = replace(UNITS, rule_id="stamp", points=Rate(1), account="stamps:coffee")
SHOP = basket(line(1, "a", 300, 1000), line(2, "b", 900, 1000), line(3, "c", 400, 1000))


def chosen(newest: bool, *rules: EarnRule) -> dict[str, list[int]]:
    situation = Situation(compiled(earn=rules), member(), SHOP)
    fits = [Fit(rule, [0, 1, 2], situation.amounts) for rule in rules]
    return {fit.rule.rule_id: fit.places for fit in one_a_line(situation, fits, [], newest)}


def test_the_one_that_gives_most_on_the_line() -> None:
    """3.00, 9.00, 4.00 at a point each against four points a piece: the tie goes to the earlier rule."""
    assert chosen(False, BASE, UNITS) == {"base": [1, 2], "units": [0]}
    assert chosen(False, UNITS, BASE) == {"units": [0, 2], "base": [1]}


def test_the_last_one_in_the_file() -> None:
    assert chosen(True, BASE, UNITS) == {"units": [0, 1, 2]}


def test_stamps_do_not_compete_with_points() -> None:
    assert chosen(False, BASE, STAMP) == {"base": [0, 1, 2], "stamp": [0, 1, 2]}


def test_one_bonus_a_sale() -> None:
    small, large = (EarnRule(f"s{n}", "S", EarnKind.SALE, Rate(n)) for n in (2, 5))
    stamps = EarnRule("c", "C", EarnKind.SALE, Rate(1), account="stamps:coffee")
    assert one_a_sale([small, large, stamps], newest=False) == [large, stamps]
    assert one_a_sale([large, small, stamps], newest=True) == [small, stamps]


@given(SEEDS)
def test_choosing_never_gives_more_than_all(seed: int) -> None:
    """One rule a line with one multiplier gives at most what all of them give together."""
    for number in range(5):
        program, who, what = case(seed + number)
        answers = []
        for stacking in (Stacking.BEST, Stacking.NEWEST, Stacking.ALL):
            earning = replace(program.earning, stacking=stacking)
            parts = replace(program, earning=earning, limits=type(program.limits)())
            answers.append(quote(compile_program(parts), who, replace(what, chosen=()), offers=False))
        best, newest, every = (sum(item.points for item in answer.stamps) for answer in answers)
        assert max(best, newest) <= every or program.earning.rounding.value in ("ceil", "half_up")
