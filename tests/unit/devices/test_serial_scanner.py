"""Codes from a serial line, through a real pseudo-terminal."""

from __future__ import annotations

import os
import queue
import tty
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.devices.serial_scanner import CodeBuffer, SerialScanner


@given(
    st.lists(st.text("0123456789ABCDEF]%-\x1d", min_size=1, max_size=40), max_size=8),
    st.sampled_from(["\r", "\n", "\r\n", "\t"]),
    st.integers(1, 7),
)
def test_codes_come_out_whole_however_the_line_cuts_them(codes: list[str], end: str, piece: int) -> None:
    data = "".join(code + end for code in codes).encode("latin-1")
    buffer = CodeBuffer()
    got = [code for at in range(0, len(data), piece) for code in buffer.feed(data[at : at + piece])]
    assert got == codes


def test_noise_without_an_end_is_bounded() -> None:
    buffer = CodeBuffer()
    assert buffer.feed(b"x" * 100_000) == []
    assert buffer.feed(b"\r\x02" + b"4006381333931\r")[-1:] == ["4006381333931"]


def test_a_scanner_is_read_and_its_thread_ends() -> None:
    ours, theirs = os.openpty()
    tty.setraw(theirs)
    got: queue.Queue[str] = queue.Queue()
    scanner = SerialScanner(os.ttyname(theirs), 9600, got.put)
    try:
        assert scanner.connected.wait(10)
        os.write(ours, b"40063813")
        os.write(ours, b"33931\r\n]C1010400638\x1d\r\n")
        assert got.get(timeout=10) == "4006381333931"
        assert got.get(timeout=10) == "]C1010400638\x1d"
    finally:
        assert scanner.stop()
        os.close(ours)
        os.close(theirs)


@pytest.mark.parametrize("port", ["/dev/nothing-there", ""])
def test_a_missing_scanner_bothers_nobody(port: str, tmp_path: Path) -> None:
    scanner = SerialScanner(port or str(tmp_path), 9600, lambda code: None)
    assert scanner.stop()
