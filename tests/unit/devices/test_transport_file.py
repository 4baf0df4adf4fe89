"""Device files, plain files."""

from __future__ import annotations

import os
import tty
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pos_app.devices.escpos.encoder import encode
from pos_app.devices.printer import EscPosPrinter
from pos_app.devices.transport_file import FileLink
from pos_app.kernel.errors import Unavailable
from pos_app.ports.printing import Health, JobState, PrintJob
from tests.support.printers import HASTY, SMALL, entry


@pytest.fixture
def pty() -> Iterator[tuple[int, Path]]:
    """The printer's end of a pseudo terminal, the path of ours."""
    master, slave = os.openpty()
    tty.setraw(slave)
    yield master, Path(os.ttyname(slave))
    for handle in (master, slave):
        try:
            os.close(handle)
        except OSError:  # closed by the test: the cable was pulled
            continue


def code_of(action: Callable[[], object]) -> str:
    """The code of what is raised."""
    with pytest.raises(Unavailable) as error:
        action()
    return error.value.code


def test_a_plain_file_takes_jobs_but_says_nothing(tmp_path: Path) -> None:
    path = tmp_path / "printer.bin"
    path.touch()
    printer = EscPosPrinter(FileLink(path), entry(), HASTY)
    assert printer.state().health is Health.UNKNOWN
    assert printer.print(PrintJob(SMALL)).state is JobState.SENT
    assert printer.print(PrintJob(SMALL)).state is JobState.SENT
    assert path.read_bytes() == encode(SMALL, entry()).data * 2


def test_the_drawer_behind_a_plain_file(tmp_path: Path) -> None:
    path = tmp_path / "printer.bin"
    path.touch()
    assert EscPosPrinter(FileLink(path), entry(), HASTY).open_drawer().state is JobState.SENT
    assert path.read_bytes() == b"\x1bp\x00\x19\xfa"


@pytest.mark.parametrize("name", ["missing", "file/below"])
def test_a_device_that_is_not_there(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").touch()
    link = FileLink(tmp_path / name)
    assert code_of(link.open) == "printer.not_reachable"
    link.close()


def test_a_path_that_is_no_device(tmp_path: Path) -> None:
    assert code_of(FileLink(tmp_path).open) == "printer.misconfigured"
    assert code_of(FileLink(Path("a\0b")).open) == "printer.misconfigured"


def test_bytes_go_both_ways(pty: tuple[int, Path]) -> None:
    link = FileLink(pty[1])
    link.open()
    assert link.can_answer
    link.write(b"\x10\x04\x01")
    assert os.read(pty[0], 10) == b"\x10\x04\x01"
    os.write(pty[0], b"\x12")
    assert link.read(1000) == b"\x12"
    assert link.read(10) == b""
    link.close()
    link.close()


def test_a_device_that_takes_nothing_more(pty: tuple[int, Path]) -> None:
    link = FileLink(pty[1], write_timeout_s=0.1)
    link.open()
    with pytest.raises(Unavailable) as error:
        link.write(b"x" * 1_000_000)
    assert error.value.code == "printer.timed_out"
    assert error.value.message.params["sent"] != 0
    link.close()


def test_a_pulled_cable(pty: tuple[int, Path]) -> None:
    link = FileLink(pty[1])
    link.open()
    os.close(pty[0])
    assert code_of(lambda: link.write(b"x")) == "printer.lost_mid_job"
    link.close()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this system")
def test_a_device_that_refuses_every_byte() -> None:
    link = FileLink(Path("/dev/full"))
    link.open()
    with pytest.raises(Unavailable) as error:
        link.write(b"x")
    assert (error.value.code, error.value.message.params["sent"]) == ("printer.lost_mid_job", 0)
    link.close()
