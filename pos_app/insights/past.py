"""A past sale as a backtest sees it."""

from __future__ import annotations

import msgspec

from pos_app.kernel.ids import EventId, MemberId
from pos_app.loyalty.basket import Basket


class PastSale(msgspec.Struct, frozen=True):
    """What was bought, without what any program gave for it: `basket` has no chosen rewards.

    `member_id` None when no card was shown. `tier` is the one the member has when a program has no rule to reach
    tiers.
    """

    event_id: EventId
    basket: Basket
    member_id: MemberId | None = None
    tier: str = ""
