"""One simulated world: a server, some tills, some members, everything that can go wrong between them."""

from __future__ import annotations

import shutil
from pathlib import Path
from random import Random

import msgspec

from pos_app.kernel.ids import MemberId
from pos_app.sync.address import EnrolCode, ServerPlace
from pos_app.sync.joining import Applicant, HubOf, connect
from tests.simulation.line import Line, Network
from tests.simulation.site import ServerSite
from tests.simulation.till import SimulatedTill
from tests.support.tills import START_MS, CountedIds, SetClock, enrolment

HOUR_MS = 3_600_000
REWARDS = ("", "five", "five", "pay")
ROUNDS_TO_REST = 30
PLACE = ServerPlace("http", "127.0.0.1", 80)
TEMPLATE_TILLS = 4


class Faults(msgspec.Struct, frozen=True):
    """How bad a world is: shares of messages lost and repeated, backups put back, disks put back."""

    lost: float = 0.15
    repeated: float = 0.1
    restores: bool = False
    rollbacks: bool = False


PROFILES = {
    "cables": Faults(),
    "restores": Faults(restores=True),
    "rollbacks": Faults(rollbacks=True),
    "everything": Faults(lost=0.3, repeated=0.3, restores=True, rollbacks=True),
}


class Cast(msgspec.Struct, frozen=True):
    """Who is in every world."""

    cards: tuple[str, ...]
    members: tuple[MemberId, ...]


class World:
    """Runs a number of random steps from a seed; then everything heals, and must agree."""

    def __init__(
        self, folder: Path, template: Path, cast: Cast, seed: int, faults: Faults, tills: int = 3
    ) -> None:
        self.random = Random(seed)
        self.faults, self.cast = faults, cast
        shutil.copytree(template, folder, dirs_exist_ok=True)
        self.clock = SetClock(START_MS + 40 * 24 * HOUR_MS)
        self.site = ServerSite(folder / "server", self.clock, CountedIds(10**9), self.random)
        self.network = Network(self.site, self.random, 0, 0)
        self.tills = [
            SimulatedTill(
                folder / f"till{number}",
                number,
                self.clock,
                CountedIds(number * 10**8),
                self.network,
                self.random,
            )
            for number in range(1, tills + 1)
        ]
        self.enrolled: list[str] = []
        for till in self.tills:
            till.exchange()
        self.network.lost, self.network.repeated = faults.lost, faults.repeated

    def run(self, steps: int) -> None:
        """Let things happen."""
        for _ in range(steps):
            self.clock.at_ms += self.random.randrange(HOUR_MS // 2)
            if self.random.random() < 0.1:
                self.clock.at_ms += 24 * HOUR_MS
            self._step(self.random.choice(self.tills), self.random.random())
            self.site.apply_some()

    def _step(self, till: SimulatedTill, dice: float) -> None:
        if dice < 0.45:
            card = self.random.choice((*self.cast.cards, *self.enrolled, ""))
            till.sell(card, self.random.choice(REWARDS), walks_away=self.random.random() < 0.08)
        elif dice < 0.65:
            till.exchange()
        elif dice < 0.73:
            till.is_up = self.random.random() < 0.6
        elif dice < 0.80:
            receipts = self.random.choice(self.tills).receipts
            if receipts:
                till.take_back(self.random.choice(receipts))
        elif dice < 0.86:
            self.network.deliver_late()
        elif dice < 0.88:
            till.restart()
        elif dice < 0.90:
            self._enrol(till)
        elif dice < 0.95 and self.faults.rollbacks:
            if not till.put_disk_back():
                till.save_disk()
        elif dice >= 0.95 and self.faults.restores and not self.site.put_back():
            self.site.back_up()

    def _enrol(self, till: SimulatedTill) -> None:
        number = len(self.enrolled) + 1
        card = f"M9{number:07}"
        new = enrolment(till.ids, card=card, phone=f"+4915199{number:06}")
        till.storage.members.enrol(msgspec.structs.replace(new, at_ms=self.clock.at_ms))
        self.enrolled.append(card)

    def heal(self) -> None:
        """Everything arrives from now on; after a while nothing waits any more."""
        self.network.heal()
        for till in self.tills:
            till.is_up = True
        for _ in range(ROUNDS_TO_REST):
            done = [till.exchange() for till in self.tills]
            self.site.apply_all()
            assert all(done), "a healed network carries everything"
            if self._rests():
                break
        for _ in range(2):
            for till in self.tills:
                till.exchange()
            self.site.apply_all()
        for till in self.tills:
            till.exchange()

    def _rests(self) -> bool:
        return all(
            not till.storage.outbox.waiting().facts and not till.storage.outbox.next_push(1, 1000).open
            for till in self.tills
        )

    def close(self) -> None:
        """Leave all files."""
        for till in self.tills:
            till.close()
        self.site.close()


def _over(line: Line) -> HubOf:
    return lambda _place, _fingerprint: line


def make_template(folder: Path, cards: int = 3) -> Cast:
    """Let tills join a server, with members who have shopped; worlds begin with a copy of that."""
    clock, random = SetClock(), Random(0)
    site = ServerSite(folder / "server", clock, CountedIds(10**9 - 10**6), random)
    network = Network(site, random, 0, 0)
    names = tuple(f"M1{number:07}" for number in range(cards))
    members: list[MemberId] = []
    tills = []
    for number in range(1, TEMPLATE_TILLS + 1):
        till = SimulatedTill(
            folder / f"till{number}", number, clock, CountedIds(number * 10**8 - 10**7), network, random
        )
        if number == 1:
            for place, card in enumerate(names):
                new = enrolment(till.ids, card=card, phone=f"+4915112340{place:02}")
                till.storage.members.enrol(new)
                members.append(new.member_id)
                till.sell(card, "")
        code = EnrolCode(site.node.make_code("0001", f"{number:02}"), "")
        who = Applicant(f"Till {number}", "test", "0001", f"{number:02}", number == 1)
        connect(till.storage.outbox, PLACE, code, who, _over(till.line))
        till.restart()
        tills.append(till)
    for _ in range(3):
        for till in tills:
            till.exchange()
        site.apply_all()
    for till in tills:
        till.close()
    site.close()
    return Cast(names, tuple(members))
