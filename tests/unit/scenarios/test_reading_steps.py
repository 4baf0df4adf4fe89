"""Steps of a scenario file."""

from __future__ import annotations

import pytest

from pos_app.kernel.money import Rate
from pos_app.retail.tender import TenderKind
from pos_app.scenarios.reading import read_scenario
from pos_app.scenarios.scenario import (
    AdvanceStep,
    AnyStep,
    SaleStep,
    Scenario,
    StepLine,
    StepReward,
    StepTender,
)

HEAD = 'source = "x"\n[[product]]\nnumber = "pan"\nprice = "5.00"\n[[member]]\nid = "ayse"\n'


def step(text: str) -> AnyStep:
    """The last step of a file."""
    found = read_scenario(HEAD + text, 0)
    assert isinstance(found, Scenario), found
    return found.steps[-1]


@pytest.mark.parametrize(
    ("written", "line"),
    [
        ('"pan"', StepLine("pan", 1000)),
        ('"2 pan"', StepLine("pan", 2000)),
        ('"0.5 pan"', StepLine("pan", 500)),
        ('{product = "pan", quantity = 3, price = "4.00"}', StepLine("pan", 3000, 400)),
        ('{product = "pan", discount_percent = 10}', StepLine("pan", 1000, None, Rate(1, 10))),
    ],
)
def test_lines(written: str, line: StepLine) -> None:
    found = step(f"[[step]]\nlines = [{written}]\n")
    assert isinstance(found, SaleStep)
    assert found.lines == (line,)


@pytest.mark.parametrize(
    ("written", "reward"),
    [
        ('"five"', StepReward("five")),
        ('"2 five"', StepReward("five", 2)),
        ('{reward = "pay", points = 40}', StepReward("pay", 1, 40)),
    ],
)
def test_rewards(written: str, reward: StepReward) -> None:
    found = step(f'[[step]]\nlines = ["pan"]\nrewards = [{written}]\n')
    assert isinstance(found, SaleStep)
    assert found.rewards == (reward,)


def test_tenders() -> None:
    found = step('[[step]]\nlines = ["pan"]\ntenders = {card = "2.00", cash = "rest"}\n')
    assert isinstance(found, SaleStep)
    assert found.tenders == (StepTender(TenderKind.CARD, 200), StepTender(TenderKind.CASH, None))
    short = step('[[step]]\nlines = ["pan"]\ntenders = "card"\n')
    assert isinstance(short, SaleStep)
    assert short.tenders == (StepTender(TenderKind.CARD, None),)


def test_the_only_member_is_meant_unless_nobody_is() -> None:
    assert step('[[step]]\nlines = ["pan"]\n').member == "ayse"
    assert step('[[step]]\nlines = ["pan"]\nmember = "nobody"\n').member == ""


def test_days_are_those_of_the_shop() -> None:
    """29 March 2026 has 23 hours in Berlin: noon is followed by noon."""
    steps = '[[step]]\ndo = "advance"\nat = "2026-03-28 12:00"\n[[step]]\ndo = "advance"\ndays = 1\n'
    text = f'[shop]\nzone = "Europe/Berlin"\n{steps}'
    found = read_scenario('source = "x"\n' + text, 0)
    assert isinstance(found, Scenario)
    first, second = found.steps
    assert isinstance(first, AdvanceStep)
    assert (second.at_ms or 0) - (first.at_ms or 0) == 23 * 3_600_000
