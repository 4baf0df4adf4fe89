"""What the checkout asks of the server while a customer waits."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar

from pos_app.kernel.errors import PosError
from pos_app.kernel.ids import AccountId, MemberId, SaleId
from pos_app.ports.gateway import Contact, HoldAnswer, HoldOutcome
from pos_app.ports.hub import Hub
from pos_app.ports.outbox import Outbox
from pos_app.sync.contact import ContactBoard
from pos_app.sync.crossing import Crossing
from pos_app.wire.finding_sales import FindSaleRequest
from pos_app.wire.pull import Fed, FedMember, LookupRequest
from pos_app.wire.reserve import ReservationKind

T = TypeVar("T")


class HubGateway:
    """Implements `ports.gateway.Gateway`. While the server is out of reach nothing is asked, so nobody waits."""

    def __init__(
        self,
        hub: Hub,
        outbox: Outbox,
        contact: ContactBoard,
        crossing: Crossing,
        wake: Callable[[], None] = lambda: None,
    ) -> None:
        self._hub = hub
        self._outbox = outbox
        self._contact = contact
        self._crossing = crossing
        self._wake = wake
        self._holding = threading.Lock()

    def contact(self) -> Contact:
        """Say how this till stands to its server, as it is known."""
        return self._contact.now()

    def hold(self, sale_id: SaleId, account_id: AccountId, amount: int) -> HoldAnswer:
        """Have `amount` in all held for the sale.

        More is asked for as a reservation of the difference: asking for the whole would need what is held already a
        second time. Less stays held until the sale ends, which frees what it did not use; 0 is given back at once.
        """
        with self._holding:
            held = self._outbox.holds_of(sale_id).get(account_id, 0)
            if amount <= held:
                if held and amount <= 0:
                    self._outbox.release(sale_id, account_id)
                    self._wake()
                return HoldAnswer(HoldOutcome.GRANTED)
            if self._contact.now() is not Contact.CONNECTED:
                return HoldAnswer(HoldOutcome.UNKNOWN)
            return self._reserve(sale_id, account_id, amount - held, held)

    def release(self, sale_id: SaleId) -> None:
        """Give up everything held for the sale: the next push no longer lists it."""
        if self._outbox.holds_of(sale_id):
            self._outbox.release(sale_id)
            self._wake()

    def look_up_member(self, kind: str, digests: tuple[str, ...]) -> bool:
        """Fetch a member unknown here by card or phone digest (hex); True when there is one now."""
        found = self._look_up(kind, digests)
        return any(isinstance(each, FedMember) for each in found or ())

    def look_up_account(self, account_id: AccountId) -> bool:
        """Fetch the newest state of an account; True when the server answered."""
        return self._look_up("account", (str(account_id),)) is not None

    def refresh_member(self, member_id: MemberId) -> bool:
        """Fetch the newest state of a member; True when the server answered."""
        return self._look_up("member", (str(member_id),)) is not None

    def find_sale(self, receipt_number: str) -> bool:
        """Fetch a sale of another terminal; True when it is here now."""
        request = FindSaleRequest(receipt=receipt_number)
        found = self._ask(lambda: self._hub.find_sale(request))
        if found is None or not found.sales:
            return False
        self._outbox.keep_sales(found.sales)
        return True

    def _reserve(self, sale_id: SaleId, account_id: AccountId, more: int, held: int) -> HoldAnswer:
        """R12: an unknown outcome counts as not granted; the fact of the sale names it as tried."""
        with self._crossing.reservation():
            request = self._outbox.intend(sale_id, account_id, more, ReservationKind.HOLD.value)
            reply = None
            try:
                reply = self._ask(lambda: self._hub.reserve(request))
            finally:
                self._outbox.reserved(request, reply)
        if reply is None:
            return HoldAnswer(HoldOutcome.UNKNOWN)
        if reply.granted:
            return HoldAnswer(HoldOutcome.GRANTED)
        is_known = reply.version > 0
        return HoldAnswer(HoldOutcome.REFUSED, max(0, reply.available) + held, is_known)

    def _look_up(self, kind: str, digests: tuple[str, ...]) -> tuple[Fed, ...] | None:
        streams = tuple(str(each) for each in self._outbox.streams())
        request = LookupRequest(kind=kind, digests=digests, streams=streams)
        found = self._ask(lambda: self._hub.lookup(request))
        if found is None:
            return None
        if found.changes:
            self._outbox.take_in_rows(found.changes)
        return found.changes

    def _ask(self, question: Callable[[], T]) -> T | None:
        """Return the answer, None when there was none: then the next question waits for nothing."""
        if self._contact.now() is not Contact.CONNECTED:
            return None
        try:
            return question()
        except PosError:
            self._contact.lost()
            return None
