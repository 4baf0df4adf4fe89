"""Bytes cut into commands."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.devices.escpos.commands import Command, split_commands


@pytest.mark.parametrize(
    ("data", "name", "args"),
    [
        (b"\x1b@", "ESC @", b""),
        (b"\x1bt\x0d", "ESC t", b"\x0d"),
        (b"\x1bp\x00\x19\xfa", "ESC p", b"\x00\x19\xfa"),
        (b"\x1c.", "FS .", b""),
        (b"\x1dVB\x00", "GS V", b"B\x00"),
        (b"\x1dV\x00", "GS V", b"\x00"),
        (b"\x1dkI\x04{BAB", "GS k", b"I{BAB"),
        (b"\x1dk\x028690526012345\x00", "GS k", b"\x028690526012345"),
        (b"\x1dv0\x00\x02\x00\x02\x00\x10\x04\x01\xff", "GS v 0", b"\x00\x02\x00\x02\x00\x10\x04\x01\xff"),
        (b"\x1d(k\x03\x001C\x06", "GS ( k", b"1C\x06"),
        (b"\x1d(H\x06\x0000PA  ", "GS ( H", b"00PA  "),
        (b"\x1b(A\x04\x0000\x02\x01", "ESC ( A", b"00\x02\x01"),
        (b"\x10\x04\x01", "DLE EOT", b"\x01"),
        (b"\x10\x14\x01\x00\x01", "DLE DC4", b"\x01\x00\x01"),
        (b"\n", "LF", b""),
        ("şeker".encode("cp857"), "text", "şeker".encode("cp857")),
        (b"\x07", "unknown", b"\x07"),
        (b"\x1bz", "unknown", b"\x1b"),
        (b"\x10\x15", "unknown", b"\x10"),
    ],
)
def test_one_command(data: bytes, name: str, args: bytes) -> None:
    commands, _ = split_commands(data)
    assert commands[0] == Command(name, 0, args)


@pytest.mark.parametrize(
    "data",
    [
        b"\x1b",
        b"\x1bp\x00",
        b"\x1dk",
        b"\x1dkI\x04{B",
        b"\x1dk\x0286",
        b"\x1dv0\x00",
        b"\x1dv0\x00\x01\x00\x02\x00a",
        b"\x1d(k\x03",
        b"\x10\x14",
        b"\x10\x14\x01\x00",
        b"\x1dV",
    ],
)
def test_an_incomplete_command_waits(data: bytes) -> None:
    assert split_commands(b"\n" + data) == ([Command("LF", 0, b"")], 1)


@given(st.binary())
def test_any_bytes_are_split_without_loss(data: bytes) -> None:
    commands, end = split_commands(data)
    starts = [command.at for command in commands]
    assert starts == sorted(set(starts))
    assert 0 <= end <= len(data)


@given(st.binary(max_size=60), st.integers(0, 60))
def test_pieces_give_the_same_as_the_whole(data: bytes, at: int) -> None:
    whole, _ = split_commands(data)
    first, end = split_commands(data[:at])
    rest, _ = split_commands(data[end:])
    texts = b"".join(command.args for command in first + rest if command.name == "text")
    assert texts == b"".join(command.args for command in whole if command.name == "text")
    assert [c.name for c in first + rest if c.name != "text"] == [c.name for c in whole if c.name != "text"]
