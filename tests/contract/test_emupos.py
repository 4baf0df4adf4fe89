"""Our jobs on a printer emulator that nobody here wrote."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest
import zxingcpp
from PIL import Image

from pos_app.devices.printer import EscPosPrinter
from pos_app.devices.transport_serial import FlowControl, SerialLink
from pos_app.devices.transport_tcp import TcpLink
from pos_app.ports.printing import Health, JobState, PrintJob
from pos_app.receipts.text import as_text
from tests.support.emupos import IS_MISSING, WHY_MISSING, Emulator, emulator
from tests.support.printers import entry, sample_receipt

pytestmark = pytest.mark.skipif(IS_MISSING, reason=WHY_MISSING)
NUMBER, MARK = "0001-01-A-0000042", "R1:0001-01-A-0000042:1A2B3C4D"


@pytest.fixture(scope="module")
def front(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    """One emulator for all tests of this file."""
    with emulator(tmp_path_factory.mktemp("emupos")) as running:
        yield running


@pytest.fixture
def printer(front: Emulator) -> EscPosPrinter:
    """Our driver on its network port."""
    return EscPosPrinter(TcpLink("127.0.0.1", front.port), entry("emupos"))


@pytest.mark.parametrize("language", ["en", "tr", "ru"])
def test_text_and_codes_arrive(front: Emulator, printer: EscPosPrinter, language: str) -> None:
    before = len(front.receipts())
    assert printer.print(PrintJob(sample_receipt(language))).state is JobState.CONFIRMED
    (receipt,) = front.wait_for(before + 1)[before:]
    ours = as_text(sample_receipt(language), 48).replace("\u00a0", " ").replace("\u202f", " ")
    wanted = [line for line in ours.split("|||")[0].splitlines() if line.strip()]
    assert [line for line in receipt.text.splitlines() if line.strip()][: len(wanted)] == wanted
    picture = Image.open(io.BytesIO(receipt.png))
    assert {code.text for code in zxingcpp.read_barcodes(picture)} == {NUMBER, MARK}
    assert picture.width == 576


def test_the_same_over_a_serial_line(front: Emulator) -> None:
    before = len(front.receipts())
    printer = EscPosPrinter(SerialLink(front.serial_path, 9600, FlowControl.NONE), entry("emupos"))
    assert printer.print(PrintJob(sample_receipt("tr"))).state is JobState.CONFIRMED
    (receipt,) = front.wait_for(before + 1)[before:]
    assert "Şekersiz süt 1 l" in receipt.text


@pytest.mark.parametrize(
    ("fault", "health"), [("paper-out", Health.PAPER_OUT), ("cover-open", Health.COVER_OPEN)]
)
def test_faults_are_seen_before_anything_is_sent(
    front: Emulator, printer: EscPosPrinter, fault: str, health: Health
) -> None:
    before = len(front.receipts())
    front.fault(fault, is_on=True)
    try:
        assert printer.state().health is health
        assert printer.print(PrintJob(sample_receipt())).state is JobState.WAITING
    finally:
        front.fault(fault, is_on=False)
    assert printer.print(PrintJob(sample_receipt())).state is JobState.CONFIRMED
    assert len(front.wait_for(before + 1)) == before + 1


def test_low_paper_is_seen(front: Emulator, printer: EscPosPrinter) -> None:
    front.fault("paper-near-end", is_on=True)
    try:
        assert printer.state().paper_low
    finally:
        front.fault("paper-near-end", is_on=False)
    assert not printer.state().paper_low


def test_the_drawer_opens_when_asked_to(front: Emulator, printer: EscPosPrinter) -> None:
    printer.print(PrintJob(sample_receipt()))
    assert printer.state().drawer_pin_high is False
    assert printer.open_drawer().state is JobState.SENT
    assert printer.state().drawer_pin_high is True
