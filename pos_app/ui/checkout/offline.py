"""What a cashier is told while the server cannot be reached. No Qt here."""

from __future__ import annotations

from collections.abc import Callable

from pos_app.kernel.errors import PosError
from pos_app.kernel.exchange_limits import OFFLINE_WARN_PERCENT
from pos_app.kernel.ids import EventId
from pos_app.kernel.messages import Message
from pos_app.loyalty.lifecycle.offline import APPROVABLE, bound_of, why_withheld
from pos_app.loyalty.settings import OfflineMode
from pos_app.ports.gateway import Contact
from pos_app.ports.staff import Cashier
from pos_app.ui.checkout.desk import Desk
from pos_app.ui.tone import Tone
from pos_app.wire.fact import FactKind

AskManager = Callable[[str, Callable[[Cashier], None]], None]


class Offline:
    """Bounds in sentences; a manager's yes to going beyond one of them."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._reason: Message | None = None
        self.ask_manager: AskManager = lambda _sentence, _agreed: None
        """Puts a question to a manager; set by whoever has the pane."""

    def tell_used(self) -> None:
        """Say how much may go after points were spent without the server's word."""
        session = self._desk.session
        evaluated, program = session.evaluated, session.tools.program
        member, basket = evaluated.snapshot, evaluated.basket
        if basket.connected or member is None or not evaluated.quote.spent:
            return
        rules, left = program.program.offline, bound_of(program, member, basket).left_points
        if rules.mode is not OfflineMode.RISK:
            said = why_withheld(program, member, basket, left)
            self._desk.say(said.code, Tone.INFO, **said.params)
            return
        spent = sum(item.points for item in evaluated.quote.spent)
        today = rules.points_per_day * (2 if basket.cut_off.approved else 1)
        after = basket.cut_off.till_points + spent
        if after * 100 >= today * OFFLINE_WARN_PERCENT:
            self._desk.say("notice.offline_day", Tone.WARN, left_points=max(0, today - after))
        else:
            self._desk.say("notice.offline_points", Tone.INFO, left_points=left)

    def tell_coupon(self, name: str) -> None:
        """Say that a coupon is taken without the server's word."""
        if self._desk.session.holding.contact is Contact.CUT_OFF:
            self._desk.say("notice.offline_coupon", Tone.INFO, name=name)

    def offer(self, error: PosError) -> bool:
        """Offer to ask a manager where that can help; False where it cannot."""
        if error.code not in APPROVABLE:
            return False
        self._reason = error.message
        self._desk.put_notice(
            self._desk.question(error.code, "extend_offline", "dismiss", **error.message.params), 0
        )
        return True

    def extend(self) -> None:
        """Ask the manager."""
        reason, self._reason = self._reason, None
        self._desk.settle()
        if reason is not None:
            self.ask_manager(self._desk.formats.say(reason), self._agreed)

    def ask(self, sentence: str) -> None:
        """Ask the manager before anybody was refused anything."""
        self.ask_manager(sentence, self._agreed)

    def _agreed(self, manager: Cashier) -> None:
        """Kept in the journal, then in force for a day."""
        desk, session = self._desk, self._desk.session
        tools = session.tools
        event, at_ms = EventId(tools.new_id()), tools.clock.now_ms()
        facts: dict[str, str | int] = {"what": "offline", "by": str(manager.cashier_id)}
        if desk.tried(lambda: tools.books.note(event, FactKind.OVERRIDE.value, at_ms, facts)):
            session.holding.approve()
            session.read_member_again()
            desk.say("notice.offline_agreed", Tone.GOOD)
        desk.refresh()

    def follow_contact(self) -> None:
        """Work the sale out anew when the server came or went, unless money is in it."""
        session = self._desk.session
        evaluated = session.evaluated
        is_open = evaluated.found is not None and not session.sale.tenders
        if is_open and evaluated.basket.connected is not session.holding.is_connected:
            session.read_member_again()
            self._desk.tell_dropped()
