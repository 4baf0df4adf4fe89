"""The driver at the end of a link that does strange things."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from pos_app.devices.escpos.encoder import encode
from pos_app.devices.escpos.entry import Confirm, PrinterEntry
from pos_app.devices.printer import EscPosPrinter
from pos_app.kernel.errors import Unavailable
from pos_app.ports.printing import Health, JobState, PrintJob, PrintResult
from pos_app.receipts.document import Barcode, Document
from tests.support.printers import HASTY, SMALL, entry

JOB = PrintJob(SMALL)
FINE = b"\x12"


class ScriptedLink:
    """Answers each write with the next answer; an exception is raised instead."""

    def __init__(self, *answers: bytes | Unavailable, can_answer: bool = True) -> None:
        self.written: list[bytes] = []
        self.opened = 0
        self.can_answer = can_answer
        self.bytes_per_second = 0
        self._answers = list(answers)
        self._waiting = b""

    def open(self) -> None:
        """Count."""
        self.opened += 1

    def write(self, data: bytes) -> None:
        """Take the next answer."""
        answer = self._answers.pop(0) if self._answers else b""
        if isinstance(answer, Unavailable):
            raise answer
        self.written.append(data)
        self._waiting += answer

    def read(self, timeout_ms: int) -> bytes:
        """Give out what waits, one byte at a time."""
        first, self._waiting = self._waiting[:1], self._waiting[1:]
        return first

    def close(self) -> None:
        """Count."""
        self.opened -= 1


def run(link: ScriptedLink, printer_entry: PrinterEntry | None = None) -> PrintResult:
    """One job over this link."""
    result = EscPosPrinter(link, printer_entry or entry(), HASTY).print(JOB)
    assert link.opened == 0
    return result


def test_the_whole_conversation() -> None:
    link = ScriptedLink(FINE, FINE, FINE, b"\x00")
    assert run(link).state is JobState.CONFIRMED
    assert link.written == [
        b"\x10\x04\x01",
        b"\x10\x04\x02",
        b"\x10\x04\x04",
        encode(SMALL, entry()).data + b"\x1dr\x01",
    ]


def test_process_ids_differ_from_job_to_job() -> None:
    link = ScriptedLink(FINE, FINE, FINE, b"\x37\x22PA !\x00", FINE, FINE, FINE, b"\x37\x22PA !\x00")
    printer = EscPosPrinter(link, entry("epson-tm-t20"), HASTY)
    assert printer.print(JOB).state is JobState.CONFIRMED
    assert link.written[-1].endswith(b"\x1d(H\x06\x0000PA !")
    assert printer.print(JOB).state is JobState.UNKNOWN  # the answer to the job before


def test_status_blocks_in_between_are_passed_over() -> None:
    link = ScriptedLink(b"\x14\x00\x00\x00" + FINE, FINE, b"\x14\x00\x00\x00" + FINE, b"\x14\x00\x00\x00\x00")
    assert run(link).state is JobState.CONFIRMED


def test_a_status_block_is_not_taken_for_a_confirmation() -> None:
    assert run(ScriptedLink(FINE, FINE, FINE, b"\x14\x00\x0c\x00")).state is JobState.UNKNOWN


def test_rubbish_is_not_taken_for_a_confirmation() -> None:
    assert run(ScriptedLink(FINE, FINE, FINE, b"\xff\x00")).state is JobState.UNKNOWN


def test_a_late_cause_is_reported() -> None:
    result = run(ScriptedLink(FINE, FINE, FINE, b"", b"\x1a", b"\x52", FINE))
    assert (result.state, result.reason and result.reason.code) == (JobState.UNKNOWN, "printer.fault")


def test_a_printer_that_is_fine_but_does_not_confirm() -> None:
    result = run(ScriptedLink(FINE, FINE, FINE, b"", FINE, FINE, FINE))
    assert (result.state, result.reason and result.reason.code) == (JobState.UNKNOWN, "printer.not_confirmed")


@pytest.mark.parametrize("sent", [0, 1])
def test_lost_before_or_after_the_first_byte(sent: int) -> None:
    lost = Unavailable("printer.lost_mid_job", sent=sent)
    result = run(ScriptedLink(FINE, FINE, FINE, lost))
    assert result.state is (JobState.UNKNOWN if sent else JobState.WAITING)


def test_a_question_that_fails_has_printed_nothing() -> None:
    lost = Unavailable("printer.timed_out", sent=1)
    assert run(ScriptedLink(FINE, lost)).state is JobState.WAITING


def test_a_printer_without_status_is_trusted_no_further_than_sent() -> None:
    dumb = replace(entry(), status=False, confirm=Confirm.NONE)
    link = ScriptedLink()
    assert run(link, dumb).state is JobState.SENT
    assert link.written == [encode(SMALL, dumb).data]


def test_a_one_way_line_is_not_asked() -> None:
    link = ScriptedLink(can_answer=False)
    assert run(link).state is JobState.SENT
    assert len(link.written) == 1


def test_offline_for_no_known_reason() -> None:
    state = EscPosPrinter(ScriptedLink(b"\x1a", FINE, FINE), entry(), HASTY).state()
    assert (state.health, state.reason and state.reason.code) == (Health.OFFLINE, "printer.offline")


def test_a_document_that_cannot_be_encoded_waits_with_its_reason() -> None:
    link = ScriptedLink(FINE)
    result = EscPosPrinter(link, entry(), HASTY).print(PrintJob(Document((Barcode("ş"),))))
    assert (result.state, result.reason and result.reason.code) == (JobState.WAITING, "receipt.bad_barcode")
    assert link.written == []


def test_the_drawer_of_a_silent_printer_is_not_pulsed() -> None:
    link = ScriptedLink()
    assert EscPosPrinter(link, entry(), HASTY).open_drawer().state is JobState.WAITING
    assert link.written == [b"\x10\x04\x01"]


def test_a_pulse_that_may_have_gone_out() -> None:
    lost = Unavailable("printer.timed_out", sent=2)
    link = ScriptedLink(FINE, FINE, FINE, lost)
    assert EscPosPrinter(link, entry(), HASTY).open_drawer().state is JobState.UNKNOWN


@pytest.mark.parametrize("model", ["one-way-58", "one-way-80"])
def test_models_that_never_answer_are_not_waited_for(model: str) -> None:
    link = ScriptedLink()
    assert run(link, entry(model)).state is JobState.SENT
    assert link.written == [encode(SMALL, entry(model)).data]
