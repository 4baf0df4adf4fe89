"""The thread in step with the server, told by what it publishes."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from random import Random

import pytest

from pos_app.kernel.errors import Refused, Unavailable
from pos_app.kernel.exchange_limits import SYNC_AFTER_OUTAGE_MS, SYNC_HEARTBEAT_MS, SYNC_RETRY_MS_MAX
from pos_app.kernel.messages import Message
from pos_app.ports.gateway import Contact
from pos_app.ports.sync_status import SyncStatus
from pos_app.sync.attempts import Attempts, News
from pos_app.sync.contact import ContactBoard
from pos_app.sync.crossing import Crossing
from pos_app.sync.loop import SyncLoop
from pos_app.sync.pace import Pace
from pos_app.wire.pull import FedDocument
from tests.support.tills import START_MS, SetClock
from tests.sync.memory import MemoryHub, unreachable
from tests.sync.memory_outbox import MemoryOutbox


class Setting:
    """Everything around the loop, in memory."""

    def __init__(self, outbox: MemoryOutbox | None = None) -> None:
        self.hub, self.outbox, self.clock = MemoryHub(), outbox or MemoryOutbox(), SetClock()
        self.hub.now_ms = self.clock.at_ms
        self.board, self.seen, self.documents = ContactBoard(), [], 0  # type: ContactBoard, list[SyncStatus], int
        self.changed = threading.Condition()
        news = News(status=self._hear, documents=self._documents)
        self.attempts = Attempts(
            self.hub, self.outbox, self.clock, Pace(Random(7)), self.board, Crossing(), news
        )
        self.loop = SyncLoop(self.attempts, self.board, self.clock, lambda: None)

    @property
    def last(self) -> SyncStatus:
        return self.seen[-1]

    def until(self, is_so: Callable[[], bool]) -> None:
        """Wait, with a bound, until a published status shows it."""
        with self.changed:
            assert self.changed.wait_for(is_so, 5), self.seen[-1:]

    def _hear(self, status: SyncStatus) -> None:
        with self.changed:
            self.seen.append(status)
            self.changed.notify_all()

    def _documents(self) -> None:
        self.documents += 1


@pytest.fixture
def setting() -> Iterator[Setting]:
    """A till with a server; the loop ends with the test."""
    one = Setting()
    yield one
    assert one.loop.stop()


def test_a_good_exchange_is_told(setting: Setting) -> None:
    setting.outbox.file("a", "b")
    wait_ms = setting.attempts.attempt()
    assert SYNC_HEARTBEAT_MS * 8 // 10 <= wait_ms <= SYNC_HEARTBEAT_MS * 12 // 10
    assert setting.seen[0].busy
    assert setting.last == SyncStatus(
        contact=Contact.CONNECTED,
        last_exchange_at_ms=START_MS,
        server_name="Head office",
        next_try_at_ms=START_MS + wait_ms,
    )
    assert setting.hub.asked == ["time", "push", "pull"]


def test_the_server_is_greeted_once_as_long_as_it_stays(setting: Setting) -> None:
    setting.attempts.attempt()
    setting.attempts.attempt()
    assert setting.hub.asked.count("time") == 1


def test_a_failure_says_why_and_what_waits(setting: Setting) -> None:
    setting.outbox.file("a", "b")
    setting.hub.fault = unreachable
    wait_ms = setting.attempts.attempt()
    assert 0 < wait_ms <= SYNC_RETRY_MS_MAX
    assert setting.last.contact is Contact.CUT_OFF
    assert setting.last.waiting == 2
    assert setting.last.held_back == Message("server.unreachable", {"host": "server.shop"})
    assert not setting.attempts.may_hurry


@pytest.mark.parametrize("code", ["server.revoked", "server.upgrade"])
def test_a_refusal_holds_back_without_an_end_of_sales(setting: Setting, code: str) -> None:
    def refuse(name: str) -> None:
        if name == "push":
            raise Refused(code)

    setting.outbox.file("a")
    setting.hub.fault = refuse
    setting.attempts.attempt()
    refused = setting.last
    assert (refused.held_back, refused.waiting) == (Message(code), 1)
    setting.hub.fault = lambda _name: None
    setting.attempts.attempt()
    told = setting.last
    assert (told.held_back, told.waiting) == (None, 0)


def test_a_stranger_is_told_nothing(setting: Setting) -> None:
    def stranger(name: str) -> None:
        if name != "time":
            raise Refused("server.unknown_terminal")

    setting.hub.epoch, setting.hub.fault = "another", stranger
    setting.outbox.file("a")
    for _ in range(3):
        setting.attempts.attempt()
    assert setting.last.held_back == Message("sync.other_server", {"name": "Head office"})
    assert not setting.hub.pushes


def test_a_busy_server_is_still_there(setting: Setting) -> None:
    setting.attempts.attempt()

    def busy(_name: str) -> None:
        raise Unavailable("server.busy", retry_ms=9000)

    setting.hub.fault = busy
    assert setting.attempts.attempt() > 9000
    assert setting.last.contact is Contact.CONNECTED


def test_a_bug_is_told_and_the_next_try_comes(
    setting: Setting, expect_warning: Callable[[str], None]
) -> None:
    def broken(_name: str) -> None:
        raise ZeroDivisionError

    expect_warning("the exchange broke off")
    setting.hub.fault = broken
    assert setting.attempts.attempt() > 0
    assert setting.last.held_back == Message("sync.broken", {"detail": "ZeroDivisionError"})


def test_after_an_outage_contact_comes_first_the_facts_later(setting: Setting) -> None:
    setting.outbox.file("a")
    setting.hub.fault = unreachable
    setting.attempts.attempt()
    setting.clock.at_ms += 10 * 60_000
    setting.hub.now_ms = setting.clock.at_ms
    setting.hub.fault = lambda _name: None
    wait_ms = setting.attempts.attempt()
    assert 0 < wait_ms <= SYNC_AFTER_OUTAGE_MS
    assert setting.last.contact is Contact.CONNECTED, "holds can be asked for at once"
    assert not setting.hub.pushes
    assert not setting.attempts.may_hurry, "a filed sale does not jump the queue"
    setting.attempts.attempt()
    assert setting.last.waiting == 0


def test_documents_are_looked_at_once_and_whenever_some_came(setting: Setting) -> None:
    setting.attempts.attempt()
    setting.attempts.attempt()
    assert setting.documents == 1
    setting.hub.pages = [(FedDocument(0, 1, "shop", "product", "1", 1, "{}"),)]
    setting.attempts.attempt()
    assert setting.documents == 2


def test_a_till_without_a_server_is_alone() -> None:
    setting = Setting(MemoryOutbox(link=None))
    setting.attempts.attempt()
    assert setting.last.contact is Contact.ALONE
    assert not setting.hub.asked


def test_a_filed_sale_is_told_at_once(setting: Setting) -> None:
    setting.loop.start()
    setting.until(lambda: setting.last.last_exchange_at_ms > 0 and not setting.last.busy)
    setting.outbox.file("a")
    setting.loop.wake()
    setting.until(lambda: len(setting.hub.bodies()) == 1)


def test_while_cut_off_a_filed_sale_is_counted_and_nobody_is_asked(setting: Setting) -> None:
    setting.hub.fault = unreachable
    setting.loop.start()
    setting.until(lambda: setting.last.held_back is not None and not setting.last.busy)
    asked = len(setting.hub.asked)
    setting.outbox.file("a")
    setting.loop.wake()
    setting.until(lambda: setting.last.waiting == 1)
    assert len(setting.hub.asked) == asked
    setting.hub.fault = lambda _name: None
    setting.loop.try_now()
    setting.until(lambda: setting.last.waiting == 0)


def test_what_the_checkout_found_out_is_tried_again_soon(setting: Setting) -> None:
    setting.loop.start()
    setting.until(lambda: setting.last.last_exchange_at_ms > 0 and not setting.last.busy)
    setting.board.lost()
    setting.until(lambda: setting.last.contact is Contact.CUT_OFF)
    assert setting.last.next_try_at_ms <= START_MS + 1000
    setting.clock.at_ms += 1000
    setting.loop.wake()
    setting.until(lambda: setting.last.contact is Contact.CONNECTED)


def test_it_ends_before_it_began() -> None:
    assert Setting().loop.stop()
