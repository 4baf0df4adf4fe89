"""The loop from the queue to paper, on real storage with the simulated printer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest

from pos_app.checkout.printing import MakeDocument, PrintNews, ReceiptPrinting, receipts_from
from pos_app.devices.simulated.mechanism import Mood
from pos_app.devices.simulated.printer import SimulatedPrinter
from pos_app.kernel.errors import Refused
from pos_app.kernel.ids import JobId
from pos_app.kernel.limits import PRINT_TRIES_MAX
from pos_app.kernel.messages import Parameter
from pos_app.ports.lanes import Lane
from pos_app.ports.printing import JobState, PrintResult, QueuedJob
from pos_app.receipts.document import Document
from pos_app.runtime.lanes import InlineLane
from pos_app.storage.opening import Storage
from tests.support.printers import HASTY, entry
from tests.support.receipts import shop
from tests.support.tills import CountedIds, filing, opened

T = TypeVar("T")


def codes_with_values(code: str, /, **params: Parameter) -> str:
    """A translator that needs no catalogue."""
    return " ".join([code, *map(str, params.values())])


class HeldLane:
    """A lane whose work is done when the test says so."""

    def __init__(self) -> None:
        self.steps: list[Callable[[], None]] = []

    def submit(
        self, work: Callable[[], T], done: Callable[[T], None], failed: Callable[[Exception], None]
    ) -> None:
        """Keep the work."""
        self.steps.append(lambda: InlineLane().submit(work, done, failed))

    def run(self) -> None:
        """Do what was kept so far."""
        steps, self.steps = self.steps, []
        for step in steps:
            step()


class Counter:
    """The screen: remembers what it is told."""

    def __init__(self) -> None:
        self.news: list[PrintNews] = []
        self.drawer: list[PrintResult] = []
        self.errors: list[Exception] = []

    def on_print_news(self, news: PrintNews) -> None:
        """Remember."""
        self.news.append(news)

    def on_drawer_result(self, result: PrintResult) -> None:
        """Remember."""
        self.drawer.append(result)

    def on_print_error(self, error: Exception) -> None:
        """Remember."""
        self.errors.append(error)

    @property
    def states(self) -> list[JobState]:
        """What became of each try."""
        return [news.result.state for news in self.news if news.result]

    @property
    def offered(self) -> list[tuple[JobState, str]]:
        """What is offered now."""
        return [(job.state, job.reason) for job in self.news[-1].offered]


class Shop:
    """A till with everything that printing needs."""

    def __init__(self, till: Storage) -> None:
        self.till = till
        self.ids = CountedIds(10_000)
        self.printer = SimulatedPrinter(entry(), HASTY)
        self.screen = Counter()
        self.make: MakeDocument = receipts_from(till.books, shop(), codes_with_values)

    def printing(self, printer_lane: Lane | None = None, make: MakeDocument | None = None) -> ReceiptPrinting:
        """A loop; work is done at once unless a lane is given."""
        return ReceiptPrinting(
            self.till.print_queue,
            self.printer,
            InlineLane(),
            printer_lane or InlineLane(),
            make or self.make,
            self.ids,
            self.screen,
        )

    def sell(self) -> str:
        """File a sale and return its receipt number."""
        return self.till.books.file_sale(filing(self.ids, 2)).completed.receipt_number

    def papers(self) -> list[str]:
        """All papers as text."""
        return [paper.text() for paper in self.printer.papers]


@pytest.fixture
def counter(tmp_path: Path) -> Iterator[Shop]:
    """A shop with an empty till."""
    with opened(tmp_path) as till:
        yield Shop(till)


def test_each_filed_sale_comes_out_once(counter: Shop) -> None:
    numbers = [counter.sell(), counter.sell()]
    printing = counter.printing()
    printing.wake()
    printing.wake()
    assert counter.screen.states == [JobState.CONFIRMED] * 2
    assert [number in paper for number, paper in zip(numbers, counter.papers(), strict=True)] == [True, True]
    assert counter.screen.offered == []


def test_an_absent_printer_is_tried_again_then_offered(counter: Shop) -> None:
    number = counter.sell()
    counter.printer.mechanism.set_mood(Mood.ABSENT)
    printing = counter.printing()
    printing.wake()
    assert counter.screen.states == [JobState.WAITING] * PRINT_TRIES_MAX
    assert counter.screen.offered == [(JobState.WAITING, "printer.not_reachable")]

    counter.printer.mechanism.set_mood(Mood.FINE)
    printing.wake()
    assert counter.papers() == []  # not by itself: the customer may have gone
    printing.again(counter.screen.news[-1].offered[0].job_id)
    (paper,) = counter.papers()
    assert number in paper
    assert "receipt.copy" not in paper
    assert counter.screen.offered == []


def test_no_paper_is_not_tried_again_by_itself(counter: Shop) -> None:
    counter.sell()
    counter.printer.mechanism.set_mood(Mood.PAPER_OUT)
    counter.printing().wake()
    assert counter.screen.states == [JobState.WAITING]
    assert counter.screen.offered == [(JobState.WAITING, "printer.paper_out")]


def test_what_may_have_come_out_comes_again_as_a_copy(counter: Shop) -> None:
    counter.sell()
    counter.printer.mechanism.set_mood(Mood.DIES)
    printing = counter.printing()
    printing.wake()
    assert counter.screen.offered == [(JobState.UNKNOWN, "printer.lost_mid_job")]
    counter.printer.mechanism.set_mood(Mood.FINE)
    printing.again(counter.screen.news[-1].offered[0].job_id)
    assert "receipt.copy" in counter.papers()[-1]
    assert counter.screen.states[-1] is JobState.CONFIRMED


def test_a_dropped_job_is_not_offered_again(counter: Shop) -> None:
    counter.sell()
    counter.printer.mechanism.set_mood(Mood.PAPER_OUT)
    printing = counter.printing()
    printing.wake()
    printing.drop(counter.screen.news[-1].offered[0].job_id)
    assert counter.screen.offered == []
    counter.printer.mechanism.set_mood(Mood.FINE)
    printing.wake()
    assert counter.papers() == []


def test_a_reprint_is_a_copy(counter: Shop) -> None:
    number = counter.sell()
    printing = counter.printing()
    printing.wake()
    printing.reprint(number)
    original, copy = counter.papers()
    assert number in original
    assert number in copy
    assert ("receipt.copy" in original, "receipt.copy" in copy) == (False, True)


def test_what_an_earlier_run_left_is_offered_not_printed(counter: Shop) -> None:
    counter.sell()
    printing = counter.printing()
    printing.start()
    printing.wake()
    assert counter.papers() == []
    assert counter.screen.offered == [(JobState.UNKNOWN, "print.interrupted")]


def test_a_receipt_that_does_not_exist(counter: Shop) -> None:
    counter.printing().reprint("0001-01-A-9999999")
    assert [str(error) for error in counter.screen.errors] == [
        "receipt.unknown {'number': '0001-01-A-9999999'}"
    ]
    assert counter.papers() == []


def test_a_sale_that_vanished_waits_with_its_reason(counter: Shop) -> None:
    counter.sell()

    def make(job: QueuedJob) -> Document:
        raise Refused("receipt.unknown", number=job.receipt_number)

    counter.printing(make=make).wake()
    assert counter.screen.offered == [(JobState.WAITING, "receipt.unknown")]


def test_a_bug_in_a_receipt_holds_up_no_other(counter: Shop) -> None:
    bad, good = counter.sell(), counter.sell()

    def make(job: QueuedJob) -> Document:
        if job.receipt_number == bad:
            raise ZeroDivisionError
        return counter.make(job)

    printing = counter.printing(make=make)
    printing.wake()
    printing.wake()
    assert [type(bug) for bug in counter.screen.errors] == [ZeroDivisionError]
    assert [good in paper for paper in counter.papers()] == [True]
    assert counter.screen.offered == [(JobState.WAITING, "print.failed")]


def test_a_bug_in_the_driver_leaves_it_unknown(counter: Shop) -> None:
    counter.sell()
    counter.printer.mechanism.receive = None  # type: ignore[method-assign,assignment]  # something breaks
    counter.printing().wake()
    assert [type(bug) for bug in counter.screen.errors] == [TypeError]
    assert counter.screen.offered == [(JobState.UNKNOWN, "print.failed")]


def test_nobody_waits_for_the_printer(counter: Shop) -> None:
    lane = HeldLane()
    printing = counter.printing(lane)
    first = counter.sell()
    printing.wake()
    second = counter.sell()
    printing.wake()
    printing.wake()
    assert (len(lane.steps), counter.papers()) == (1, [])
    lane.run()
    assert len(lane.steps) == 1  # one at a time
    lane.run()
    assert [number in paper for number, paper in zip((first, second), counter.papers(), strict=True)] == [
        True
    ] * 2


def test_the_drawer_opens_before_the_receipt(counter: Shop) -> None:
    lane = HeldLane()
    printing = counter.printing(lane)
    counter.sell()
    printing.open_drawer()
    printing.wake()
    lane.steps.pop(0)()
    assert (counter.printer.mechanism.pulses, counter.papers()) == (1, [])
    assert [result.state for result in counter.screen.drawer] == [JobState.SENT]
    lane.run()
    assert counter.printer.mechanism.pulses == 1
    assert len(counter.papers()) == 1


def test_an_unknown_job_changes_nothing(counter: Shop) -> None:
    printing = counter.printing()
    printing.again(JobId(counter.ids()))
    printing.drop(JobId(counter.ids()))
    assert counter.papers() == []
    assert counter.screen.offered == []
