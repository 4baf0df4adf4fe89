"""What an owner is told before points can be spent at risk."""

from __future__ import annotations

import pytest

from pos_app.kernel.messages import Parameter
from pos_app.scenarios.explaining_offline import worst_case
from tests.support.counters import PROGRAM, the_program

BOUND = '[offline]\nmode = "risk"\npoints_per_sale = 100\npoints_per_member = 200\npoints_per_day = 400\n'


def _say(code: str, /, **params: Parameter) -> str:
    return f"{code} {params}"


def test_the_worst_day_is_said_in_money() -> None:
    assert worst_case(the_program(PROGRAM + BOUND), _say) == (
        "plain.offline_worst {'day_points': 400, 'worst_minor': 4000}",
    )


@pytest.mark.parametrize("mode", ["strict", "escrow"])
def test_where_nothing_is_risked_nothing_is_said(mode: str) -> None:
    assert worst_case(the_program(f'{PROGRAM}\n[offline]\nmode = "{mode}"\n'), _say) == ()


def test_a_program_without_rewards_risks_nothing() -> None:
    bare = PROGRAM.split("[[reward]]")[0]
    assert worst_case(the_program(bare + BOUND), _say) == ()
