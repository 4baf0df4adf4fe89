"""An ESC/POS printer at the end of a link."""

from __future__ import annotations

import logging

from pos_app.devices.conversation import Conversation
from pos_app.devices.escpos.encoder import encode
from pos_app.devices.escpos.entry import Confirm, PrinterEntry
from pos_app.devices.escpos.signals import drawer_pulse, real_time_pulse
from pos_app.devices.escpos.status import (
    drawer_pin_high,
    has_error,
    is_cover_open,
    is_offline,
    is_paper_low,
    is_paper_out,
    is_stopped_by_paper,
)
from pos_app.devices.link import Link
from pos_app.devices.patience import PATIENT, Patience
from pos_app.kernel.errors import Refused, Unavailable
from pos_app.kernel.messages import Message
from pos_app.ports.printing import Health, JobState, PrinterState, PrintJob, PrintResult

_log = logging.getLogger(__name__)

_PRINTER, _CAUSE, _PAPER = 1, 2, 4
"""What DLE EOT n asks for."""


class EscPosPrinter:
    """Asks first, sends once, believes only what the printer confirms."""

    def __init__(self, link: Link, entry: PrinterEntry, patience: Patience = PATIENT) -> None:
        """Use the printer of table entry `entry` over `link`; nothing is opened between jobs."""
        self._link = link
        self._entry = entry
        self._patience = patience
        self._jobs = 0

    @property
    def columns(self) -> int:
        """Characters on one line."""
        return self._entry.columns

    def print(self, job: PrintJob) -> PrintResult:
        """Print the job: waiting if nothing was sent, unknown if it may have come out."""
        try:
            encoded = encode(job.document, self._entry)
        except Refused as error:
            return PrintResult(JobState.WAITING, error.message)
        result = self._run(encoded.data)
        return PrintResult(result.state, result.reason, encoded.substitutions)

    def state(self) -> PrinterState:
        """Ask the printer how it is."""
        try:
            self._link.open()
            return self._ask_state(Conversation(self._link, self._patience.answer_ms))
        except Unavailable as error:
            _log.info("the printer does not say how it is: %s", error)
            return PrinterState(Health.UNREACHABLE, error.message)
        finally:
            self._link.close()

    def open_drawer(self) -> PrintResult:
        """Pulse the drawer: in order if the printer is online, in real time if it waits for paper."""
        is_sending = False
        try:
            self._link.open()
            health = self._ask_state(Conversation(self._link, self._patience.answer_ms))
            if _is_silent(health):
                return PrintResult(JobState.WAITING, health.reason)
            is_ready = health.health in (Health.READY, Health.UNKNOWN)
            is_sending = True
            self._link.write(drawer_pulse(self._entry) if is_ready else real_time_pulse(self._entry))
        except Unavailable as error:
            _log.info("the drawer was not pulsed: %s", error)
            return PrintResult(_after(error) if is_sending else JobState.WAITING, error.message)
        finally:
            self._link.close()
        return PrintResult(JobState.SENT)

    def _run(self, data: bytes) -> PrintResult:
        is_sending = False
        try:
            self._link.open()
            talk = Conversation(self._link, self._patience.answer_ms)
            before = self._ask_state(talk)
            if before.health not in (Health.READY, Health.UNKNOWN) or _is_silent(before):
                return PrintResult(JobState.WAITING, before.reason)
            is_sending = True
            return self._send(talk, data)
        except Unavailable as error:
            _log.info("the job did not get through: %s", error)
            return PrintResult(_after(error) if is_sending else JobState.WAITING, error.message)
        finally:
            self._link.close()

    def _send(self, talk: Conversation, data: bytes) -> PrintResult:
        """Send the job, then wait until the printer says that it was processed."""
        confirm = self._entry.confirm if self._link.can_answer else Confirm.NONE
        self._jobs += 1
        self._link.write(data + talk.question(confirm, self._jobs))
        if confirm is Confirm.NONE:
            return PrintResult(JobState.SENT)
        speed = self._link.bytes_per_second
        patience_ms = self._patience.confirm_ms + (len(data) * 1000 // speed if speed else 0)
        try:
            if talk.is_confirmed(confirm, self._jobs, patience_ms):
                return PrintResult(JobState.CONFIRMED)
            after = self._ask_state(talk)
        except Unavailable as error:
            _log.info("the job was not confirmed: %s", error)
            return PrintResult(JobState.UNKNOWN, error.message)
        return PrintResult(JobState.UNKNOWN, after.reason or Message("printer.not_confirmed"))

    def _ask_state(self, talk: Conversation) -> PrinterState:
        """What DLE EOT 1, 2, 4 say; unknown is never taken for ready."""
        if not (self._entry.status and self._link.can_answer):
            return PrinterState(Health.UNKNOWN)
        printer = talk.real_time(_PRINTER)
        cause = talk.real_time(_CAUSE) if printer is not None else None
        paper = talk.real_time(_PAPER) if cause is not None else None
        if printer is None or cause is None or paper is None:
            code = "printer.rubbish" if talk.heard_rubbish else "printer.silent"
            return PrinterState(Health.UNKNOWN, Message(code))
        health = _health(printer, cause, paper)
        reason = None if health is Health.READY else Message(f"printer.{health}")
        return PrinterState(health, reason, is_paper_low(paper), drawer_pin_high(printer))


def _health(printer: int, cause: int, paper: int) -> Health:
    if is_paper_out(paper) or is_stopped_by_paper(cause):
        return Health.PAPER_OUT
    if is_cover_open(cause):
        return Health.COVER_OPEN
    if has_error(cause):
        return Health.FAULT
    return Health.OFFLINE if is_offline(printer) else Health.READY


def _is_silent(state: PrinterState) -> bool:
    """True if the printer should have answered but did not: the job would vanish in some buffer."""
    return state.health is Health.UNKNOWN and state.reason is not None


def _after(error: Unavailable) -> JobState:
    """Nothing printed if not one byte was handed over, else nobody knows."""
    return JobState.UNKNOWN if error.message.params.get("sent") else JobState.WAITING
