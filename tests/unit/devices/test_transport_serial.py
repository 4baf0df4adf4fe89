"""Serial lines that stall, vanish, belong to somebody else."""

from __future__ import annotations

import os
import tty
from collections.abc import Callable, Iterator

import pytest

from pos_app.devices.transport_serial import FlowControl, SerialLink
from pos_app.kernel.errors import Unavailable


@pytest.fixture
def pty() -> Iterator[tuple[int, str]]:
    """The printer's end of a pseudo terminal, the path of ours."""
    master, slave = os.openpty()
    tty.setraw(slave)
    yield master, os.ttyname(slave)
    for handle in (master, slave):
        try:
            os.close(handle)
        except OSError:  # closed by the test: the cable was pulled
            continue


def link(path: str, flow: FlowControl = FlowControl.NONE) -> SerialLink:
    """A line with little patience."""
    return SerialLink(path, 19200, flow, write_timeout_s=0.1)


def code_of(action: Callable[[], object]) -> str:
    """The code of what is raised."""
    with pytest.raises(Unavailable) as error:
        action()
    return error.value.code


@pytest.mark.parametrize("flow", FlowControl)
def test_bytes_go_both_ways(pty: tuple[int, str], flow: FlowControl) -> None:
    master, path = pty
    line = link(path, flow)
    line.open()
    line.write(b"\x10\x04\x01")
    assert os.read(master, 10) == b"\x10\x04\x01"
    os.write(master, b"\x12")
    assert line.read(1000) == b"\x12"
    assert line.read(10) == b""
    assert line.bytes_per_second == 1920
    line.close()
    line.close()


def test_a_port_that_does_not_exist() -> None:
    line = link("/dev/does-not-exist")
    assert code_of(line.open) == "printer.not_reachable"
    line.close()


def test_a_speed_that_does_not_exist(pty: tuple[int, str]) -> None:
    assert code_of(SerialLink(pty[1], -1).open) == "printer.misconfigured"


def test_a_port_that_another_program_uses(pty: tuple[int, str]) -> None:
    first = link(pty[1])
    first.open()
    assert code_of(link(pty[1]).open) == "printer.not_reachable"
    first.close()


def test_a_stalled_printer_times_out(pty: tuple[int, str]) -> None:
    line = link(pty[1])
    line.open()
    with pytest.raises(Unavailable) as error:
        line.write(b"x" * 1_000_000)
    assert error.value.code == "printer.timed_out"
    assert error.value.message.params["sent"] != 0
    line.close()


def test_a_pulled_cable(pty: tuple[int, str]) -> None:
    line = link(pty[1])
    line.open()
    os.close(pty[0])
    assert code_of(lambda: line.write(b"x")) == "printer.lost_mid_job"
    assert code_of(lambda: line.read(100)) == "printer.lost_mid_job"
    line.close()
