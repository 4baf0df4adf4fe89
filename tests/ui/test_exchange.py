"""What people see of the exchange: strip, pane, morning report, a manager's look at what the server cannot apply."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from pos_app.kernel.errors import Unavailable
from pos_app.kernel.messages import Message
from pos_app.ports.exchange_book import Reported
from pos_app.ports.gateway import Contact
from pos_app.ports.staff import Cashier
from pos_app.ports.sync_status import SyncStatus
from pos_app.storage.exchange_book import StoredExchangeBook
from pos_app.ui.exchange.morning import SHOW
from pos_app.ui.exchange.presenter import ExchangePresenter
from pos_app.ui.exchange.state import ExchangeState
from pos_app.ui.exchange.ways import Ways
from pos_app.ui.tone import Tone
from pos_app.wire.reporting import OverdrawnSum, ReportReply
from tests.support.counters import CASHIER, MANAGER
from tests.support.gateways import WaitingLane
from tests.support.joined import CARD, COFFEE, DAY_MS, Joined, joined

STUCK = "INSERT INTO stuck SELECT stream_no, seq, 'server.fact_unknown' FROM journal ORDER BY entry_no DESC LIMIT 1"
UNREACHABLE = Message("server.unreachable", {"host": "server"})


@dataclass
class Pane:
    """Remembers what it was shown; asks the manager who stands beside it."""

    states: list[ExchangeState] = field(default_factory=list)
    tries: int = 0
    asked: list[str] = field(default_factory=list)
    spans: list[tuple[int, int]] = field(default_factory=list)
    reply: ReportReply | None = None
    folder: Path = Path()

    def show_state(self, state: ExchangeState) -> None:
        self.states.append(state)

    def agree(self, sentence: str, agreed: Callable[[Cashier], None]) -> None:
        self.asked.append(sentence)
        agreed(MANAGER)

    def report(self, from_ms: int, until_ms: int) -> ReportReply:
        if self.reply is None:
            raise Unavailable("server.unreachable", host="server")
        self.spans.append((from_ms, until_ms))
        return self.reply

    def keep(self, name: str, data: bytes) -> str:
        (self.folder / name).write_bytes(data)
        return name

    def try_now(self) -> None:
        self.tries += 1


@dataclass
class Shown:
    """A joined desk with the pane of the exchange over its real books."""

    desk: Joined
    pane: Pane
    lane: WaitingLane
    book: StoredExchangeBook
    presenter: ExchangePresenter
    folder: Path

    def hear(self, contact: Contact = Contact.CONNECTED, held: Message | None = None, ago_ms: int = 0) -> str:
        """Let the exchange tell how it stands; returns the strip."""
        till, counter = self.desk.till, self.desk.till.counter
        waiting, now_ms = counter.storage.outbox.waiting(), counter.clock.now_ms()
        self.presenter.heard(
            SyncStatus(
                contact=contact,
                last_exchange_at_ms=now_ms - ago_ms,
                waiting=waiting.facts,
                oldest_at_ms=waiting.oldest_at_ms if contact is Contact.CUT_OFF else now_ms,
                held_back=held,
                quarantined=waiting.quarantined,
                server_name="Corner Shop",
                next_try_at_ms=now_ms + 20_000,
            )
        )
        self.answer()
        till.desk.refresh()
        return till.state().status.exchange

    def answer(self) -> None:
        """Let both lanes do what waits."""
        self.desk.lane.go_on()
        self.lane.go_on()

    def state(self) -> ExchangeState:
        """What the pane shows, opened if need be."""
        if not self.presenter.is_open:
            self.presenter.open()
        self.answer()
        return self.pane.states[-1]

    def stick(self) -> None:
        """The server cannot apply the newest fact."""
        with self.desk.till.counter.storage.database.transaction() as connection:
            connection.exec_driver_sql(STUCK)


@pytest.fixture
def shown(tmp_path: Path) -> Iterator[Shown]:
    with joined(tmp_path / "till") as desk:
        storage = desk.till.counter.storage
        pane, lane = Pane(), WaitingLane()
        book = StoredExchangeBook(storage.database, storage.outbox)
        ways = Ways(book, lane, pane.try_now, pane.report, pane.keep)
        presenter = ExchangePresenter(
            desk.till.desk, pane, desk.till.presenter.network, ways, desk.till.bugs.append
        )
        presenter.ask_manager, presenter.ask_extension = pane.agree, desk.till.presenter.offline.ask
        pane.folder = tmp_path
        yield Shown(desk, pane, lane, book, presenter, tmp_path)


def test_the_strip_is_quiet_when_all_is_well(shown: Shown) -> None:
    assert shown.hear().startswith("Server ")
    assert shown.desk.till.state().status.exchange_tone is Tone.GOOD


def test_cut_off_it_says_since_when_and_what_waits(shown: Shown) -> None:
    strip = shown.hear(Contact.CUT_OFF, UNREACHABLE, ago_ms=DAY_MS)
    assert strip.startswith("Offline since ")
    assert strip.endswith("records wait")
    assert shown.desk.till.state().status.exchange_tone is Tone.WARN


def test_what_is_held_back_is_said_in_one_sentence(shown: Shown) -> None:
    strip = shown.hear(Contact.CUT_OFF, Message("server.revoked"))
    assert strip == "This till does not belong to the server any more."
    assert shown.state().problem.startswith(strip)
    assert shown.state().tone is Tone.BAD


def test_the_queue_names_sales_by_their_receipt_newest_first(shown: Shown) -> None:
    till = shown.desk.till
    till.scan(COFFEE)
    till.key("exact")
    last = till.counter.session.last
    assert last is not None
    shown.hear(Contact.CUT_OFF, UNREACHABLE)
    state = shown.state()
    assert state.queue[0].amount == last.completed.receipt_number
    assert state.queue[0].text.endswith("Sale")
    assert len(state.queue) == till.counter.storage.outbox.waiting().facts
    assert str(len(state.queue)) in state.queue_title
    assert any(each.value == "in 20 seconds" for each in state.figures)


def test_try_now_reaches_the_exchange(shown: Shown) -> None:
    shown.presenter.try_now()
    assert shown.pane.tries == 1


def test_what_the_server_cannot_apply_is_looked_at(shown: Shown) -> None:
    shown.stick()
    assert "1 record needs a manager's look" in shown.hear()
    (row,) = shown.state().kept
    assert not row.seen
    assert "does not know yet" in row.reason
    shown.presenter.mark(row.event)
    (row,) = shown.state().kept
    assert row.seen.startswith(f"Seen by {MANAGER.name}")
    assert "of a kind that the server does not know" in shown.pane.asked[0]
    (file,) = shown.folder.glob("record-*.json")
    assert row.event in file.name
    assert '"body"' in file.read_text()
    note = shown.desk.till.counter.storage.database.row(
        "SELECT CAST(body AS TEXT) FROM journal WHERE kind = 'override' ORDER BY entry_no DESC LIMIT 1"
    )
    assert note is not None
    assert row.event in note[0]
    assert MANAGER.name not in note[0]
    assert shown.hear().startswith("Server "), "seen, so the strip is quiet again"


def test_points_given_offline_are_told_with_their_worth_and_can_be_extended(shown: Shown) -> None:
    desk = shown.desk
    desk.gateway.line = False
    desk.till.scan(CARD, COFFEE, COFFEE)
    desk.till.key("reward", "exact")
    shown.hear(Contact.CUT_OFF, UNREACHABLE)
    state = shown.state()
    assert any(each.value == "50 of 10,000 points given (5.00)" for each in state.figures), state.figures
    assert state.extend
    desk.till.presenter.offline.ask_manager = shown.pane.agree
    shown.presenter.extend()
    assert shown.state().extend == ""
    assert any("of 20,000 points" in each.value for each in shown.state().figures)


def test_overdrafts_are_told_once_a_day(shown: Shown) -> None:
    till = shown.desk.till
    shown.pane.reply = ReportReply(overdrawn=(OverdrawnSum("risk_offline", 3, 42),))
    shown.hear()
    assert "offline overdraft: 3 members, 4.20" in till.said
    assert till.notice().action == SHOW
    assert till.notice().second_action == "dismiss"
    till.presenter.answer("dismiss")
    shown.hear()
    assert till.said == ""
    assert len(shown.pane.spans) == 1
    report = shown.state().report
    assert [(each.text, each.amount) for each in report] == [
        ("Offline overdraft: 3 members, 42 points", "4.20")
    ]
    till.counter.clock.at_ms += DAY_MS
    shown.hear()
    assert len(shown.pane.spans) == 2
    assert shown.pane.spans[1][0] == shown.pane.spans[0][1] + 1, "no instant twice, none left out"


def test_a_cashier_is_not_told_and_nothing_is_lost(shown: Shown) -> None:
    till = shown.desk.till
    shown.pane.reply = ReportReply(overdrawn=(OverdrawnSum("risk_offline", 1, 10),))
    till.counter.session.cashier = CASHIER
    shown.hear()
    assert shown.pane.spans == []
    till.counter.session.cashier = MANAGER
    shown.presenter.begin()
    shown.answer()
    assert "1 member, 1.00" in till.said


def test_an_answer_that_does_not_come_is_asked_for_again(shown: Shown) -> None:
    shown.hear()
    assert shown.book.reported() is None
    shown.pane.reply = ReportReply()
    shown.hear()
    assert isinstance(shown.book.reported(), Reported)
    assert shown.desk.till.said == "", "nothing found, nothing said"
    assert [each.text for each in shown.state().report] == ["Nothing to look at."]


def test_facts_of_a_stream_that_ended_wait_once(shown: Shown) -> None:
    """A disk was set back: what the server lacks is in the new stream again, and shown once."""
    storage = shown.desk.till.counter.storage
    before = [(each.at_ms, each.kind, each.receipt_number) for each in shown.book.queue(500)]
    assert len(before) == storage.outbox.waiting().facts
    request = storage.outbox.next_push(5, 1 << 20)
    storage.outbox.reincarnate(request, 1)
    after = [(each.at_ms, each.kind, each.receipt_number) for each in shown.book.queue(500)]
    assert len(after) == storage.outbox.waiting().facts
    assert sorted(after) != []
    assert set(before) <= set(after)
    assert len(shown.book.queue(2)) == 2
    assert shown.book.queue(2) == shown.book.queue(500)[:2]
