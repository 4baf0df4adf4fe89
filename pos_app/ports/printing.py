"""Printers with the queue of receipts they still owe."""

from __future__ import annotations

from enum import StrEnum
from typing import Protocol

import msgspec

from pos_app.kernel.ids import JobId
from pos_app.kernel.messages import Message
from pos_app.receipts.document import Document


class JobState(StrEnum):
    """What became of a receipt; sent is not printed.

    queued -> sending -> confirmed   the printer says that everything was processed
                      -> sent        handed over whole to a printer that cannot say more
                      -> unknown     it may have come out, whole or torn: ask, reprint only as a copy
                      -> waiting     nothing was printed: offered again, not printed by itself
    unknown, waiting  -> queued      the cashier asked for it
                      -> dropped     nobody wants it any more
    """

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    CONFIRMED = "confirmed"
    UNKNOWN = "unknown"
    WAITING = "waiting"
    DROPPED = "dropped"


OFFERED = frozenset({JobState.UNKNOWN, JobState.WAITING})
"""The states in which the cashier is asked what to do."""


class QueuedJob(msgspec.Struct, frozen=True):
    """One receipt of the queue: the paper is made from the filed sale when it is printed.

    `is_copy` prints the COPY mark; `reason` is the message code of the last failure (empty = none).
    """

    job_id: JobId
    receipt_number: str
    is_copy: bool = False
    state: JobState = JobState.QUEUED
    reason: str = ""
    tries: int = 0


class PrintQueue(Protocol):
    """The table of print jobs. `Books.file_sale` puts a sale's receipt into it within the sale's transaction.

    All calls run on the storage lane. Changes of state need no sync to disk of their own: see `mark_interrupted`.
    """

    def next_job(self) -> QueuedJob | None:
        """Return the oldest job in state queued."""
        ...

    def mark(self, job_id: JobId, state: JobState, reason: str = "") -> None:
        """Set state and reason of a job; state sending counts one more try. An unknown id is ignored."""
        ...

    def waiting(self) -> tuple[QueuedJob, ...]:
        """Return the jobs in one of the OFFERED states, oldest first."""
        ...

    def again(self, job_id: JobId) -> None:
        """Queue an offered job again: from unknown as a copy, from waiting as it was. Other states stay as they are."""
        ...

    def reprint(self, job_id: JobId, receipt_number: str) -> None:
        """Queue a copy of a receipt under a new id."""
        ...

    def mark_interrupted(self) -> int:
        """At start: put jobs left in queued or sending by an earlier run into unknown and return how many.

        They may have been printed just before the power went, so they must not come out again unasked or unmarked.
        """
        ...


class PrintJob(msgspec.Struct, frozen=True):
    """One piece of paper for a printer."""

    document: Document


class Substitution(msgspec.Struct, frozen=True):
    """A character that the printer's code page lacks, with what was printed for it."""

    wanted: str
    printed: str


class PrintResult(msgspec.Struct, frozen=True):
    """What came of a print: state sent, confirmed, unknown or waiting, with the reason of the latter two."""

    state: JobState
    reason: Message | None = None
    substitutions: tuple[Substitution, ...] = ()


class Health(StrEnum):
    """What a printer says about itself."""

    READY = "ready"
    UNKNOWN = "unknown"
    """It can be reached but cannot or does not answer: never taken for ready."""
    OFFLINE = "offline"
    PAPER_OUT = "paper_out"
    COVER_OPEN = "cover_open"
    FAULT = "fault"
    UNREACHABLE = "unreachable"


class PrinterState(msgspec.Struct, frozen=True):
    """Health with its reason; `paper_low` while paper is near its end; pin 3 of the drawer socket if it is known."""

    health: Health
    reason: Message | None = None
    paper_low: bool = False
    drawer_pin_high: bool | None = None


class Printer(Protocol):
    """One receipt printer. Calls block (bounded by the limits): make them on the printer's lane only."""

    @property
    def columns(self) -> int:
        """Characters on one line."""
        ...

    def print(self, job: PrintJob) -> PrintResult:
        """Print the job; whatever the printer does comes back as a result, never as an exception."""
        ...

    def state(self) -> PrinterState:
        """Ask the printer how it is."""
        ...

    def open_drawer(self) -> PrintResult:
        """Send one pulse to the cash drawer, never repeated by itself; who asked and why is the caller's to record."""
        ...
