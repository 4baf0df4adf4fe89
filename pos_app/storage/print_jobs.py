"""The queue of receipts that printers still owe."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from pos_app.kernel.ids import JobId
from pos_app.ports.printing import JobState, QueuedJob
from pos_app.storage.database import Database

# Each repeats the index's own condition word for word: it holds only the few open jobs.
_NEXT = """SELECT job_id, receipt_number, is_copy, state, reason, tries
    FROM print_job INDEXED BY print_job_open
    WHERE state IN ('queued', 'sending', 'unknown', 'waiting') AND state = 'queued'
    ORDER BY job_no LIMIT 1"""
_OFFERED = """SELECT job_id, receipt_number, is_copy, state, reason, tries
    FROM print_job INDEXED BY print_job_open
    WHERE state IN ('queued', 'sending', 'unknown', 'waiting') AND state IN ('unknown', 'waiting')
    ORDER BY job_no"""
_INSERT = "INSERT INTO print_job (job_id, receipt_number, state, is_copy) VALUES (?, ?, 'queued', ?)"
_MARK = "UPDATE print_job SET state = ?, reason = ?, tries = tries + ? WHERE job_id = ?"
_AGAIN = """UPDATE print_job SET is_copy = is_copy OR state = 'unknown', state = 'queued', reason = ''
    WHERE job_id = ? AND state IN ('unknown', 'waiting')"""
_INTERRUPTED = """UPDATE print_job INDEXED BY print_job_open
    SET state = 'unknown', reason = 'print.interrupted'
    WHERE state IN ('queued', 'sending', 'unknown', 'waiting') AND state IN ('queued', 'sending')"""


def queue_receipt(connection: Connection, job_id: JobId, receipt_number: str, is_copy: bool = False) -> None:
    """Put a receipt into the queue, inside the caller's transaction."""
    connection.exec_driver_sql(_INSERT, (job_id.bytes, receipt_number, is_copy))


class StoredPrintQueue:
    """The print queue as a table of the till's database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def next_job(self) -> QueuedJob | None:
        """Return the oldest job in state queued."""
        row = self._database.row(_NEXT)
        return _job(row) if row else None

    def mark(self, job_id: JobId, state: JobState, reason: str = "") -> None:
        """Set state and reason of a job; state sending counts one more try. An unknown id is ignored."""
        with self._database.relaxed() as connection:
            connection.exec_driver_sql(_MARK, (state.value, reason, state is JobState.SENDING, job_id.bytes))

    def waiting(self) -> tuple[QueuedJob, ...]:
        """Return the jobs in one of the OFFERED states, oldest first."""
        return tuple(_job(row) for row in self._database.rows(_OFFERED))

    def again(self, job_id: JobId) -> None:
        """Queue an offered job again: from unknown as a copy, from waiting as it was. Other states stay as
        they are.
        """
        with self._database.relaxed() as connection:
            connection.exec_driver_sql(_AGAIN, (job_id.bytes,))

    def reprint(self, job_id: JobId, receipt_number: str) -> None:
        """Queue a copy of a receipt under a new id."""
        with self._database.transaction() as connection:
            queue_receipt(connection, job_id, receipt_number, is_copy=True)

    def mark_interrupted(self) -> int:
        """At start: put jobs left in queued or sending by an earlier run into unknown and return how many."""
        with self._database.relaxed() as connection:
            return int(connection.exec_driver_sql(_INTERRUPTED).rowcount)


def _job(row: Any) -> QueuedJob:
    return QueuedJob(JobId(UUID(bytes=row[0])), row[1], bool(row[2]), JobState(row[3]), row[4], row[5])
