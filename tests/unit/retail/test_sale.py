"""A sale knows when there is nothing to lose."""

from __future__ import annotations

from uuid import UUID

import pytest
from msgspec.structs import replace

from pos_app.kernel.ids import CashierId, MemberId, SaleId
from pos_app.kernel.messages import Message
from pos_app.retail.sale import Sale, UnsoldCode
from pos_app.retail.tender import Tender, TenderKind
from tests.support.receipts import line, product

EMPTY = Sale(SaleId(UUID(int=1)), 0, CashierId(UUID(int=2)))


def test_a_fresh_sale_is_empty() -> None:
    assert EMPTY.is_empty
    assert replace(EMPTY, started_at_ms=5, next_no=7).is_empty


@pytest.mark.parametrize(
    "sale",
    [
        replace(EMPTY, lines=(line(1, product("Milk", 129)),)),
        replace(EMPTY, tenders=(Tender(1, TenderKind.CASH, 5, 5),)),
        replace(EMPTY, unsold=(UnsoldCode(1, "123", Message("product.unknown")),)),
        replace(EMPTY, member_id=MemberId(UUID(int=3))),
    ],
)
def test_anything_a_customer_would_miss_counts(sale: Sale) -> None:
    assert not sale.is_empty
