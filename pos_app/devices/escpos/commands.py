"""A stream of bytes cut into ESC/POS commands."""

from __future__ import annotations

import msgspec

TEXT = "text"
UNKNOWN = "unknown"


class Command(msgspec.Struct, frozen=True):
    """One command: `name` such as `ESC t` (or TEXT, LF, UNKNOWN), where it starts, what follows the name."""

    name: str
    at: int
    args: bytes


# Name and number of parameter bytes of every command of fixed length.
_FIXED = {
    b"\x1b@": ("ESC @", 0),
    b"\x1b!": ("ESC !", 1),
    b"\x1b-": ("ESC -", 1),
    b"\x1b2": ("ESC 2", 0),
    b"\x1b3": ("ESC 3", 1),
    b"\x1bB": ("ESC B", 2),
    b"\x1bE": ("ESC E", 1),
    b"\x1bJ": ("ESC J", 1),
    b"\x1bM": ("ESC M", 1),
    b"\x1bR": ("ESC R", 1),
    b"\x1ba": ("ESC a", 1),
    b"\x1bd": ("ESC d", 1),
    b"\x1bp": ("ESC p", 3),
    b"\x1bt": ("ESC t", 1),
    b"\x1c.": ("FS .", 0),
    b"\x1c&": ("FS &", 0),
    b"\x1d!": ("GS !", 1),
    b"\x1dB": ("GS B", 1),
    b"\x1dH": ("GS H", 1),
    b"\x1dI": ("GS I", 1),
    b"\x1dL": ("GS L", 2),
    b"\x1dW": ("GS W", 2),
    b"\x1da": ("GS a", 1),
    b"\x1df": ("GS f", 1),
    b"\x1dh": ("GS h", 1),
    b"\x1dr": ("GS r", 1),
    b"\x1dw": ("GS w", 1),
    b"\x10\x04": ("DLE EOT", 1),
    b"\x10\x05": ("DLE ENQ", 1),
}
_REAL_TIME_PULSE = b"\x10\x14\x01"


def split_commands(data: bytes) -> tuple[list[Command], int]:
    """Return the whole commands at the front of `data` and where the first incomplete one starts.

    A byte that starts no known command is one command UNKNOWN of its own.
    """
    found: list[Command] = []
    at = 0
    while at < len(data):
        command, end = _one(data, at)
        if end > len(data):
            return found, at
        found.append(command)
        at = end
    return found, at


def _one(data: bytes, at: int) -> tuple[Command, int]:
    """The command at `at` and its end, which lies behind the data if bytes are missing."""
    first = data[at]
    if first >= 0x20 and first != 0x7F:
        end = at
        while end < len(data) and data[end] >= 0x20 and data[end] != 0x7F:
            end += 1
        return Command(TEXT, at, data[at:end]), end
    if first == 0x0A:
        return Command("LF", at, b""), at + 1
    if first not in b"\x10\x1b\x1c\x1d":
        return Command(UNKNOWN, at, data[at : at + 1]), at + 1
    if len(data) - at < 2:
        return Command(UNKNOWN, at, b""), len(data) + 1
    if (name_and_length := _FIXED.get(data[at : at + 2])) is not None:
        name, length = name_and_length
        return Command(name, at, data[at + 2 : at + 2 + length]), at + 2 + length
    return _counted(data, at)


def _counted(data: bytes, at: int) -> tuple[Command, int]:
    """A command whose length stands in its own parameters."""
    head = data[at : at + 2]
    have = data[at + 2 : at + 8]
    if head == b"\x1dV":
        length = 1 + (bool(have) and have[0] in (65, 66, 97, 98, 103, 104))
        return Command("GS V", at, data[at + 2 : at + 2 + length]), at + 2 + length
    if head == b"\x1dk":
        return _barcode(data, at)
    if head == b"\x1dv":  # GS v 0 m xL xH yL yH
        length = 6 + _number(have[2:4]) * _number(have[4:6]) if len(have) == 6 else len(data)
        return Command("GS v 0", at, data[at + 3 : at + 2 + length]), at + 2 + length
    if head in (b"\x1d(", b"\x1b("):
        length = 3 + _number(have[1:3]) if len(have) >= 3 else len(data)
        name = f"{'GS' if head[0] == 0x1D else 'ESC'} ( {chr(have[0]) if have else ''}"
        return Command(name, at, data[at + 5 : at + 2 + length]), at + 2 + length
    if data[at : at + 3] == _REAL_TIME_PULSE:
        return Command("DLE DC4", at, data[at + 2 : at + 5]), at + 5
    if head == b"\x10\x14" and len(data) - at < 3:
        return Command(UNKNOWN, at, b""), len(data) + 1
    return Command(UNKNOWN, at, data[at : at + 1]), at + 1


def _barcode(data: bytes, at: int) -> tuple[Command, int]:
    """GS k: with a count for systems from 65 on, ended by a zero byte for the older ones."""
    if len(data) - at < 4:
        return Command(UNKNOWN, at, b""), len(data) + 1
    if data[at + 2] >= 65:
        end = at + 4 + data[at + 3]
        return Command("GS k", at, data[at + 2 : at + 3] + data[at + 4 : end]), end
    zero = data.find(b"\0", at + 3)
    end = zero + 1 if zero >= 0 else len(data) + 1
    return Command("GS k", at, data[at + 2 : max(zero, at + 3)]), end


def _number(little_endian: bytes) -> int:
    return int.from_bytes(little_endian, "little")
