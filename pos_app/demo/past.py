"""What the demo shop sold before it is opened for the first time."""

from __future__ import annotations

from datetime import datetime, time, timedelta, tzinfo
from typing import NamedTuple

import msgspec

from pos_app.checkout.session import CheckoutSession
from pos_app.checkout.tools import Tools
from pos_app.demo.people import CASHIER, REGULAR
from pos_app.demo.seeded import PastClock
from pos_app.kernel.clock import instant_ms, local_time
from pos_app.kernel.ids import SaleId, derived_id
from pos_app.retail.tender import TenderKind


class PastSale(NamedTuple):
    """On a Saturday so many weeks ago: numbers of products, quantities in thousandths."""

    weeks_ago: int
    items: tuple[tuple[str, int], ...]


SALES = (
    PastSale(24, (("601", 3000), ("508", 2000), ("322", 1250), ("204", 2000), ("707", 4000), ("725", 2000))),
    PastSale(18, (("401", 2200), ("121", 1500), ("102", 2100), ("503", 2000), ("724", 4000), ("809", 1000))),
    PastSale(11, (("407", 1580), ("602", 3000), ("404", 610), ("205", 8000), ("511", 1000), ("904", 2000))),
    PastSale(6, (("402", 2500), ("106", 1740), ("107", 4000), ("301", 6000), ("902", 2000), ("333", 2000))),
    PastSale(2, (("601", 2000), ("204", 2000), ("101", 1350), ("321", 3000), ("606", 2000), ("801", 5000))),
)
SATURDAY = 5


def ring_up(tools: Tools, clock: PastClock, now_ms: int) -> None:
    """Sell to the regular customer what she bought; sold again after a kill it changes nothing."""
    session = CheckoutSession(tools, CASHIER.cashier)
    for number, sale in enumerate(SALES):
        clock.at_ms = _saturday_ms(now_ms, sale.weeks_ago, tools.zone)
        session.start()
        sale_id = SaleId(derived_id(REGULAR.member_id, f"past sale {number}"))
        session.apply(msgspec.structs.replace(session.sale, sale_id=sale_id))
        session.scan(REGULAR.card)
        for product, quantity_milli in sale.items:
            session.add_product(product, quantity_milli)
        session.add_tender(TenderKind.CARD)
        session.finish(print_receipt=False)


def _saturday_ms(now_ms: int, weeks_ago: int, zone: tzinfo) -> int:
    """Return a Saturday morning: weekdays have bonuses, so that the balance would depend on the day."""
    today = local_time(now_ms, zone).date()
    day = today - timedelta(days=(today.weekday() - SATURDAY) % 7, weeks=weeks_ago)
    return instant_ms(datetime.combine(day, time(10, 42), zone))
