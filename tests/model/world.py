"""One deterministic world of the fast model: terminals, server, a network that loses, repeats, delays."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any, Final

from tests.model.facts import GRANT, points_of
from tests.model.faults import cut_off, strike
from tests.model.messages import NO_CTL, Pull, PushAnswer
from tests.model.posting import NEVER
from tests.model.profiles import Mode, Profile
from tests.model.selling import age, ask_for_grant, issue, merge, refund, sell
from tests.model.server import Server
from tests.model.terminal import EagerTerminal, Terminal
from tests.model.watching import check_shown, watch

ROUNDS: Final = 6
HEALING: Final = 60
ROWS: Final = 5
WITNESSES: Final = 40


def actions_of(profile: Profile) -> list[Callable[[World, Terminal], object]]:
    """Return what can happen in a step, each as often as its share says."""
    shares: list[tuple[int, Callable[[World, Terminal], object]]] = [
        (profile.sales, sell),
        (profile.pushes, World.exchange),
        (profile.pulls, World.read_feed),
        (profile.looks, World.look_up),
        (profile.outages, cut_off),
        (profile.refunds, refund),
        (profile.late_copies, World.repeat_late),
        (profile.ages * profile.lots, age),
        (5 * (profile.mode is Mode.ESCROW), ask_for_grant),
        (2 * profile.bearer, issue),
        (1 * profile.merges, merge),
        (4, strike),
    ]
    return [action for share, action in shares for _ in range(share)]


class World:
    """Everything follows from the seed: the same seed makes the same world on every machine."""

    server_type: type[Server] = Server
    terminal_type: type[Terminal] = Terminal

    def __init__(self, seed: int, profile: Profile) -> None:
        self.seed, self.profile = seed, profile
        self.random = Random(seed)
        self.numbers = 0
        self.server = self.server_type(self.number())
        self.terminals = [self.new_terminal() for _ in range(profile.terminals)]
        self.lost: list[Terminal] = []
        self.accounts = [points_of(member) for member in range(profile.members)]
        self.cards: list[int] = []
        self.receipts: list[tuple[int, int, int]] = []
        self.lots: list[tuple[int, int, int]] = []
        self.messages: list[tuple[str, Any]] = []
        self.backup: Server | None = None
        self.actions = actions_of(profile)
        self.drop, self.day, self.time = profile.drop_percent / 100, 0, 0
        self.counts: dict[str, int] = {}

    def number(self) -> int:
        """Return a number that nobody had before."""
        self.numbers += 1
        return self.numbers

    def new_terminal(self) -> Terminal:
        """Return a machine with a key of its own."""
        kind = EagerTerminal if self.profile.eager else self.terminal_type
        return kind(self.number(), self.number(), self.number())

    def restore(self, backup: Server) -> None:
        """Put a backup in the place of the server; what was revoked is kept beside the backup."""
        revoked = self.server.revoked
        self.server = backup
        self.server.epoch = self.number()
        for device in revoked:
            self.server.revoke(device)
        self.messages.clear()

    def count(self, what: str) -> None:
        """Note that something has happened."""
        self.counts[what] = self.counts.get(what, 0) + 1

    def ask(self, terminal: Terminal, method: str, message: Any) -> Any:
        """Send a message, return the answer, None if either was lost: nobody knows which."""
        if terminal.is_offline or self.random.random() < self.drop:
            return None
        self.messages.append((method, message))
        answer = getattr(self.server, method)(message)
        return None if self.random.random() < self.drop else answer

    def run(self) -> None:
        """Live through all steps, then let everything come to rest. Raises Violation."""
        for time in range(self.profile.steps):
            self.time = time
            self.step()
        self.heal()

    def step(self) -> None:
        """Let one thing happen, then let the server work."""
        terminal = self.terminals[int(self.random.random() * len(self.terminals))]
        if terminal.is_offline and 0 < terminal.offline_until <= self.time:
            terminal.is_offline, terminal.offline_until = False, 0
        self.actions[int(self.random.random() * len(self.actions))](self, terminal)
        self.work(0.5)

    def work(self, share: float) -> None:
        """Let the server do the next thing of some streams; now and then it dies on the way."""
        random, crash = self.random, self.profile.crash_percent / 100
        for number in list(self.server.busy):
            if random.random() < share:
                steps = 1 + int(random.random() * 4) if random.random() < crash else NEVER
                self.server.work_off(self.server.streams[number], steps)

    def work_all(self) -> None:
        """Let the server finish."""
        while self.server.busy:
            self.work(1.0)

    def repeat_late(self, _terminal: Terminal | None = None) -> None:
        """An old message comes once more."""
        if self.messages:
            method, message = self.messages[int(self.random.random() * len(self.messages))]
            getattr(self.server, method)(message)

    def exchange(self, terminal: Terminal) -> bool:
        """Push until everything is acked or the line is dead; older streams after the live one.

        The journal of a machine whose key was revoked is brought in by hand, without any say on reservations.
        """
        for _ in range(ROUNDS):
            live, by_hand = terminal.journal.live, terminal.is_revoked
            if by_hand:
                message = live.push(terminal.device, NO_CTL, ())
            else:
                terminal.ctl += 1
                message = live.push(terminal.device, terminal.ctl, terminal.listed())
            answer: PushAnswer | None = self.ask(terminal, "push", message)
            if answer is None:
                return False
            if terminal.hear(answer._replace(seen_ctl=NO_CTL) if by_hand else answer, self.number()):
                terminal.risk_total = 0
                return self._older_streams(terminal) and terminal.journal.live.is_acked
        return False

    def _older_streams(self, terminal: Terminal) -> bool:
        for chain in terminal.journal.archive:
            for _ in range(ROUNDS):
                if chain.epoch == terminal.epoch:
                    break
                answer = self.ask(terminal, "push", chain.push(terminal.device, NO_CTL, ()))
                if answer is None:
                    return False
                terminal.hear_of(chain, answer)
        return True

    def read_feed(self, terminal: Terminal) -> None:
        """Ask for the feed, or take in a page that is still under way."""
        if terminal.page is not None:
            (asked_in, page), terminal.page = terminal.page, None
            terminal.take_page(page, asked_in, self.random.random() < 0.1)
            watch(self, terminal)
            return
        page = self.ask(terminal, "pull", Pull(terminal.device, terminal.epoch, terminal.cursors, ROWS))
        if page is None:
            return
        if self.random.random() < 0.4:
            terminal.page = (terminal.epoch, page)
        else:
            terminal.take_page(page, terminal.epoch, self.random.random() < 0.1)
            watch(self, terminal)

    def look_up(self, terminal: Terminal) -> None:
        """A card was shown: read the account past the feed."""
        asked_in = terminal.epoch
        known = list(self.server.accounts) or self.accounts
        account = known[int(self.random.random() * len(known))]
        row = self.ask(terminal, "row", account)
        if row is not None and asked_in == terminal.epoch:
            terminal.learn_epoch(row.epoch)
            terminal.take_row(row)
            if account in terminal.cache:
                check_shown(self, terminal, account)

    def heal(self) -> None:
        """The network is good, everybody is there, found machines, too: after some rounds nothing is left to do."""
        self.drop = 0.0
        for terminal in (*self.terminals, *self.lost):
            terminal.is_offline, terminal.page = False, None
            for number, held in list(terminal.open.items()):
                held.is_closing = held.kind == GRANT
                if not held.is_closing and not held.captured:
                    del terminal.open[number]
        for _ in range(HEALING):
            done = [self.exchange(terminal) for terminal in (*self.terminals, *self.lost)]
            self.work_all()
            if all(done) and not any(terminal.open for terminal in self.terminals):
                break
        for terminal in self.terminals:
            self.exchange(terminal)
        self.work_all()
        for terminal in self.witnesses():
            self._read_all(terminal)

    def witnesses(self) -> list[Terminal]:
        """Return the terminals that read everything at last: all of them in worlds of the usual size."""
        return self.terminals[:: 1 + len(self.terminals) // WITNESSES]

    def _read_all(self, terminal: Terminal) -> None:
        for _ in range(HEALING):
            page = self.server.pull(Pull(terminal.device, terminal.epoch, terminal.cursors, ROWS * 100))
            terminal.take_page(page, terminal.epoch, dies=False)
            if page.is_last:
                return
