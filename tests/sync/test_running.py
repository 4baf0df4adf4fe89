"""A till from its start to its end, with the thread of the exchange beside it."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from pos_app.demo.shop import build_demo
from pos_app.ports.gateway import Contact
from pos_app.ports.sync_status import SyncStatus
from pos_app.runtime.system_clock import SystemClock
from pos_app.sync.address import EnrolCode, read_address
from pos_app.sync.client import HttpHub
from pos_app.sync.joining import Applicant, connect
from pos_app.sync.running import http_hub
from pos_app.terminal import Terminal, build
from pos_app.wire.fact import FactKind
from tests.support.fault_proxy import FaultProxy
from tests.support.served import Served, served
from tests.sync.shop import facts_of, put_document

ALONE = """
import sys
from pathlib import Path
from pos_app.terminal import build
build(Path(sys.argv[1]), use_keyring=False).close()
print(sorted(each for each in sys.modules if each.partition(".")[0] in ("httpx", "httpcore", "ssl")))
print(sorted(each for each in sys.modules if each.startswith("pos_app.sync")))
"""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Served]:
    """A server with SQLite."""
    with served(tmp_path / "server") as one:
        yield one


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A shop."""
    build_demo(tmp_path / "till", SystemClock(), use_keyring=False, real_products=False)
    return tmp_path / "till"


def joined(folder: Path, server: Served, port: int = 0) -> None:
    """Let the shop's till join."""
    assert server.node is not None
    address = f"http://127.0.0.1:{port}" if port else server.address
    terminal = build(folder, use_keyring=False)
    made: list[HttpHub] = []
    try:
        outbox, clock = terminal.storage.outbox, terminal.tools.clock
        code = EnrolCode(server.node.make_code("0001", "01"), "")

        def hub_of(place: object, pin: str) -> HttpHub:
            made.append(http_hub(outbox, clock, "0.1.0 p1", read_address(address), pin))
            return made[-1]

        connect(
            outbox, read_address(address), code, Applicant("Till", "0.1.0 p1", "0001", "01", True), hub_of
        )
    finally:
        for each in made:
            each.close()
        terminal.close()


class Watch:
    """Waits for what the thread tells."""

    def __init__(self) -> None:
        self.changed = threading.Condition()
        self.seen: list[SyncStatus] = []

    def __call__(self, status: SyncStatus) -> None:
        with self.changed:
            self.seen.append(status)
            self.changed.notify_all()

    def until_told(self) -> SyncStatus:
        """The first status by which nothing waits and nobody is busy."""
        return self.until(lambda one: one.last_exchange_at_ms > 0 and not one.waiting and not one.busy)

    def until(self, is_so: object) -> SyncStatus:
        """The newest status, as soon as it is so."""
        assert callable(is_so)
        with self.changed:
            assert self.changed.wait_for(lambda: self.seen and is_so(self.seen[-1]), 30), self.seen[-1:]
            return self.seen[-1]


def note(terminal: Terminal) -> None:
    """File a fact."""
    tools = terminal.tools
    kind = FactKind.DRAWER_NO_SALE.value
    tools.books.note(tools.new_id(), kind, tools.clock.now_ms(), {})  # type: ignore[arg-type]  # any new id will do


def test_a_till_on_its_own_imports_nothing_of_it(folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", ALONE, str(folder)], capture_output=True, text=True, check=True
    )
    lines = done.stdout.splitlines()
    assert "httpx" not in lines[0]
    assert lines[1] == "[]"


def test_a_filed_fact_reaches_the_server_by_itself(folder: Path, server: Served) -> None:
    joined(folder, server)
    terminal, watch = build(folder, use_keyring=False), Watch()
    assert terminal.syncing is not None
    assert terminal.tools.gateway is terminal.syncing.gateway
    assert not terminal.tools.is_connected(), "nobody has asked yet"
    terminal.syncing.watch(watch)
    terminal.syncing.start()
    watch.until_told()
    assert terminal.tools.is_connected()
    before = len(facts_of(server))
    seen = len(watch.seen)
    note(terminal)
    with watch.changed:
        assert watch.changed.wait_for(
            lambda: len(watch.seen) > seen + 1 and not (watch.seen[-1].waiting or watch.seen[-1].busy), 30
        )
    assert len(facts_of(server)) == before + 1
    terminal.close()


def test_a_program_of_head_office_counts_from_the_next_sale_on(folder: Path, server: Served) -> None:
    joined(folder, server)
    terminal, watch = build(folder, use_keyring=False), Watch()
    syncing = terminal.syncing
    assert syncing is not None
    session = terminal.session(terminal.staff.cashiers()[0])
    own, first_sale = terminal.program.program, session.sale.sale_id
    put_document(server, "shop", "program", "shop", replace(own, name="Winter program", version=99))
    put_document(server, "shop", "settings", "shop", replace(terminal.settings.shop, name="The Chain"))
    kinds: list[frozenset[str]] = []
    syncing.watch_documents(kinds.append)
    syncing.watch(watch)
    syncing.start()
    watch.until_told()
    watch.until(lambda _one: kinds)
    assert session.tools.program.program.name == own.name
    assert session.sale.sale_id == first_sale
    session.start()
    assert session.tools.program.program.name == "Winter program"
    assert session.tools.shop.name == "The Chain"
    session.start()
    after_sign_on = terminal.session(terminal.staff.cashiers()[0])
    assert after_sign_on.tools.program.program.name == "Winter program"
    terminal.close()
    again = build(folder, use_keyring=False)
    assert (again.program.program.name, again.settings.shop.name) == ("Winter program", "The Chain")
    again.close()


def test_closing_does_not_wait_for_a_server_that_says_nothing(folder: Path, server: Served) -> None:
    with FaultProxy(int(server.address.rpartition(":")[2])) as cable:
        joined(folder, server, cable.port)
        terminal, watch = build(folder, use_keyring=False), Watch()
        assert terminal.syncing is not None
        terminal.syncing.watch(watch)
        terminal.syncing.start()
        watch.until_told()
        cable.pull_cable()
        seen = len(watch.seen)
        note(terminal)
        with watch.changed:
            assert watch.changed.wait_for(lambda: any(one.busy for one in watch.seen[seen:]), 30)
        before = time.monotonic()
        terminal.close()
        assert time.monotonic() - before < 3
        again = build(folder, use_keyring=False)
        assert again.storage.outbox.waiting().facts >= 1, "what was not told is still there"
        assert again.syncing is not None
        assert again.syncing.status.contact is Contact.CUT_OFF
        again.close()
