"""Steps are played through the real checkout."""

from __future__ import annotations

from collections.abc import Callable

from pos_app.scenarios.answer import STEP_KEYS, Answer

Playing = Callable[[str], list[Answer]]


def test_a_sale_earns_and_spends(played: Playing) -> None:
    (answer,) = played('[[step]]\nlines = ["pan"]\nrewards = ["five-off"]\n')
    assert (answer["total"], answer["earned"], answer["spent"], answer["balance"]) == ("15.00", 15, 100, 65)


def test_a_refusal_is_a_sentence_and_the_sale_goes_on(played: Playing) -> None:
    (answer,) = played('[[step]]\nlines = ["pan"]\nrewards = ["2 five-off"]\n')
    assert answer["done"]
    (refused,) = answer["refusals"]
    assert refused["code"] == "reward.points_short"
    assert "50" in refused["sentence"]


def test_everything_an_answer_says_can_be_expected(played: Playing) -> None:
    told = played('[[step]]\nname = "a"\nlines = ["pan"]\n[[step]]\ndo = "void"\nof = "a"\n')
    assert {key for answer in told for key in answer} <= set(STEP_KEYS)


def test_a_return_takes_back(played: Playing) -> None:
    _, answer = played(
        '[[step]]\nname = "a"\nlines = ["2 pan"]\n[[step]]\ndo = "return"\nof = "a"\nlines = ["pan"]\n'
    )
    assert (answer["refund"], answer["balance"]) == ("20.00", 170)


def test_the_same_scenario_always_answers_the_same(played: Playing) -> None:
    steps = '[[step]]\nlines = ["pan"]\n[[step]]\ndo = "advance"\ndays = 800\n'
    assert played(steps) == played(steps)


def test_a_step_that_needs_a_member_says_so(played: Playing) -> None:
    (answer,) = played('[[step]]\ndo = "adjustment"\nmember = "nobody"\npoints = 5\nreason = "x"\n')
    assert [each["code"] for each in answer["refusals"]] == ["scenario.whose"]
