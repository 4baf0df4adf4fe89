"""A sale while it is settled."""

from __future__ import annotations

from pos_app.loyalty.lifecycle.sold import Sold
from pos_app.loyalty.quote import Quote
from tests.support.lifecycle import newcomer
from tests.support.loyalty import EVENT, NOON_MS, basket, compiled, line


def test_the_tier_is_the_one_whose_benefits_the_sale_had() -> None:
    what, who = basket(line(1, amount=700)), newcomer(tier="basic")
    plain = Sold(compiled(), who, who, what, Quote(), EVENT)
    raised = Sold(compiled(), who, who, what, Quote(tier="gold"), EVENT)
    assert (plain.tier, raised.tier, raised.standing.tier) == ("basic", "gold", "gold")
    assert Sold(compiled(), None, None, what, Quote(), EVENT).tier == ""
    assert (plain.at_ms, plain.spend_minor) == (NOON_MS, 700)
