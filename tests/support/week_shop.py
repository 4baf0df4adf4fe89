"""The shop of a simulated week: PostgreSQL, two processes of the server, three tills, a cable to each."""

from __future__ import annotations

import re
import shutil
import signal
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, redirect_stdout, suppress
from io import StringIO
from pathlib import Path

from pos_app.cli.main import main
from pos_app.kernel.clock import DAY_MS
from pos_app.kernel.ids import EventId, MemberId
from pos_app.ports.members import Enrolment
from pos_app.runtime.fresh_ids import FreshIds
from pos_app.runtime.paths import resource_path
from pos_app.server.http.certificate import CERTIFICATE_FILE
from pos_app.storage.opening import open_storage
from tests.support.counters import MANAGER, SHELF
from tests.support.fault_proxy import FaultProxy
from tests.support.ports import free_port
from tests.support.postgres import Cluster, cluster
from tests.support.week_clock import TownClock
from tests.support.week_hands import PIN, WeekTill
from tests.support.week_server import WeekServer

TILLS = 3
CARDS = ("M10000001", "M10000002", "M10000003")
RISK_A_MEMBER, REWARD_POINTS = 160, 40
"""What the program lets a till give away that is cut off, and what a reward costs."""
PROGRAM = """
[program]
id = "week"
name = "Week"
version = 1

[expiry]
kind = "after"
months = 12

[offline]
mode = "risk"
points_per_sale = 80
points_per_member = 160

[[earn]]
id = "base"
name = "Points"
points = 2
per_spend = "1.00"

[[reward]]
id = "five"
name = "5.00 off"
points = 40
amount = "5.00"

[[coupon]]
id = "back"
name = "1.00 off your next purchase"
amount = "1.00"
automatic = true
issued = { minimum_spend = "20.00" }
valid_days = 30
"""


class WeekShop:
    """Everything that can be pulled, cut, killed."""

    def __init__(self, folder: Path, database: Cluster, open_things: ExitStack) -> None:
        self.folder, self.database = folder, database
        self.clock = TownClock(folder / "clock")
        self.clock.begin()
        words = ("--database", database.dsn())
        self.servers = [
            WeekServer(folder / "clock", folder / f"server{name}", *words, port=free_port()) for name in "ab"
        ]
        self.cables = [
            open_things.enter_context(FaultProxy(self.servers[number % 2].port)) for number in range(TILLS)
        ]
        self.tills = [
            WeekTill(number + 1, folder / f"till{number + 1}", folder / "clock") for number in range(TILLS)
        ]
        self.server_kills = self.database_kills = 0
        self.members: dict[str, str] = {}
        """The member of each card."""

    def open(self) -> None:
        """The first morning: a till with members, two without; all of them join."""
        first, second = self.servers
        first.start()
        second_folder = self.folder / "serverb"
        second_folder.mkdir(mode=0o700)
        shutil.copy(self.folder / "servera" / CERTIFICATE_FILE, second_folder / CERTIFICATE_FILE)
        second.start()
        found = re.search(r"pos-app connect (\S+) (\S+)-(\w{16})", first.said)
        assert found is not None, first.said
        for till, cable in zip(self.tills, self.cables, strict=True):
            _furnish(till.folder, till.number)
            if till.number == 1:
                self.members = _people(till.folder, self.clock)
            code = found[2] if till.number == 1 else self._code(till.number)
            words = (f"https://127.0.0.1:{cable.port}", f"{code}-{found[3]}", "--data", str(till.folder))
            assert main(["connect", *words]) == 0
        for till in self.tills:
            till.start()

    def _code(self, number: int) -> str:
        words = ("--data", str(self.folder / "servera"), "--database", self.database.dsn())
        with redirect_stdout(StringIO()) as said:
            assert main(["server", "code", "--terminal", f"{number:02}", *words]) == 0
        found = re.search(r"pos-app connect \S+ (\w{8})", said.getvalue())
        assert found is not None, said.getvalue()
        return found[1]

    def kill_server(self, which: int) -> None:
        """Kill one of the processes of the server."""
        self.servers[which].end(signal.SIGKILL)
        self.server_kills += 1

    def kill_database(self) -> None:
        """PostgreSQL dies with all its processes."""
        self.database.kill()
        self.database_kills += 1

    def mend(self) -> None:
        """Whatever is down is started, whatever was pulled is plugged in."""
        if not self.database.running:
            self.database.start()
        for server in self.servers:
            if server.process is None:
                server.start()
            server.wait_ready()
        for number, cable in enumerate(self.cables):
            cable.target = (cable.target[0], self.servers[number % 2].port)
            cable.reset_connections()
            cable.plug_in()
        for till in self.tills:
            if not till.runs:
                till.start()

    def close(self) -> None:
        """Take everything down, however it stands."""
        for till in self.tills:
            if till.runs:
                till.kill()
        for server in self.servers:
            if server.process is not None:
                with suppress(AssertionError):
                    server.end(signal.SIGKILL)


@contextmanager
def week_shop(folder: Path) -> Iterator[WeekShop]:
    """A shop that is open; afterwards nothing is left of its processes."""
    with cluster() as database, ExitStack() as open_things:
        shop = WeekShop(folder, database, open_things)
        open_things.callback(shop.close)
        shop.open()
        yield shop


def _furnish(folder: Path, number: int) -> None:
    """A till's own files."""
    folder.mkdir()
    text = resource_path("shop", "shop.toml").read_text(encoding="utf-8")
    text = text.replace('program = "corner-shop"', 'program = "week.toml"')
    text = text.replace('terminal = "01"', f'terminal = "{number:02}"')
    (folder / "shop.toml").write_text(text, encoding="utf-8")
    (folder / "week.toml").write_text(PROGRAM, encoding="utf-8")


def _people(folder: Path, clock: TownClock) -> dict[str, str]:
    """Goods, a manager, members of forty days; returns whose each card is."""
    members = {}
    ids = FreshIds(clock)
    storage = open_storage(folder, clock, ids, use_keyring=True)
    try:
        storage.catalogue.add(SHELF)
        storage.staff.add(MANAGER, PIN)
        for place, card in enumerate(CARDS):
            member = MemberId(ids())
            members[card] = str(member)
            storage.members.enrol(
                Enrolment(
                    event_id=EventId(ids()),
                    member_id=member,
                    name=f"Member {place}",
                    phone=f"+35385012350{place}",
                    card=card,
                    consent=True,
                    consent_text="consent.v1",
                    tier="base",
                    at_ms=clock.now_ms() - 40 * DAY_MS,
                )
            )
    finally:
        storage.close()
    return members
