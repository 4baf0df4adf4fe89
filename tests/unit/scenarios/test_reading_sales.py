"""Sales, what is left open, what comes back, as a scenario file says it."""

from __future__ import annotations

import pytest

from pos_app.retail.tender import TenderKind
from pos_app.scenarios.reading import read_scenario
from pos_app.scenarios.scenario import (
    AnyStep,
    KeepStep,
    RecallStep,
    ReturnStep,
    SaleStep,
    Scenario,
    StepTender,
)

HEAD = 'source = "x"\n[[product]]\nnumber = "pan"\nprice = "5.00"\n[[member]]\nid = "ayse"\n'


def step(text: str) -> AnyStep:
    """The last step of a file."""
    found = read_scenario(HEAD + text, 0)
    assert isinstance(found, Scenario), found
    return found.steps[-1]


def test_where_and_how_a_sale_is_made() -> None:
    found = step('[[step]]\nlines = ["pan"]\nchannel = "web"\noffline = true\ncard_in_payment = true\n')
    assert isinstance(found, SaleStep)
    assert (found.channel, found.offline, found.card_in_payment) == ("web", True, True)


def test_a_gift_card_pays() -> None:
    found = step('[[step]]\nlines = ["pan"]\ntenders = { gift_card = "2.00", cash = "rest" }\n')
    assert isinstance(found, SaleStep)
    assert found.tenders == (StepTender(TenderKind.GIFT_CARD, 200), StepTender(TenderKind.CASH, None))


def test_a_sale_is_left_open_then_taken_up() -> None:
    text = '[[step]]\ndo = "keep"\nname = "open"\nlines = ["pan"]\n'
    assert isinstance(step(text), KeepStep)
    found = step(text + '[[step]]\ndo = "recall"\nof = "open"\ntenders = "card"\n')
    assert isinstance(found, RecallStep)
    assert (found.of, found.tenders) == ("open", (StepTender(TenderKind.CARD, None),))


def test_goods_without_a_receipt() -> None:
    found = step('[[step]]\ndo = "return"\nwithout_receipt = true\nlines = ["2 pan"]\nby_manager = true\n')
    assert isinstance(found, ReturnStep)
    assert (found.of, found.lines, found.by_manager) == ("", (("pan", 2000),), True)


@pytest.mark.parametrize("do", ["return", "void", "recall"])
def test_what_names_no_earlier_step_is_refused(do: str) -> None:
    found = read_scenario(HEAD + f'[[step]]\ndo = "{do}"\nof = "never"\n', 0)
    assert not isinstance(found, Scenario)
    assert [each.message.code for each in found] == ["program.one_of"]
