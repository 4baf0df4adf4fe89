"""Simulated terminals that live through a day at a server, over HTTP: `make load TERMINALS=20 MINUTES=1`."""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import msgspec
import psutil

from bench.load_books import check
from bench.load_till import LoadTill, Town
from bench.load_wire import Times
from pos_app.runtime.system_clock import SystemClock
from pos_app.server.opening import open_made, reach
from tests.support.ports import free_port
from tests.support.served import OwnProcess, own_process

STORE_TILLS = 20
SALES = 150
DAY_MS = 86_400_000
APPLY_PATIENCE_S = 120
POLL_S = 0.1
MEGABYTE = 1024 * 1024
SEED = 22


class Wanted(msgspec.Struct, frozen=True):
    """So many terminals, each with so many customers within so many minutes; `database` is PostgreSQL's address, empty
    for SQLite.
    """

    terminals: int
    minutes: float
    sales: int = SALES
    database: str = ""


class Result(msgspec.Struct, frozen=True):
    """What came of it; the server's memory in bytes at the start, in the middle, at
    the end, its CPU in seconds; `wrong` names what does not add up."""

    seconds: float
    times: Times
    rows: int
    drained_s: float
    memory: tuple[int, int, int]
    cpu_s: float
    wrong: tuple[str, ...]


def main(words: Sequence[str] | None = None) -> int:
    """Run it, print the table; the exit code is 1 after an error or a sum that is wrong."""
    parser = argparse.ArgumentParser(prog="load", description=__doc__)
    parser.add_argument("--terminals", type=int, default=20)
    parser.add_argument("--minutes", type=float, default=1.0, help="how long the day lasts")
    parser.add_argument("--sales", type=int, default=SALES, help="customers of each terminal that day")
    parser.add_argument("--database", default="", help="a postgresql:// address; else SQLite")
    chosen = parser.parse_args(words)
    wanted = Wanted(chosen.terminals, chosen.minutes, chosen.sales, chosen.database)
    with tempfile.TemporaryDirectory(prefix="load-") as name:
        result = run(wanted, Path(name))
    for line in table(wanted, result):
        print(line)
    return 1 if result.wrong or result.times.errors else 0


def run(wanted: Wanted, folder: Path) -> Result:
    """Start a server of its own, let the terminals live through a day, check the server's books."""
    words = ["--plain", *(["--database", wanted.database] if wanted.database else [])]
    with own_process(folder, *words, port=free_port()) as server:
        times, town = Times(), Town(int(time.time() * 1000) // DAY_MS * DAY_MS)
        codes = _codes(folder, wanted)
        seed = int(time.time()) if wanted.database else SEED
        tills = [
            LoadTill(number, seed, server.address, times, town) for number in range(1, wanted.terminals + 1)
        ]
        try:
            return _day(wanted, folder, server, _Crowd(tills, codes), times, town)
        finally:
            for till in tills:
                till.close()


class _Crowd:
    """All terminals, each on its own thread; what one of them raises ends the run."""

    def __init__(self, tills: Sequence[LoadTill], codes: Sequence[str]) -> None:
        self.tills = tills
        self.codes = codes
        self._broken: list[Exception] = []

    def all_do(self, work: Callable[[LoadTill, str], None]) -> None:
        """Let every terminal do something, come back when all have."""
        threads = [
            threading.Thread(target=self._one, args=(work, *pair), name=f"till-{number}")
            for number, pair in enumerate(zip(self.tills, self.codes, strict=True))
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if self._broken:
            raise self._broken[0]

    def _one(self, work: Callable[[LoadTill, str], None], till: LoadTill, code: str) -> None:
        try:
            work(till, code)
        except Exception as error:  # noqa: BLE001  # told to whoever started the threads
            self._broken.append(error)


def _day(wanted: Wanted, folder: Path, server: OwnProcess, crowd: _Crowd, times: Times, town: Town) -> Result:
    def morning(till: LoadTill, code: str) -> None:
        till.join(code)
        till.begin()

    crowd.all_do(morning)
    times.begin()
    seconds = wanted.minutes * 60
    assert server.process is not None
    process = psutil.Process(server.process.pid)
    cpu_s = -_cpu_s(process)
    with _watched(process) as memory:
        began = time.monotonic()
        crowd.all_do(lambda till, _: till.day(wanted.sales, began + seconds, began))
        took = time.monotonic() - began
        drained = _drained(crowd.tills)
    cpu_s += _cpu_s(process)
    rows = sum(till.rows for till in crowd.tills)
    wrong = check(reach(folder, wanted.database), crowd.tills, town)
    thirds = memory[0], memory[len(memory) // 2], memory[-1]
    return Result(took, times, rows, drained, thirds, cpu_s, wrong)


def _drained(tills: Sequence[LoadTill]) -> float:
    """Return how long (seconds) it takes after the last push until everything is applied."""
    began = time.monotonic()
    for till in tills:
        while till.push(()):
            assert time.monotonic() - began < APPLY_PATIENCE_S, "facts are not applied"
            time.sleep(POLL_S)
    return time.monotonic() - began


@contextmanager
def _watched(process: psutil.Process) -> Iterator[list[int]]:
    """Read a process's memory (bytes) ten times a second."""
    memory = [process.memory_info().rss]
    over = threading.Event()

    def watch() -> None:
        while not over.wait(POLL_S):
            memory.append(process.memory_info().rss)

    thread = threading.Thread(target=watch, name="memory")
    thread.start()
    try:
        yield memory
    finally:
        over.set()
        thread.join()
        memory.append(process.memory_info().rss)


def _cpu_s(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


def _codes(folder: Path, wanted: Wanted) -> list[str]:
    database = reach(folder, wanted.database)
    try:
        codes = open_made(database).codes(SystemClock())
        places = (divmod(number, STORE_TILLS) for number in range(wanted.terminals))
        return [codes.make(f"{store + 1:04d}", f"{till + 1:02d}") for store, till in places]
    finally:
        database.close()


def table(wanted: Wanted, result: Result) -> Iterator[str]:
    """Yield the lines that are printed."""
    times = result.times
    yield f"{wanted.terminals} terminals, {wanted.sales} customers each, in {result.seconds:.1f} s"
    yield f"{'facts acknowledged':<28}{times.acked:>10,}   {times.acked / result.seconds:,.0f} a second"
    requests = sum(len(took) for took in times.took.values())
    yield f"{'requests':<28}{requests:>10,}   {requests / result.seconds:,.0f} a second"
    yield f"{'rows pulled':<28}{result.rows:>10,}   {result.rows / result.seconds:,.0f} a second"
    for name in ("bare", "reserve", "push", "pull"):
        took = sorted(times.took.get(name, ())) or [0]
        p50, p99 = took[len(took) // 2] / 1000, took[int((len(took) - 1) * 0.99)] / 1000
        yield f"{name + ', ms':<28}{p50:>10.1f}   p99 {p99:.1f}, {len(took):,} of them"
    lags = sorted(times.lags) or [0]
    lag = lags[int((len(lags) - 1) * 0.99)]
    waiting, last = statistics.median(lags), f"all after {result.drained_s:.1f} s"
    yield f"{'not applied yet, facts':<28}{waiting:>10.0f}   p99 {lag}, {last}"
    yield f"{'a customer waited, s':<28}{max(times.late_s, default=0):>10.1f}   at most"
    start, middle, end = (round(each / MEGABYTE) for each in result.memory)
    yield f"{'memory of the server, MB':<28}{start:>10,}   middle {middle:,}, end {end:,}"
    each_ms = result.cpu_s * 1000 / max(1, times.acked)
    yield f"{'CPU of the server, s':<28}{result.cpu_s:>10.1f}   {each_ms:.1f} ms a fact with its pushes, pulls, holds"
    yield f"{'errors':<28}{times.errors.total():>10,}   {dict(times.errors) or ''}"
    yield f"{'sums':<28}{'wrong' if result.wrong else 'right':>10}   {'; '.join(result.wrong[:5])}"


if __name__ == "__main__":
    sys.exit(main())
