"""What a replay counts while it runs."""

from __future__ import annotations

from collections import Counter

from pos_app.replay.history import HistoryBasket
from pos_app.replay.rules import Odd, odd_about


class Tally:
    """Counts the odd rows, instants and baskets of everything that was read."""

    def __init__(self, unlisted: frozenset[int]) -> None:
        self.baskets = 0
        self.lines = 0
        self.sales_minor = 0
        self.odd: Counter[Odd] = Counter()
        self._unlisted = unlisted
        self._instant_ms = -1
        self._at_this_instant = 0

    def count(self, basket: HistoryBasket) -> None:
        """Take a basket into account; baskets come in time order."""
        self.baskets += 1
        self.lines += len(basket.lines)
        self.sales_minor += basket.sales_minor
        self._count_instant(basket.at_ms)
        if basket.coupon_minor > basket.sales_minor:
            self.odd[Odd.COUPON_CAPPED] += 1
        for line in basket.lines:
            self.odd.update(odd_about(line, line.product_id in self._unlisted))

    def _count_instant(self, at_ms: int) -> None:
        if at_ms != self._instant_ms:
            self._instant_ms = at_ms
            self._at_this_instant = 0
        self._at_this_instant += 1
        if self._at_this_instant == 2:
            self.odd[Odd.SHARED_INSTANT] += 1
