"""Members, receipts that this till does not know are looked for at the server. No Qt here."""

from __future__ import annotations

from collections.abc import Callable

from pos_app.checkout import identify, returning
from pos_app.checkout.outcome import Identified, NotEnrolled
from pos_app.kernel.errors import PosError
from pos_app.kernel.ids import MemberId, SaleId
from pos_app.retail.sale import Sale
from pos_app.ui.checkout.desk import Desk
from pos_app.ui.checkout.network import Network

_ELSEWHERE = frozenset({"return.other_till", "return.unknown_receipt"})


class Lookups:
    """An answer for a sale that is over is dropped. `on_member`, `on_nobody` go on with what was found."""

    def __init__(self, desk: Desk, network: Network) -> None:
        self._desk, self._network = desk, network
        self._shown: MemberId | None = None
        self.on_member: Callable[[Identified, int], None] = lambda _identified, _before: None
        self.on_nobody: Callable[[NotEnrolled], None] = lambda _nobody: None

    def find(self, nobody: NotEnrolled) -> bool:
        """Look a card or phone number up that nobody here has; False when nobody can be asked."""
        gateway, session = self._network.gateway, self._desk.session
        if gateway is None or not self._network.is_connected:
            return False
        kind, value = ("card", nobody.card) if nobody.card else ("phone", nobody.phone)
        digests, asked = session.tools.members.digests(kind, value), _whose(session.sale)
        self._desk.wake_up()

        def answered(is_there: bool | None) -> None:
            if _whose(self._desk.session.sale) == asked:
                self._answered(nobody, bool(is_there))

        self._network.ask(lambda: gateway.look_up_member(kind, digests), answered, "notice.looking_up")
        return True

    def look(self) -> None:
        """Ask for news of a member who came to the sale."""
        found, gateway = self._desk.session.evaluated.found, self._network.gateway
        member_id = found.member_id if found is not None else None
        if member_id == self._shown:
            return
        self._shown = member_id
        if member_id is not None and gateway is not None and self._network.is_connected:
            self._network.ask(
                lambda: gateway.refresh_member(member_id), lambda _there: self.heard(frozenset({member_id}))
            )

    def heard(self, members: frozenset[MemberId]) -> None:
        """Accounts look different now: work the sale out anew where it is one of theirs. Nothing that is being typed is
        touched; a sale with money in it stays as it was agreed.
        """
        session = self._desk.session
        found = session.evaluated.found
        if found is None or found.member_id not in members or session.sale.tenders:
            return
        if session.is_member_outdated():
            session.read_member_again()
            self._desk.tell_dropped()
            self._desk.refresh()

    def find_receipt(self, number: str, error: PosError, go_on: Callable[[bool], None]) -> bool:
        """Look a receipt up that this till does not know; False when that cannot help. `go_on` hears whether it is here
        now.
        """
        gateway, session = self._network.gateway, self._desk.session
        if error.code not in _ELSEWHERE or not returning.is_receipt(number):
            return False
        if gateway is None or not self._network.is_connected:
            return False
        sale_id = session.sale.sale_id

        def answered(is_here: bool | None) -> None:
            if self._desk.session.sale.sale_id == sale_id:
                go_on(bool(is_here))

        self._network.ask(lambda: gateway.find_sale(number), answered, "notice.finding_receipt")
        return True

    def _answered(self, nobody: NotEnrolled, is_there: bool) -> None:
        desk, session = self._desk, self._desk.session
        before_minor = session.evaluated.figures.total_minor
        if not is_there:
            self.on_nobody(nobody)
        else:
            try:
                sale, outcome = identify.again(session.tools, session.sale, nobody)
                session.apply(sale)
            except PosError as error:
                desk.refuse(error)
            else:
                if isinstance(outcome, Identified):
                    self.on_member(outcome, before_minor)
                    desk.tell_dropped()
                else:
                    self.on_nobody(nobody)
        desk.refresh()


def _whose(sale: Sale) -> tuple[SaleId, MemberId | None]:
    return sale.sale_id, sale.member_id
