"""A scenario begins with its people as they are."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pos_app.kernel.errors import Refused
from pos_app.scenarios import ids
from pos_app.scenarios.play import Play

HEAD = """
[[member]]
id = "bora"
tier = "gold"
stamps = { coffee = 3 }
segments = ["a"]
birthday = "03-15"
referrer = "ayse"
visits = 4
bought = [{ product = "pan", at = 2026-01-01 }]
[[step]]
do = "advance"
days = 1
member = "nobody"
"""


def test_people_have_what_the_file_says(opened: Callable[[str], Play]) -> None:
    play = opened(HEAD)
    bora = play.world.snapshot(ids.member_id("bora"))
    assert (bora.tier, bora.visits, bora.segments, bora.birthday) == ("gold", 4, ("a",), "03-15")
    assert bora.account("stamps:coffee").balance_points == 3
    assert bora.referrer == ids.member_id("ayse")
    assert len(play.world.members[ids.member_id("bora")].bought) == 1


def test_a_step_without_a_member_says_so(opened: Callable[[str], Play]) -> None:
    play = opened(HEAD)
    with pytest.raises(Refused, match=r"scenario\.whose"):
        play.member(play.scenario.steps[0])


def test_a_coupon_that_was_never_issued_has_no_code(opened: Callable[[str], Play]) -> None:
    assert opened(HEAD).paper("nowhere", "") == ""
