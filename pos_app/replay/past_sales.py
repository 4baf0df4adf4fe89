"""The baskets of the data as past sales, without a till."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from pos_app.checkout.evaluation import to_basket
from pos_app.insights.past import PastSale
from pos_app.kernel.errors import Refused
from pos_app.kernel.ids import EventId
from pos_app.replay import naming, rules
from pos_app.replay.catalogue import listed_products, to_product
from pos_app.replay.dataset import baskets
from pos_app.replay.members import households
from pos_app.replay.shop import CASHIER, SHOP, ZONE
from pos_app.retail.sale import Sale


def past_sales(data: Path, limit: int, tiers: tuple[str, ...]) -> Iterator[PastSale]:
    """Yield the first `limit` baskets in time order; `tiers` are a program's, lowest first. Raises Refused
    `replay.no_product`.
    """
    products = {one.number: to_product(one) for one in listed_products(data)}
    tier_of = {one.household_id: one.tier for one in households(data, tiers)}
    for basket in islice(baskets(data), limit):
        lines = []
        for line_no, row in enumerate(basket.lines, 1):
            product = products.get(row.product_id)
            if product is None:
                raise Refused("replay.no_product", number=row.product_id)
            lines.append(rules.to_sale_line(line_no, row, product))
        sale_id = naming.sale_id(basket.basket_id, basket.at_ms)
        sale = Sale(sale_id, basket.at_ms, CASHIER.cashier_id, tuple(lines))
        yield PastSale(
            EventId(sale_id),
            to_basket(SHOP, ZONE, sale),
            naming.member_id(basket.household_id),
            tier_of.get(basket.household_id, ""),
        )
