"""What can be spent while the server is away."""

from __future__ import annotations

import msgspec
import pytest

from pos_app.kernel.errors import Refused
from pos_app.loyalty.lifecycle.offline import spendable, why_withheld
from pos_app.loyalty.quoting import quote
from pos_app.loyalty.redeeming import redeem
from pos_app.loyalty.rules import Benefit, Effect
from pos_app.loyalty.settings import Offline, OfflineMode
from tests.support.loyalty import basket, compiled, line, rich

FIVE = Benefit("five", "5 off", Effect.AMOUNT, 500, 500)
AWAY = basket(line(1, amount=9000), connected=False)


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
    who = msgspec.structs.replace(rich(1000), allowance_points=allowance)
    assert quote(program, who, AWAY).spendable_points == points
    assert spendable(program, who, AWAY, 1000) == points
    assert why_withheld(program, points).code == code
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
