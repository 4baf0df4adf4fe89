"""Drawer, beeper."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from pos_app.devices.escpos.commands import split_commands
from pos_app.devices.escpos.entry import BeeperKind, DrawerPulse
from pos_app.devices.escpos.signals import beeps, drawer_pulse, real_time_pulse
from tests.support.printers import entry


@pytest.mark.parametrize(
    ("drawer", "data"),
    [
        (DrawerPulse(), b"\x1bp\x00\x19\xfa"),
        (DrawerPulse(pin=5, on_ms=100, off_ms=200), b"\x1bp\x01\x32\x64"),
        (DrawerPulse(on_ms=510, off_ms=510), b"\x1bp\x00\xff\xff"),
    ],
)
def test_pulse_has_both_times(drawer: DrawerPulse, data: bytes) -> None:
    assert drawer_pulse(replace(entry(), drawer=drawer)) == data


@pytest.mark.parametrize(
    ("on_ms", "data"),
    [(50, b"\x10\x14\x01\x00\x01"), (200, b"\x10\x14\x01\x00\x02"), (510, b"\x10\x14\x01\x00\x05")],
)
def test_real_time_pulse(on_ms: int, data: bytes) -> None:
    assert real_time_pulse(replace(entry(), drawer=DrawerPulse(on_ms=on_ms))) == data


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        (BeeperKind.NONE, b""),
        (BeeperKind.ESC_B, b"\x1bB\x03\x01"),
        (BeeperKind.EPSON, b"\x1b(A\x04\x00\x30\x30\x03\x01"),
    ],
)
def test_beeps(kind: BeeperKind, data: bytes) -> None:
    assert beeps(replace(entry(), beeper=kind), 3) == data
    assert split_commands(data)[1] == len(data)


@pytest.mark.parametrize("times", [0, 10])
def test_beeps_are_counted(times: int) -> None:
    with pytest.raises(ValueError, match="1 to 9"):
        beeps(entry(), times)
