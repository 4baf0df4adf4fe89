"""Drawer pulse, beeps: jobs without paper."""

from __future__ import annotations

from pos_app.devices.escpos.entry import BeeperKind, PrinterEntry


def drawer_pulse(entry: PrinterEntry) -> bytes:
    """Return ESC p with both times: a missing one would swallow the bytes after it."""
    drawer = entry.drawer
    return b"\x1bp%c%c%c" % (drawer.pin == 5, drawer.on_ms // 2, drawer.off_ms // 2)


def real_time_pulse(entry: PrinterEntry) -> bytes:
    """Return DLE DC4 1: the pulse that a printer gives at once, even when it is offline for lack of paper."""
    tenths = max(1, min(8, entry.drawer.on_ms // 100))
    return b"\x10\x14\x01%c%c" % (entry.drawer.pin == 5, tenths)


def beeps(entry: PrinterEntry, times: int) -> bytes:
    """Return the command for 1 to 9 beeps of 0.1 s; nothing for a printer without a beeper."""
    if not 1 <= times <= 9:
        raise ValueError("1 to 9 beeps")
    if entry.beeper is BeeperKind.EPSON:
        return b"\x1b(A\x04\x000" + b"0%c\x01" % times  # pattern 48, n times, 100 ms
    if entry.beeper is BeeperKind.ESC_B:
        return b"\x1bB%c\x01" % times
    return b""
