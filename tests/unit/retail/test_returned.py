"""What goods that come back bring, less what is not paid out in money."""

from __future__ import annotations

import pytest

from pos_app.retail.returned import ReturnedLine, SaleReturn
from tests.support.receipts import product

SHIRT = product("Shirt", 3000)
LINES = tuple(ReturnedLine(at, at, SHIRT, 1000, 2500, "standard", 500, 3000) for at in (1, 2))


@pytest.mark.parametrize(
    ("by_points", "deducted", "by_coupon", "refund"),
    [(0, 0, 0, 6000), (1000, 0, 0, 5000), (1000, 250, 0, 4750), (1000, 250, 500, 4250)],
)
def test_money_is_what_is_left(by_points: int, deducted: int, by_coupon: int, refund: int) -> None:
    back = SaleReturn(
        None, "", LINES, by_points_minor=by_points, deducted_minor=deducted, by_coupon_minor=by_coupon
    )
    assert (back.gross_minor, back.refund_minor) == (6000, refund)
