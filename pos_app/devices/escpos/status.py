"""What a printer answers, told apart by the fixed bits of each kind of answer."""

from __future__ import annotations

import msgspec

# Epson's ESC/POS reference: DLE EOT is 0xx1xx10, the first byte of an automatic status block 0xx1xx00 with
# three bytes 0xx0xxxx after it, GS r is 0xx0xxxx, a block of the process id kind runs from 37h to a zero
# byte.
_KIND_MASK = 0b1001_0011
_REAL_TIME_BITS = 0b0001_0010
_BLOCK_BITS = 0b0001_0000
_IN_ORDER_MASK = 0b1001_0000
_FLOW = b"\x11\x13"
_TEXT_BLOCK = 0x37
_PROCESS = 0x22
_PROCESS_LENGTH = 7
_TEXT_BLOCK_MAX = 80
_AUTOMATIC_LENGTH = 4


class RealTime(msgspec.Struct, frozen=True):
    """The answer to DLE EOT n."""

    bits: int


class InOrder(msgspec.Struct, frozen=True):
    """The answer to GS r n: everything sent before it was processed."""

    bits: int


class Automatic(msgspec.Struct, frozen=True):
    """A status block the printer sent by itself."""

    block: bytes


class Processed(msgspec.Struct, frozen=True):
    """The answer to GS ( H: the job with this four-byte id was printed."""

    ident: bytes


class Rubbish(msgspec.Struct, frozen=True):
    """A byte that is no answer of any kind."""

    byte: int


Answer = RealTime | InOrder | Automatic | Processed | Rubbish


class StatusReader:
    """Takes bytes as they come and gives whole answers."""

    def __init__(self) -> None:
        self._pending = b""

    def feed(self, data: bytes) -> list[Answer]:
        """Return the answers that are complete now; the rest waits for more bytes."""
        self._pending += data
        answers: list[Answer] = []
        while self._pending:
            answer, length = _first(self._pending)
            if length > len(self._pending):
                break
            self._pending = self._pending[length:]
            if answer is not None:
                answers.append(answer)
        return answers


def _first(data: bytes) -> tuple[Answer | None, int]:
    """The answer at the front and its length, which is beyond the data while bytes are missing."""
    byte = data[0]
    if byte in _FLOW:
        return None, 1
    if byte == _TEXT_BLOCK:
        return _text_block(data)
    if byte & _KIND_MASK == _REAL_TIME_BITS:
        return RealTime(byte), 1
    if byte & _KIND_MASK == _BLOCK_BITS:
        block = data[:_AUTOMATIC_LENGTH]
        if any(follower & _IN_ORDER_MASK for follower in block[1:]):
            return Rubbish(byte), 1
        return Automatic(block), _AUTOMATIC_LENGTH
    if byte & _IN_ORDER_MASK == 0:
        return InOrder(byte), 1
    return Rubbish(byte), 1


def _text_block(data: bytes) -> tuple[Answer | None, int]:
    if data[1:2] == bytes([_PROCESS]):
        ident = data[2 : _PROCESS_LENGTH - 1]
        if len(data) >= _PROCESS_LENGTH and data[_PROCESS_LENGTH - 1] != 0:
            return Rubbish(data[0]), _PROCESS_LENGTH  # whole, or its bytes could pass for a confirmation
        return Processed(ident), _PROCESS_LENGTH
    end = data.find(b"\0", 1, _TEXT_BLOCK_MAX)
    if end < 0:
        missing = len(data) < _TEXT_BLOCK_MAX
        return (None, len(data) + 1) if missing else (Rubbish(data[0]), _TEXT_BLOCK_MAX)
    return None, end + 1


def is_offline(printer_bits: int) -> bool:
    """True if the answer to DLE EOT 1 says offline."""
    return bool(printer_bits & 0x08)


def drawer_pin_high(printer_bits: int) -> bool:
    """Pin 3 of the drawer socket in the answer to DLE EOT 1; what it means depends on the drawer."""
    return bool(printer_bits & 0x04)


def is_cover_open(cause_bits: int) -> bool:
    """True if the answer to DLE EOT 2 says that the cover is open."""
    return bool(cause_bits & 0x04)


def is_stopped_by_paper(cause_bits: int) -> bool:
    """True if the answer to DLE EOT 2 says that printing stopped at the end of the paper."""
    return bool(cause_bits & 0x20)


def has_error(cause_bits: int) -> bool:
    """True if the answer to DLE EOT 2 says that something is broken."""
    return bool(cause_bits & 0x40)


def is_paper_low(paper_bits: int) -> bool:
    """True if the answer to DLE EOT 4 says near end."""
    return bool(paper_bits & 0x0C)


def is_paper_out(paper_bits: int) -> bool:
    """True if the answer to DLE EOT 4 says that there is none."""
    return bool(paper_bits & 0x60)
