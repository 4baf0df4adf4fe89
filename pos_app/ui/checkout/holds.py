"""What a sale spends is held at the server before it is given. No Qt here."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import msgspec

from pos_app.checkout import reserving
from pos_app.checkout.holding import Answer, Question, ask
from pos_app.kernel.errors import PosError, Refused
from pos_app.kernel.exchange_limits import HOLD_IDLE_MS, OFFLINE_CONTACT_NOTED_MS
from pos_app.kernel.ids import MemberId, SaleId
from pos_app.ports.sounds import Sound
from pos_app.retail.sale import Sale
from pos_app.ui.checkout.desk import Desk
from pos_app.ui.checkout.network import Network
from pos_app.ui.checkout.offline import Offline

_TRIES = 3
"""So often a reward is asked for again when the sale changed while its answer was on the way."""


class Wish(msgspec.Struct, frozen=True):
    """A reward that somebody pressed, for this sale of this member; `told` hears how it went."""

    reward_id: str
    points: int
    sale_id: SaleId
    member_id: MemberId | None
    told: Callable[[PosError | None], None]


class Holds:
    """Asks in the background; what was pressed is done when the answer comes, if the sale is still the same one."""

    def __init__(self, desk: Desk, network: Network, offline: Offline) -> None:
        self._desk, self._network, self._offline = desk, network, offline
        self._waiting = 0
        self._go_on: Callable[[], None] | None = None
        """What was pressed to pay, while its points are being asked for."""
        self._seen: object = None
        self._sale: Sale | None = None
        self._touched_ms = self._noted_ms = 0

    def use(
        self, reward_id: str, points: int = 0, told: Callable[[PosError | None], None] | None = None
    ) -> None:
        """Use a reward once more, when the server has said yes. `told` hears of it instead of the screen."""
        self._desk.settle()
        found = self._desk.session.evaluated.found
        sale_id, member_id = self._desk.session.sale.sale_id, found.member_id if found else None
        self._try(Wish(reward_id, points, sale_id, member_id, told or self._tell), _TRIES)
        self._desk.refresh()

    def before_payment(self, go_on: Callable[[], None]) -> bool:
        """True when payment may go on; else `go_on` is called when what the sale spends is held."""
        if not self._network.is_connected:
            return True
        if not self._waiting and not self._ask_missing():
            return True
        self._go_on = go_on
        return False

    def look(self) -> None:
        """The sale may have changed: give back what it no longer spends, ask for papers it does."""
        session = self._desk.session
        if session.evaluated is self._seen:
            return
        self._seen, self._touched_ms = session.evaluated, self._desk.clock.mono_ms()
        gateway = self._network.gateway
        before, self._sale = self._sale, session.sale
        if gateway is None:
            return
        if before is not None and before.sale_id != session.sale.sale_id:
            self._go_on = None
            self._leave(before)
        sale_id = session.sale.sale_id
        for account_id in reserving.surplus(session):
            del session.holding.held[account_id]
            self._network.quietly(partial(gateway.hold, sale_id, account_id, 0))
        if session.sale.coupons and not self._waiting:
            self._ask_missing()

    def tick(self) -> None:
        """Give back what is held for a sale that nobody touches; remember that the server could be reached."""
        self.tick_unseen()
        if self._network.gateway is not None:
            self._offline.follow_contact()

    def tick_unseen(self) -> None:
        """The same while nobody is signed on: the sale stays, what is held for it does not."""
        session, gateway, now = self._desk.session, self._network.gateway, self._desk.clock.mono_ms()
        if gateway is None:
            return
        is_idle = now - self._touched_ms >= HOLD_IDLE_MS
        if session.holding.held and is_idle and not self._waiting:
            session.holding.forget()
            sale_id = session.sale.sale_id
            self._network.quietly(lambda: gateway.release(sale_id))
        book = session.tools.cut_off
        at_ms = self._desk.clock.now_ms()
        is_old = abs(at_ms - self._noted_ms) >= OFFLINE_CONTACT_NOTED_MS  # by the day: tills sleep at night
        if book is not None and self._network.is_connected and is_old:
            self._noted_ms = at_ms
            self._network.quietly(lambda: book.note_contact(at_ms))

    def _leave(self, before: Sale) -> None:
        """Another sale is open: what was held for the one before is given back, unless its fact uses it."""
        last, gateway = self._desk.session.last, self._network.gateway
        was_filed = last is not None and last.completed.sale.sale_id == before.sale_id
        if gateway is not None and not was_filed and (before.rewards or before.coupons):
            self._network.quietly(lambda: gateway.release(before.sale_id))

    def _try(self, wish: Wish, tries: int) -> None:
        try:
            question = reserving.to_choose(self._desk.session, wish.reward_id, wish.points)
        except PosError as error:
            wish.told(error)
            return
        if not question.amounts or not self._network.is_connected or not tries:
            self._choose(wish)
            return
        self._ask(question, lambda answer: self._answered(wish, answer, tries - 1))

    def _choose(self, wish: Wish) -> None:
        try:
            self._desk.session.choose_reward(wish.reward_id, wish.points)
        except PosError as error:
            wish.told(error)
        else:
            wish.told(None)

    def _ask(self, question: Question, answered: Callable[[Answer], None]) -> None:
        gateway = self._network.gateway
        assert gateway is not None, "asked without a server"
        self._waiting += 1

        def done(answer: Answer | None) -> None:
            self._waiting -= 1
            self._take(answer or Answer(question, is_unknown=True), answered)

        self._network.ask(lambda: ask(gateway, question), done, "notice.holding")

    def _take(self, answer: Answer, answered: Callable[[Answer], None]) -> None:
        """Keep what came for the open sale; what came too late is given back."""
        session, gateway, sale_id = self._desk.session, self._network.gateway, answer.question.sale_id
        if session.sale.sale_id != sale_id:
            if gateway is not None:
                self._network.quietly(lambda: gateway.release(sale_id))
            return
        was_connected = session.holding.is_connected
        session.holding.keep(answer)
        if was_connected and not session.holding.is_connected:
            session.read_member_again()
            self._desk.tell_dropped()
        answered(answer)
        self._seen = None
        self._pay_on()
        self._desk.refresh()

    def _answered(self, wish: Wish, answer: Answer, tries: int) -> None:
        session = self._desk.session
        found = session.evaluated.found
        if (found.member_id if found else None) != wish.member_id:
            return
        if (said := reserving.refusal(session, answer, wish.reward_id)) is not None:
            wish.told(Refused(said.code, **said.params))
            return
        self._try(wish, tries)

    def _ask_missing(self) -> bool:
        """Ask for what the sale spends that is not held; False when there is nothing to ask."""
        question = reserving.to_pay(self._desk.session)
        if not question.amounts or not self._network.is_connected:
            return False
        self._ask(question, self._aligned)
        return True

    def _aligned(self, answer: Answer) -> None:
        """What was refused comes off the sale: it costs more now, so whoever pays is asked again."""
        session = self._desk.session
        for short in answer.short:
            before = session.sale
            said = reserving.take_off(session, short)
            if session.sale is before:
                session.holding.excused.add(short.account_id)
            self._desk.refuse(Refused(said.code, **said.params))
        if answer.short or session.dropped:
            self._go_on = None

    def _pay_on(self) -> None:
        if self._go_on is not None and not self._waiting:
            go_on, self._go_on = self._go_on, None
            go_on()

    def _tell(self, error: PosError | None) -> None:
        """Say on the screen how it went."""
        if error is None:
            self._desk.play(Sound.ACCEPTED)
            self._offline.tell_used()
        elif not self._offline.offer(error):
            self._desk.refuse(error)
