"""The queue of receipts."""

from __future__ import annotations

from pathlib import Path

import msgspec

from pos_app.kernel.ids import JobId
from pos_app.ports.printing import JobState, QueuedJob
from pos_app.storage.opening import Storage
from tests.support.tills import CountedIds, filing, opened


def _file(till: Storage, ids: CountedIds) -> QueuedJob:
    till.books.file_sale(filing(ids))
    job = till.print_queue.next_job()
    assert job is not None
    return job


def test_a_sale_queues_its_receipt_and_only_if_wanted(till: Storage, ids: CountedIds) -> None:
    paid = filing(ids)
    filed = till.books.file_sale(paid)
    job = till.print_queue.next_job()
    assert job is not None
    assert job == QueuedJob(job.job_id, filed.completed.receipt_number)
    till.print_queue.mark(job.job_id, JobState.CONFIRMED)
    till.books.file_sale(msgspec.structs.replace(filing(ids), print_receipt=False))
    assert till.print_queue.next_job() is None
    assert till.print_queue.waiting() == ()


def test_jobs_come_out_in_the_order_of_their_sales(till: Storage, ids: CountedIds) -> None:
    first = _file(till, ids)
    assert _file(till, ids) == first
    till.print_queue.mark(first.job_id, JobState.SENDING)
    second = till.print_queue.next_job()
    assert second is not None
    assert second.receipt_number == "0001-01-A-0000002"


def test_a_failed_job_waits_and_is_printed_again_as_it_was(till: Storage, ids: CountedIds) -> None:
    job = _file(till, ids)
    till.print_queue.mark(job.job_id, JobState.SENDING)
    till.print_queue.mark(job.job_id, JobState.WAITING, "printer.unreachable")
    expected = QueuedJob(job.job_id, job.receipt_number, False, JobState.WAITING, "printer.unreachable", 1)
    assert till.print_queue.waiting() == (expected,)
    till.print_queue.again(job.job_id)
    assert till.print_queue.next_job() == QueuedJob(job.job_id, job.receipt_number, tries=1)


def test_what_may_have_come_out_is_printed_again_only_as_a_copy(till: Storage, ids: CountedIds) -> None:
    job = _file(till, ids)
    till.print_queue.mark(job.job_id, JobState.UNKNOWN, "printer.silent")
    till.print_queue.again(job.job_id)
    again = till.print_queue.next_job()
    assert again is not None
    assert again.is_copy
    till.print_queue.mark(job.job_id, JobState.DROPPED)
    till.print_queue.again(job.job_id)
    assert till.print_queue.next_job() is None


def test_a_reprint_is_a_copy(till: Storage, ids: CountedIds) -> None:
    job = _file(till, ids)
    till.print_queue.mark(job.job_id, JobState.SENT)
    copy = JobId(ids())
    till.print_queue.reprint(copy, job.receipt_number)
    assert till.print_queue.next_job() == QueuedJob(copy, job.receipt_number, True)


def test_an_unknown_job_is_ignored(till: Storage, ids: CountedIds) -> None:
    till.print_queue.mark(JobId(ids()), JobState.SENT)
    till.print_queue.again(JobId(ids()))
    assert till.print_queue.next_job() is None


def test_jobs_of_an_earlier_run_are_offered_not_printed(folder: Path, ids: CountedIds) -> None:
    with opened(folder) as till:
        job = _file(till, ids)
        till.print_queue.mark(job.job_id, JobState.SENDING)
        till.books.file_sale(filing(ids))
        assert till.print_queue.next_job() is not None
    with opened(folder) as till:
        assert till.print_queue.mark_interrupted() == 2
        assert till.print_queue.next_job() is None
        assert [(each.state, each.reason) for each in till.print_queue.waiting()] == [
            (JobState.UNKNOWN, "print.interrupted")
        ] * 2
        assert till.print_queue.mark_interrupted() == 0
