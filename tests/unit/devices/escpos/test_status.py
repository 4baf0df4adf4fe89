"""Answers told apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.devices.escpos.status import (
    Answer,
    Automatic,
    InOrder,
    Processed,
    RealTime,
    Rubbish,
    StatusReader,
    drawer_pin_high,
    has_error,
    is_cover_open,
    is_offline,
    is_paper_low,
    is_paper_out,
    is_stopped_by_paper,
)


@pytest.mark.parametrize(
    ("data", "answers"),
    [
        (b"\x12", [RealTime(0x12)]),
        (b"\x16\x32\x72\x1e", [RealTime(0x16), RealTime(0x32), RealTime(0x72), RealTime(0x1E)]),
        (b"\x00", [InOrder(0)]),
        (b"\x0f\x03", [InOrder(0x0F), InOrder(0x03)]),
        (b"\x14\x00\x03\x00", [Automatic(b"\x14\x00\x03\x00")]),
        (b"\x1c\x00\x0f\x00\x12", [Automatic(b"\x1c\x00\x0f\x00"), RealTime(0x12)]),
        (b"\x37\x22PA  \x00", [Processed(b"PA  ")]),
        (b"\x37\x22PA  \x00\x00", [Processed(b"PA  "), InOrder(0)]),
        (b"\x37\x21_EPSON\x00\x12", [RealTime(0x12)]),
        (b"\x11\x13\x12", [RealTime(0x12)]),
        (b"\xff", [Rubbish(0xFF)]),
        (b"\x14\xff\x12", [Rubbish(0x14), Rubbish(0xFF), RealTime(0x12)]),
        (b"\x37\x22PA  x\x12", [Rubbish(0x37), RealTime(0x12)]),
        (b"\x37\x21" + b"E" * 78 + b"\x12", [Rubbish(0x37), RealTime(0x12)]),
    ],
)
def test_whole_answers(data: bytes, answers: list[Answer]) -> None:
    assert StatusReader().feed(data)[: len(answers)] == answers


def test_answers_that_arrive_in_pieces() -> None:
    reader = StatusReader()
    assert reader.feed(b"\x14\x00") == []
    assert reader.feed(b"\x03\x00\x37\x22P") == [Automatic(b"\x14\x00\x03\x00")]
    assert reader.feed(b"A  \x00") == [Processed(b"PA  ")]


def test_waiting_status_bytes_are_not_taken_for_no_paper() -> None:
    """Four bytes of an automatic status block, then the answer that was asked for."""
    answers = StatusReader().feed(b"\x14\x00\x00\x0f\x12")
    assert answers == [Automatic(b"\x14\x00\x00\x0f"), RealTime(0x12)]


def test_what_the_bits_say() -> None:
    assert is_offline(0x1A)
    assert not is_offline(0x12)
    assert drawer_pin_high(0x16)
    assert is_cover_open(0x16)
    assert is_stopped_by_paper(0x32)
    assert has_error(0x52)
    assert is_paper_low(0x1E)
    assert not is_paper_out(0x1E)
    assert is_paper_out(0x7E)


@given(st.binary(max_size=300))
def test_any_bytes_in_pieces_give_the_same(data: bytes) -> None:
    whole = StatusReader().feed(data)
    reader = StatusReader()
    pieces = [answer for byte in data for answer in reader.feed(bytes([byte]))]
    assert pieces == whole


@given(st.binary(min_size=1, max_size=300))
def test_no_rubbish_blocks_the_reader_for_ever(data: bytes) -> None:
    reader = StatusReader()
    reader.feed(data)
    answers = reader.feed(b"\xff" * 100 + b"\x12")
    assert answers[-1] == RealTime(0x12)
