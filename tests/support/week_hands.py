"""A cashier of the simulated week: presses keys of a till that is a process of its own, reads its screen."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.house.tree import ROOT
from tests.support.till_process import TillProcess

PIN = "987654"
PATIENCE_S = 60
MOMENT_S = 2
Seen = dict[str, Any]


@dataclass(frozen=True)
class Paper:
    """A receipt that a customer went away with; `points` are earned less spent, as it says."""

    number: str
    card: str
    points: int
    coupons: tuple[str, ...] = ()


class WeekTill:
    """One till with its cashier. `papers` are all receipts that its screen said were paid."""

    def __init__(self, number: int, folder: Path, clock: Path) -> None:
        self.number, self.folder, self._clock = number, folder, clock
        self._process: subprocess.Popen[str] | None = None
        self._screen: TillProcess | None = None
        self._wishes = 0
        self.papers: list[Paper] = []
        self.kills = 0

    def start(self) -> None:
        """Switch it on, sign on; afterwards the checkout is there."""
        words = [sys.executable, "-m", "tests.support.week_till", str(self.folder), str(self._clock)]
        self._wishes = 0
        with (self.folder / "said.log").open("a") as log:
            self._process = subprocess.Popen(
                words, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True
            )
        self._screen = TillProcess(self._process)
        self.until(lambda seen: seen["ready"])
        self.do("pin", PIN)
        self.until(lambda seen: seen["state"])

    def kill(self) -> None:
        """Pull the plug."""
        assert self._process is not None
        self._process.send_signal(signal.SIGKILL)
        self._bury()
        self.kills += 1

    def close(self) -> None:
        """Close the window as its owner would; the program must end by itself, in good order."""
        self.wish("close")
        assert self._process is not None
        assert self._process.wait(PATIENCE_S) == 0, self.log()
        self._bury()

    def _bury(self) -> None:
        process = self._process
        assert process is not None
        assert process.stdin is not None
        assert process.stdout is not None
        process.wait(PATIENCE_S)
        process.stdin.close()
        if self._screen is not None:
            self._screen.gone()
        process.stdout.close()
        self._process = self._screen = None

    @property
    def runs(self) -> bool:
        """Whether it is switched on."""
        return self._process is not None

    @property
    def seen(self) -> Seen:
        """What it told last."""
        assert self._screen is not None
        return self._screen.seen

    @property
    def state(self) -> Seen:
        """What its screen showed last."""
        found: Seen = self.seen["state"]
        return found

    def log(self) -> str:
        """What it complained of."""
        return (self.folder / "said.log").read_text()[-2000:]

    def wish(self, do: str, what: str = "") -> int:
        """Press something without waiting; returns the number of the wish."""
        assert self._process is not None
        assert self._process.stdin is not None
        self._wishes += 1
        self._process.stdin.write(json.dumps({"no": self._wishes, "do": do, "what": what}) + "\n")
        self._process.stdin.flush()
        return self._wishes

    def do(self, do: str, what: str = "") -> Seen:
        """Press something, wait until it is done; the screen shows what came of it."""
        no = self.wish(do, what)
        return self.until(lambda seen: seen["done"] >= no)

    def until(self, is_true: Callable[[Seen], object]) -> Seen:
        """Wait for the screen. A bug that the till wrote down fails the test at once."""
        assert self._screen is not None
        try:
            seen = self._screen.until(lambda seen: seen["bugs"] or seen["failed"] or is_true(seen))
        except AssertionError as error:
            raise AssertionError(f"till {self.number}: {error}\n{self.log()}") from error
        assert not seen["bugs"], seen["bugs"]
        assert not seen["failed"], "it could not open"
        return seen

    def exchange(self, since_ms: int) -> bool:
        """Wish for an exchange; whether one ended well since then, with nothing left to tell, within a moment."""
        self.do("exchange")
        until = time.monotonic() + MOMENT_S
        while not (self.seen["exchanged_at"] >= since_ms and not self.seen["waiting"]):
            assert self._screen is not None
            if time.monotonic() > until or not self._screen.hear(MOMENT_S):
                return False
        return True

    def begin(self, card: str, *codes: str) -> None:
        """Scan a card, goods, papers."""
        for code in (*([card] if card else []), *codes):
            self.do("scan", code)
        self._let_it_ask()

    def use_reward(self) -> bool:
        """Press the reward; whether it is on the sale when the server, or the till's own rule, has answered."""
        self.do("key", "reward")
        self._let_it_ask()
        member = self.state["member"]
        return member is not None and any(one["used"] for one in member["rewards"])

    def pay(self, card: str) -> Paper:
        """Take the money; whatever was refused is taken off first, as a cashier does."""
        before = self.seen["paper"]["number"]
        while any(row["unsold"] for row in self.state["rows"]):
            self.do("key", "remove")
        for _ in range(3):
            self.do("key", "exact")
            self._let_it_ask()
            if self.seen["paper"]["number"] != before:
                break
        assert self.seen["paper"]["number"] != before, (self.number, self.state["notice"])
        assert self.state["mode"] == "done"
        return self.keep(card)

    def keep(self, card: str) -> Paper:
        """The customer goes with the newest receipt."""
        said = self.seen["paper"]
        paper = Paper(said["number"], card, said["earned"] - said["spent"], tuple(said["coupons"]))
        self.papers.append(paper)
        return paper

    def take_back(self, number: str, code: str) -> bool:
        """One piece of an earlier receipt comes back, from whichever till; False when the till cannot know it."""
        before = self.seen["paper"]["number"]
        self.do("scan", number)
        self._let_it_ask()
        if self.seen["pane"] == "ReturnScreen":
            self.do("scan", code)
            self.do("enter")
            self.do("enter")
        returned = any(row["returned"] for row in self.state["rows"])
        if self.seen["pane"]:
            self.do("key", "back")
            self.do("key", "back")
        if returned:
            self.do("key", "exact")
            self._let_it_ask()
            assert self.seen["paper"]["number"] != before, self.state["notice"]
        return returned

    def give_up(self) -> None:
        """The customer walks away."""
        self.do("key", "cancel")
        if self.state["can_cancel"]:
            self.do("answer", "confirm_cancel")
        assert not self.state["can_cancel"], self.state["notice"]

    def _let_it_ask(self) -> None:
        """Until every answer has come, be it that there is none."""
        self.until(lambda seen: not seen["busy"])
