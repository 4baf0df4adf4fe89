"""Who gains, who loses."""

from __future__ import annotations

from uuid import UUID

from pos_app.insights.backtest import Backtest, MemberFigures
from pos_app.insights.comparison import compare, value_of
from pos_app.kernel.ids import MemberId
from pos_app.loyalty.rules import Benefit, Effect
from tests.support.loyalty import program

ANNA, BORIS, CLARA = (MemberId(UUID(int=number)) for number in (1, 2, 3))


def test_winners_and_losers_are_ranked_by_what_changes() -> None:
    found = compare({ANNA: 100, BORIS: 500}, {ANNA: 300, BORIS: 500, CLARA: 50})
    assert [(one.member_id, one.gain_minor) for one in found.winners] == [(ANNA, 200), (CLARA, 50)]
    assert not found.losers
    assert found.median_minor == 50
    turned = compare({ANNA: 300, CLARA: 50}, {ANNA: 100})
    assert [(one.member_id, one.gain_minor) for one in turned.losers] == [(ANNA, -200), (CLARA, -50)]
    assert compare({}, {}).median_minor == 0


def test_open_points_count_with_what_they_buy() -> None:
    result = Backtest("x", "hash")
    result.members[ANNA] = MemberFigures(given_minor=250, open_points=120)
    five = Benefit("five", "5.00 off", Effect.AMOUNT, 500, 500)
    assert value_of(result, program(rewards=(five,))) == {ANNA: 370}
    assert value_of(result, program()) == {ANNA: 250}
