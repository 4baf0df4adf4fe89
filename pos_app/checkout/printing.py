"""The loop that brings waiting receipts to paper."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import msgspec

from pos_app.kernel.errors import PosError, Refused
from pos_app.kernel.ids import IdSource, JobId
from pos_app.kernel.limits import PRINT_TRIES_MAX
from pos_app.kernel.messages import Message, Translate
from pos_app.ports.books import Books
from pos_app.ports.lanes import Lane
from pos_app.ports.printing import JobState, Printer, PrintJob, PrintQueue, PrintResult, QueuedJob
from pos_app.receipts.document import Document
from pos_app.receipts.paper_blocks import Claimable
from pos_app.receipts.sale_receipt import sale_receipt
from pos_app.retail.shop import ShopProfile
from pos_app.wire.paper_code import read_paper

TRIED_AGAIN = frozenset({"printer.not_reachable", "printer.silent", "printer.timed_out"})
"""Another till may just be using the printer: tried again by itself, a few times."""

MakeDocument = Callable[[QueuedJob], Document]


class PrintNews(msgspec.Struct, frozen=True):
    """What the screen is told: the receipt just tried with its result, all that are offered again."""

    job: QueuedJob | None
    result: PrintResult | None
    offered: tuple[QueuedJob, ...]


class PrintListener(Protocol):
    """Who is told, on the thread that shows things."""

    def on_print_news(self, news: PrintNews) -> None:
        """Something was printed, or not."""
        ...

    def on_drawer_result(self, result: PrintResult) -> None:
        """The drawer was pulsed, or not."""
        ...

    def on_print_error(self, error: Exception) -> None:
        """A PosError is shown, anything else is a bug; the queue is as it was."""
        ...


def receipts_from(books: Books, shop: ShopProfile, translate: Translate) -> MakeDocument:
    """Return what makes a job's paper from the filed sale; it raises Refused `receipt.unknown` (number)."""

    def make(job: QueuedJob) -> Document:
        filed = books.by_receipt(job.receipt_number)
        if filed is None:
            raise Refused("receipt.unknown", number=job.receipt_number)
        return sale_receipt(
            filed.completed,
            filed.statement,
            shop,
            translate,
            is_copy=job.is_copy,
            claim=claimable(filed.claim_code),
        )

    return make


def claimable(code: str) -> Claimable | None:
    """Return what a receipt says of the points that can be claimed with it, None without a code."""
    return Claimable(code, read_paper(code)[0].ends_at_ms) if code else None


class ReceiptPrinting:
    """One job at a time: taken on the storage lane, printed on the printer's, marked on the storage lane.

    All methods are called, all answers arrive on the thread that shows things; none of them waits. What a
    printer does can delay the next receipt, never a sale.
    """

    def __init__(
        self,
        queue: PrintQueue,
        printer: Printer,
        storage_lane: Lane,
        printer_lane: Lane,
        make_document: MakeDocument,
        new_id: IdSource,
        listener: PrintListener,
        *,
        has_drawer: bool = True,
    ) -> None:
        """Wire the loop; nothing is printed before `start` or `wake`."""
        self._queue, self._printer = queue, printer
        self._storage_lane, self._printer_lane = storage_lane, printer_lane
        self._make_document = make_document
        self._new_id = new_id
        self._listener = listener
        self._has_drawer = has_drawer
        self._is_busy = False
        self._is_woken = False

    def start(self) -> None:
        """Offer what an earlier run left behind; it is not printed unasked."""

        def work() -> tuple[QueuedJob, ...]:
            self._queue.mark_interrupted()
            return self._queue.waiting()

        self._storage_lane.submit(work, self._tell_offered, self._listener.on_print_error)

    def wake(self) -> None:
        """Print what is queued: after a sale was filed."""
        if self._is_busy:
            self._is_woken = True
            return
        self._is_busy, self._is_woken = True, False
        self._storage_lane.submit(self._take, self._taken, self._broken)

    def reprint(self, receipt_number: str) -> None:
        """Print a copy of a receipt; one that does not exist is Refused `receipt.unknown` to the listener."""
        copy = QueuedJob(JobId(self._new_id()), receipt_number, is_copy=True)

        def change() -> None:
            self._make_document(copy)
            self._queue.reprint(copy.job_id, receipt_number)

        self._change(change)

    def again(self, job_id: JobId) -> None:
        """Print an offered job: as a copy if it may have come out."""
        self._change(lambda: self._queue.again(job_id))

    def drop(self, job_id: JobId) -> None:
        """Forget an offered job: it came out after all, or nobody wants it."""
        self._change(lambda: self._queue.mark(job_id, JobState.DROPPED))

    def print_paper(self, document: Document, done: Callable[[PrintResult], None]) -> None:
        """Print something that is no receipt; `done` is told what came of it. It is not kept over a restart."""
        self._printer_lane.submit(
            lambda: self._printer.print(PrintJob(document)), done, self._listener.on_print_error
        )

    def open_drawer(self) -> None:
        """Pulse the drawer, if one hangs on the printer, ahead of receipts that are not on the printer yet."""
        if not self._has_drawer:
            return
        self._printer_lane.submit(
            self._printer.open_drawer, self._listener.on_drawer_result, self._listener.on_print_error
        )

    def _change(self, change: Callable[[], None]) -> None:
        def work() -> tuple[QueuedJob, ...]:
            change()
            return self._queue.waiting()

        def done(offered: tuple[QueuedJob, ...]) -> None:
            self._tell_offered(offered)
            self.wake()

        self._storage_lane.submit(work, done, self._listener.on_print_error)

    def _tell_offered(self, offered: tuple[QueuedJob, ...]) -> None:
        self._listener.on_print_news(PrintNews(None, None, offered))

    def _take(self) -> tuple[QueuedJob, Document | Message] | None:
        """On the storage lane: the next job, marked as on its way before its first byte can be."""
        job = self._queue.next_job()
        if job is None:
            return None
        try:
            paper: Document | Message = self._make_document(job)
        except PosError as error:
            paper = error.message
        except BaseException:
            self._queue.mark(job.job_id, JobState.WAITING, "print.failed")  # or it would come up for ever
            raise
        self._queue.mark(job.job_id, JobState.SENDING)
        return job, paper

    def _taken(self, taken: tuple[QueuedJob, Document | Message] | None) -> None:
        if taken is None:
            self._is_busy = False
            if self._is_woken:
                self.wake()
            return
        job, paper = taken
        if isinstance(paper, Message):
            self._settle(job, PrintResult(JobState.WAITING, paper))
            return

        def broken(error: Exception) -> None:
            self._listener.on_print_error(error)
            self._settle(job, PrintResult(JobState.UNKNOWN, Message("print.failed")))

        self._printer_lane.submit(
            lambda: self._printer.print(PrintJob(paper)), lambda result: self._settle(job, result), broken
        )

    def _settle(self, job: QueuedJob, result: PrintResult) -> None:
        reason = result.reason.code if result.reason else ""
        is_transient = result.state is JobState.WAITING and reason in TRIED_AGAIN

        def work() -> tuple[QueuedJob, ...]:
            self._queue.mark(job.job_id, result.state, reason)
            if is_transient and job.tries + 1 < PRINT_TRIES_MAX:
                self._queue.again(job.job_id)
            return self._queue.waiting()

        def done(offered: tuple[QueuedJob, ...]) -> None:
            self._is_busy = False
            self._listener.on_print_news(PrintNews(job, result, offered))
            self.wake()

        self._storage_lane.submit(work, done, self._broken)

    def _broken(self, error: Exception) -> None:
        """Storage failed or a receipt could not be made: say so, go on if there was another wake meanwhile."""
        self._is_busy = False
        self._listener.on_print_error(error)
        if self._is_woken:
            self.wake()
