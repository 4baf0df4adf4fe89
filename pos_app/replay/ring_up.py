"""Rings up one basket of history through the checkout session."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import lru_cache
from uuid import UUID

import msgspec

from pos_app.checkout.evaluation import Evaluated, evaluate
from pos_app.checkout.outcome import Added, Identified
from pos_app.checkout.scan import scan
from pos_app.checkout.session import CheckoutSession
from pos_app.checkout.tools import Tools
from pos_app.kernel.errors import Refused
from pos_app.kernel.limits import REPLAY_PRODUCTS_KEPT
from pos_app.ports.books import FiledSale
from pos_app.ports.staff import Cashier
from pos_app.replay import naming, rules
from pos_app.replay.history import HistoryBasket
from pos_app.retail.product import Product
from pos_app.retail.sale import Sale, SaleLine


class HistoryClock:
    """A clock that stands at the instant of the basket in hand."""

    def __init__(self) -> None:
        self.at_ms = naming.CATALOGUE_AT_MS

    def now_ms(self) -> int:
        """Return the instant of the basket."""
        return self.at_ms

    def mono_ms(self) -> int:
        """Return real time: nothing that waits may stand still with history."""
        return time.monotonic_ns() // 1_000_000


class HistoryIds:
    """Hands out the id that was set for the next thing."""

    def __init__(self) -> None:
        self.upcoming: UUID = UUID(int=0)

    def __call__(self) -> UUID:
        """Return the id that was set."""
        return self.upcoming


class Till:
    """A checkout session that lives in the past. `tools` must carry this till's `clock` and `ids`."""

    def __init__(self, tools: Tools, cashier: Cashier, clock: HistoryClock, ids: HistoryIds) -> None:
        self._tools = tools
        self._clock = clock
        self._ids = ids
        self._session = CheckoutSession(tools, cashier)
        self._product: Callable[[int], Product] = lru_cache(REPLAY_PRODUCTS_KEPT)(self._look_up)

    def ring_up(self, basket: HistoryBasket) -> FiledSale:
        """Put the whole basket on the sale, evaluate it once, file it.

        Raises Refused `replay.line_differs`, `replay.total_differs`, `replay.no_member`, `replay.no_product`.
        """
        self._clock.at_ms = basket.at_ms
        self._session.take_up(self._whole(basket))
        self._check(basket)
        return self._session.finish(print_receipt=False)

    def ring_up_by_scans(self, basket: HistoryBasket) -> FiledSale:
        """Scan the card, then every product, with a quote after each; file it.

        Raises Refused as `ring_up`, and `replay.scans_differ` when the whole basket comes to other figures.
        """
        self._clock.at_ms = basket.at_ms
        self._ids.upcoming = naming.sale_id(basket.basket_id, basket.at_ms)
        self._session.start()
        self._scan_everything(basket)
        self._check(basket)
        whole = self._evaluated_at_once(basket)
        scanned = self._session.evaluated
        if (scanned.figures, scanned.quote) != (whole.figures, whole.quote):
            raise Refused("replay.scans_differ", basket=basket.basket_id)
        return self._session.finish(print_receipt=False)

    def _scan_everything(self, basket: HistoryBasket) -> None:
        session = self._session
        if not isinstance(session.scan(naming.card_token(basket.household_id)), Identified):
            raise Refused("replay.no_member", basket=basket.basket_id, household=basket.household_id)
        for row in basket.lines:
            product = self._product(row.product_id)
            sale, outcome = scan(self._tools, session.sale, product.codes[0])
            if not isinstance(outcome, Added):
                raise Refused("replay.no_product", number=row.product_id)
            session.apply(_with_line(sale, rules.to_sale_line(outcome.line_no, row, product)))
        sale = session.sale
        tenders = rules.to_tenders(basket, sale.next_no)
        session.apply(
            msgspec.structs.replace(sale, tenders=tenders, next_no=sale.next_no + len(tenders)),
            undoable=False,
        )

    def _whole(self, basket: HistoryBasket) -> Sale:
        lines = tuple(
            rules.to_sale_line(line_no, row, self._product(row.product_id))
            for line_no, row in enumerate(basket.lines, 1)
        )
        tenders = rules.to_tenders(basket, len(lines) + 1)
        return msgspec.structs.replace(
            self._session.sale,
            sale_id=naming.sale_id(basket.basket_id, basket.at_ms),
            started_at_ms=basket.at_ms,
            lines=lines,
            member_id=naming.member_id(basket.household_id),
            card=self._tools.members.card_digest(naming.card_token(basket.household_id)),
            tenders=tenders,
            next_no=len(lines) + len(tenders) + 1,
        )

    def _evaluated_at_once(self, basket: HistoryBasket) -> Evaluated:
        tools, scanned = self._tools, self._session.evaluated
        sale = self._whole(basket)
        found, snapshot = scanned.found, scanned.snapshot
        return evaluate(tools.shop, tools.zone, tools.program, sale, found, snapshot, tools.offers)

    def _check(self, basket: HistoryBasket) -> None:
        figures = self._session.evaluated.figures
        for row, line in zip(basket.lines, figures.lines, strict=True):
            if line.amount_minor != row.sales_minor:
                raise Refused(
                    "replay.line_differs",
                    basket=basket.basket_id,
                    number=row.product_id,
                    ours_minor=line.amount_minor,
                    theirs_minor=row.sales_minor,
                )
        if (figures.total_minor, figures.due_minor, figures.change_minor) != (basket.sales_minor, 0, 0):
            raise Refused(
                "replay.total_differs",
                basket=basket.basket_id,
                ours_minor=figures.total_minor,
                theirs_minor=basket.sales_minor,
            )

    def _look_up(self, number: int) -> Product:
        product = self._tools.catalogue.by_number(str(number))
        if product is None:
            raise Refused("replay.no_product", number=number)
        return product


def _with_line(sale: Sale, line: SaleLine) -> Sale:
    return msgspec.structs.replace(
        sale, lines=tuple(line if one.line_no == line.line_no else one for one in sale.lines)
    )
