"""What can be spent while the server is away."""

from __future__ import annotations

import msgspec
import pytest

from pos_app.kernel.errors import Refused
from pos_app.loyalty.basket import CutOff
from pos_app.loyalty.lifecycle.offline import APPROVABLE, bound_of, spendable, why_withheld
from pos_app.loyalty.quoting import quote
from pos_app.loyalty.redeeming import redeem
from pos_app.loyalty.rules import Benefit, Effect
from pos_app.loyalty.settings import Offline, OfflineMode
from tests.support.loyalty import basket, compiled, line, rich

FIVE = Benefit("five", "5 off", Effect.AMOUNT, 500, 500)
AWAY = basket(line(1, amount=9000), connected=False)
HOUR, DAY = 3_600_000, 86_400_000
OLD = msgspec.structs.replace(rich(5000), joined_at_ms=AWAY.at_ms - 40 * DAY)


@pytest.mark.parametrize(
    ("offline", "allowance", "points", "code"),
    [
        (Offline(), None, 500, "offline.risk"),
        (Offline(points_per_sale=100), None, 100, "offline.risk"),
        (Offline(OfflineMode.ESCROW), None, 0, "offline.escrow"),
        (Offline(OfflineMode.ESCROW), 300, 300, "offline.escrow"),
        (Offline(OfflineMode.ESCROW), 5000, 1000, "offline.escrow"),
        (Offline(OfflineMode.STRICT), 300, 0, "offline.strict"),
    ],
)
def test_what_each_mode_lets_go(offline: Offline, allowance: int | None, points: int, code: str) -> None:
    program = compiled(offline=offline, rewards=(FIVE,))
    who = msgspec.structs.replace(rich(1000), allowance_points=allowance, joined_at_ms=OLD.joined_at_ms)
    assert quote(program, who, AWAY).spendable_points == points
    assert spendable(program, who, AWAY, 1000) == points
    assert why_withheld(program, who, AWAY, points).code == code
    here = basket(line(1, amount=9000))
    assert quote(program, who, here).spendable_points == 1000
    if points < 500:
        with pytest.raises(Refused) as refused:
            redeem(program, who, AWAY, "five")
        assert refused.value.code == code
    else:
        assert redeem(program, who, AWAY, "five").cost_points == 500


def test_who_has_too_few_anyway_is_told_that() -> None:
    program = compiled(offline=Offline(OfflineMode.STRICT), rewards=(FIVE,))
    with pytest.raises(Refused, match=r"reward\.points_short"):
        redeem(program, rich(100), AWAY, "five")


@pytest.mark.parametrize(
    ("cut_off", "points", "code"),
    [
        (CutOff(), 500, "offline.risk"),
        (CutOff(member_points=700), 300, "offline.member_full"),
        (CutOff(member_points=1700), 0, "offline.member_full"),
        (CutOff(till_points=9900), 100, "offline.day_full"),
        (CutOff(till_points=9900, approved=True), 500, "offline.risk"),
        (CutOff(till_points=30_000, approved=True), 0, "offline.day_full"),
        (CutOff(away_ms=24 * HOUR - 1), 500, "offline.risk"),
        (CutOff(away_ms=24 * HOUR), 0, "offline.long"),
        (CutOff(away_ms=24 * HOUR, approved=True), 500, "offline.risk"),
        (CutOff(away_ms=72 * HOUR, approved=True), 0, "offline.too_long"),
        (CutOff(state_ms=7 * DAY), 500, "offline.risk"),
        (CutOff(state_ms=7 * DAY + 1), 0, "offline.stale"),
        (CutOff(away_ms=80 * HOUR, held_points=900), 900, "offline.too_long"),
        (CutOff(held_points=100), 500, "offline.risk"),
    ],
)
def test_the_tightest_bound_decides(cut_off: CutOff, points: int, code: str) -> None:
    program = compiled(offline=Offline(), rewards=(FIVE,))
    away = msgspec.structs.replace(AWAY, cut_off=cut_off)
    assert spendable(program, OLD, away, 5000) == points
    why = why_withheld(program, OLD, away, points)
    assert why.code == code
    assert why.params.get("left_points", points) == points


def test_who_joined_lately_waits_for_the_server() -> None:
    program = compiled(offline=Offline(), rewards=(FIVE,))
    for days, points in ((29, 0), (30, 500)):
        who = msgspec.structs.replace(OLD, joined_at_ms=AWAY.at_ms - days * DAY)
        assert spendable(program, who, AWAY, 5000) == points
    assert why_withheld(program, msgspec.structs.replace(OLD, joined_at_ms=AWAY.at_ms), AWAY, 0).params == {
        "days": 30
    }


def test_what_can_be_set_aside_is_exactly_what_the_approval_lifts() -> None:
    program = compiled(offline=Offline(), rewards=(FIVE,))
    for cut_off in (CutOff(away_ms=25 * HOUR), CutOff(till_points=10_000)):
        away = msgspec.structs.replace(AWAY, cut_off=cut_off)
        assert bound_of(program, OLD, away).code in APPROVABLE
        agreed = msgspec.structs.replace(AWAY, cut_off=msgspec.structs.replace(cut_off, approved=True))
        assert bound_of(program, OLD, agreed).left_points == 500
