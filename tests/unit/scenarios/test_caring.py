"""What is done for a member without a sale."""

from __future__ import annotations

from collections.abc import Callable

from pos_app.scenarios.answer import Answer

Playing = Callable[[str], list[Answer]]
BORA = '[[member]]\nid = "bora"\npoints = 30\n'


def test_merging_and_taking_it_back(played: Playing) -> None:
    merge = '[[step]]\nname = "m"\ndo = "merge"\nmember = "ayse"\nfrom = "bora"\n'
    told = played(BORA + merge + '[[step]]\ndo = "unmerge"\nmember = "ayse"\nof = "m"\n')
    assert [answer["balance"] for answer in told] == [180, 150]
    assert told[1]["members"]["bora"]["balance"] == 30


def test_an_adjustment_that_was_agreed(played: Playing) -> None:
    (answer,) = played('[[step]]\ndo = "adjustment"\npoints = -200\nreason = "x"\nby_manager = true\n')
    assert (answer["balance"], answer["debt"]) == (-50, 50)


def test_what_the_program_does_not_have(played: Playing) -> None:
    told = played(
        '[[step]]\ndo = "activity"\nactivity = "x"\n[[step]]\ndo = "entitlement"\nentitlement = "x"\n'
    )
    assert [answer["done"] for answer in told] == [False, False]
    assert all(answer["refusals"][0]["sentence"] for answer in told)


def test_a_card_shown_late_once(played: Playing) -> None:
    attach = '[[step]]\ndo = "attach"\nof = "a"\n'
    told = played('[[step]]\nname = "a"\nmember = "nobody"\nlines = ["pan"]\n' + attach + attach)
    assert [answer["balance"] for answer in told] == [150, 170, 170]
    assert [each["code"] for each in told[2]["refusals"]] == ["claim.used"]
