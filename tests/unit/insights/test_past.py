"""Past sales."""

from __future__ import annotations

import msgspec
import pytest

from pos_app.insights.past import PastSale
from tests.support.loyalty import EVENT, basket, line


def test_a_past_sale_is_a_value() -> None:
    sale = PastSale(EVENT, basket(line(1)))
    assert sale.member_id is None
    assert sale.tier == ""
    with pytest.raises(AttributeError):
        sale.tier = "gold"  # type: ignore[misc]  # the point of the test
    assert msgspec.structs.replace(sale, tier="gold").tier == "gold"
