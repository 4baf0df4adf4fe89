"""How the till stands to its server: the strip, the pane, a manager's look at what is kept. No Qt here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol
from uuid import UUID

from pos_app.kernel.errors import PosError
from pos_app.kernel.ids import EventId
from pos_app.ports.exchange_book import Kept
from pos_app.ports.gateway import Contact
from pos_app.ports.staff import Cashier
from pos_app.ports.sync_status import SyncStatus
from pos_app.ui.checkout.desk import Desk
from pos_app.ui.checkout.network import Network
from pos_app.ui.checkout.offline import AskManager
from pos_app.ui.exchange.morning import Morning
from pos_app.ui.exchange.showing import Read, read, state_of
from pos_app.ui.exchange.state import ExchangeState
from pos_app.ui.exchange.strip import strip_of
from pos_app.ui.exchange.ways import Ways
from pos_app.ui.tone import Tone
from pos_app.wire.fact import FactKind


class View(Protocol):
    """What the presenter needs of the pane."""

    def show_state(self, state: ExchangeState) -> None:
        """Show it."""
        ...


class ExchangePresenter:
    """Hears the status on the screen's thread. `on_open`, `ask_manager` are set by whoever has the panes."""

    def __init__(
        self, desk: Desk, view: View, network: Network, ways: Ways, on_bug: Callable[[Exception], None]
    ) -> None:
        self._desk, self._view, self._ways, self._on_bug = desk, view, ways, on_bug
        self.status = SyncStatus(contact=Contact.CUT_OFF, busy=True)
        self.is_open = False
        self.morning = Morning(desk, network, ways)
        self.morning.on_told = self._read_again
        self.ask_manager: AskManager = lambda _sentence, _agreed: None
        self.ask_extension: Callable[[str], None] = lambda _sentence: None
        self._seen = Read()
        self._is_reading = self._is_stale = False

    def heard(self, status: SyncStatus) -> None:
        """The exchange has news."""
        self.status = status
        self._show_strip()
        self._read_again()
        self.morning.look()

    def begin(self) -> None:
        """Somebody signed on."""
        self._show_strip()
        self.morning.look()

    def open(self) -> None:
        """The pane is shown."""
        self.is_open = True
        self.show()
        self._read_again()

    def close(self) -> None:
        """The pane is gone."""
        self.is_open = False

    def show(self) -> None:
        """Show how things stand."""
        if self.is_open:
            contact_ms = self._contact_ms()
            self._view.show_state(state_of(self._desk, self.status, self._seen, self.morning, contact_ms))

    def try_now(self) -> None:
        """Have the server tried now."""
        self._ways.try_now()

    def extend(self) -> None:
        """Ask a manager to let this till give more without the server."""
        self.ask_extension(self._desk.translate("ask.offline_more"))
        self.show()

    def mark(self, event: str) -> None:
        """Ask a manager to look at a record that the server cannot apply."""
        kept = next((each for each in self._seen.kept if str(each.fact.event_id) == event), None)
        if kept is not None:
            reason = self._desk.translate(kept.fact.reason)
            said = self._desk.translate("ask.kept_seen", seq=kept.fact.seq, reason=reason)
            self.ask_manager(said, lambda who: self._looked(kept, who))

    def _looked(self, kept: Kept, who: Cashier) -> None:
        """Kept in the journal, written to a file for support."""
        desk, event_id = self._desk, kept.fact.event_id
        places: list[str] = []
        if desk.tried(lambda: places.append(self._note(kept, event_id, who))):
            desk.say("notice.kept_seen", Tone.GOOD, file=places[0])
        self._show_strip()
        self._read_again()
        desk.refresh()

    def _note(self, kept: Kept, event_id: UUID, who: Cashier) -> str:
        tools = self._desk.session.tools
        at_ms = tools.clock.now_ms()
        name = f"record-{kept.fact.seq}-{event_id}.json"
        place = self._ways.keep_file(name, self._ways.book.export(event_id))
        facts: dict[str, str | int] = {
            "what": "kept_seen",
            "by": str(who.cashier_id),
            "fact": str(event_id),
        }
        tools.books.note(EventId(tools.new_id()), FactKind.OVERRIDE.value, at_ms, facts)
        self._ways.book.mark_seen(event_id, who.name, at_ms)
        return place

    def _read_again(self) -> None:
        """Read what the pane shows beside the screen; what changes meanwhile is read once more."""
        if not self.is_open:
            return
        if self._is_reading:
            self._is_stale = True
            return
        self._is_reading, self._is_stale = True, False
        try:
            self._ways.lane.submit(lambda: read(self._ways.book), self._was_read, self._failed)
        except PosError as error:
            self._failed(error)

    def _was_read(self, seen: Read) -> None:
        self._is_reading, self._seen = False, seen
        self.show()
        if self._is_stale:
            self._read_again()

    def _failed(self, error: Exception) -> None:
        self._is_reading = False
        if isinstance(error, PosError):
            self._desk.refuse(error)
            self._desk.refresh()
        else:
            self._on_bug(error)

    def _show_strip(self) -> None:
        desk, status = self._desk, self.status
        unseen = 0
        try:
            unseen = self._ways.book.unseen() if status.quarantined else 0
        except PosError as error:
            self._failed(error)
        now_ms = desk.clock.now_ms()
        strip = strip_of(status, unseen, self._contact_ms(), now_ms, desk.formats)
        if strip != desk.exchange:
            desk.exchange = strip
            desk.refresh()

    def _contact_ms(self) -> int:
        book, last = self._desk.session.tools.cut_off, self.status.last_exchange_at_ms
        return last or (book.last_contact_ms() if book is not None else 0)
