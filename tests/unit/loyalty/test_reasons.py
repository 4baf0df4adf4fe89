"""Reasons as codes with parameters."""

from __future__ import annotations

import pytest

from pos_app.kernel.messages import Message
from pos_app.kernel.money import Rate
from pos_app.loyalty.reasons import (
    left_out_reason,
    multiplier_reason,
    rate_text,
    reward_reason,
    rule_reason,
)
from pos_app.loyalty.rules import Benefit, EarnKind, EarnRule, Effect


@pytest.mark.parametrize(
    ("rate", "text"),
    [
        (Rate(2), "2"),
        (Rate(3, 2), "1.5"),
        (Rate(1, 20), "0.05"),
        (Rate(1, 3), "1/3"),
        (Rate(100), "100"),
        (Rate(1, 1_000_000), "0.000001"),
        (Rate(5, 4), "1.25"),
    ],
)
def test_rates_as_people_write_them(rate: Rate, text: str) -> None:
    assert rate_text(rate) == text


def test_rules_that_count_whole_money_are_explained_more_simply() -> None:
    rule = EarnRule("base", "Points", EarnKind.SPEND, Rate(1), 100)
    assert rule_reason(rule, 2400, 100).code == "earn.spend"
    assert rule_reason(rule, 2400, 1).code == "earn.spend_step"


def test_units_and_bonuses() -> None:
    unit = EarnRule("u", "Coffee", EarnKind.UNIT, Rate(10), 1000)
    assert rule_reason(unit, 2000, 100).params["quantity_milli"] == 2000
    assert rule_reason(EarnRule("s", "Tuesday", EarnKind.SALE, Rate(2)), 0, 100) == Message(
        "earn.sale", {"rule": "Tuesday"}
    )


def test_multipliers_exclusions_rewards() -> None:
    assert multiplier_reason("Gold", Rate(3, 2), is_tier=True) == Message(
        "earn.tier", {"rule": "Gold", "factor": "1.5"}
    )
    assert multiplier_reason("Fruit", Rate(2), is_tier=False).code == "earn.multiplier"
    assert left_out_reason("gift card").params == {"name": "gift card"}
    assert left_out_reason("").code == "earn.forbidden"
    assert reward_reason(Benefit("r", "5 off", Effect.AMOUNT), 500).code == "reward.given"
    assert reward_reason(Benefit("r", "Pay", Effect.PER_POINT), 500).code == "reward.paid"
