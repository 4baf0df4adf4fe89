"""Contradictions of tiers, of plans."""

from __future__ import annotations

from pos_app.loyalty.checking_lifecycle import plans, tiers
from pos_app.loyalty.extras import Plan
from pos_app.loyalty.program import Tier
from pos_app.loyalty.settings import Tiering, TierMeasure
from tests.support.loyalty import program

VISITS = Tiering(measure=TierMeasure.VISITS)


def test_settings_of_tiers_need_a_threshold() -> None:
    by_hand = (Tier("gold", "Gold", "G", 1),)
    assert [each.message.code for each in tiers(program(tiering=VISITS, tiers=by_hand))] == [
        "program.no_threshold"
    ]
    assert not list(tiers(program(tiers=by_hand)))
    assert not list(tiers(program(tiering=VISITS, tiers=(Tier("gold", "Gold", "G", 1, threshold=5),))))


def test_a_product_sells_one_plan() -> None:
    twice = (Plan("a", "Club", "900", 12), Plan("b", "Club plus", "900", 12), Plan("c", "Other", "901", 1))
    (only,) = plans(program(plans=twice))
    assert only.path == ("plan", 1, "product")
    assert only.message.params == {"key": "product", "value": "900", "other": "Club"}
