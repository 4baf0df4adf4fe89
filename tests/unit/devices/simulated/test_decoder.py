"""ESC/POS carried out on simulated paper."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.devices.escpos.commands import split_commands
from pos_app.devices.preview import printed_papers
from pos_app.devices.simulated.decoder import Decoder
from pos_app.devices.simulated.paper import (
    Paper,
    PrintedBars,
    PrintedFeed,
    PrintedLine,
    PrintedQr,
    PrintedRaster,
    Span,
)
from pos_app.receipts.document import PLAIN, Align, Style
from tests.support.printers import entry


def paper(data: bytes) -> Paper:
    """The only paper of a job on an Epson."""
    (only,) = printed_papers(data, entry())
    return only


def test_text_follows_the_code_page() -> None:
    data = b"\x1bt\x0d\x9f\n\x1bt\x11\x87\n\x1bt\xc8\x9f\n"
    assert paper(data).text() == "ş\nЗ\nƒ\n"


def test_a_reset_forgets_the_code_page() -> None:
    assert paper(b"\x1bt\x0d\x1b@\x9f\n").text() == "ƒ\n"


def test_long_lines_go_on_at_the_edge() -> None:
    assert paper(b"x" * 50 + b"\n").text() == "x" * 48 + "\nxx\n"
    assert paper(b"\x1d!\x10" + b"x" * 25 + b"\n").text() == "x" * 24 + "\nx\n"
    assert paper(b"\x1bM\x01" + b"x" * 65 + b"\n").text() == "x" * 64 + "\nx\n"


def test_styles_within_a_line() -> None:
    assert paper(b"a\x1bE\x01b\x1bE\x00\x1d!\x11c\n").items == (
        PrintedLine((Span("a", PLAIN), Span("b", Style(bold=True)), Span("c", Style(wide=True, tall=True)))),
    )


def test_alignment_counts_at_the_start_of_a_line_only() -> None:
    items = paper(b"a\x1ba\x01b\n\x1ba\x02c\n\x1ba\x09d\n").items
    assert [item.align for item in items if isinstance(item, PrintedLine)] == [
        Align.LEFT,
        Align.RIGHT,
        Align.RIGHT,
    ]


def test_codes_images_feeds() -> None:
    data = (
        b"\x1dh\x40\x1dw\x02\x1dH\x02\x1dkI\x05{BABC"
        b"\x1d(k\x03\x001C\x05\x1d(k\x03\x001E1\x1d(k\x05\x001P0hi\x1d(k\x03\x001Q0"
        b"\x1dv0\x00\x01\x00\x02\x00\xff\x0f\x1bd\x02\x1bJ\x07"
    )
    assert paper(data).items == (
        PrintedBars("ABC", "Code128", 2, 64, True, Align.LEFT),
        PrintedQr(b"hi", 5, "m", Align.LEFT),
        PrintedRaster(1, b"\xff\x0f", Align.LEFT),
        PrintedFeed(60),
        PrintedFeed(7),
    )


def test_each_cut_ends_a_paper() -> None:
    papers = printed_papers(b"a\n\x1dVB\x00b\n\x1dV\x00c", entry())
    assert [(each.text().strip(), each.is_cut) for each in papers] == [("a", True), ("b", True), ("c", False)]


def test_pulses_and_cuts_are_counted() -> None:
    decoder = Decoder(entry())
    for command in split_commands(b"\x1bp\x00\x19\xfa\x1dVB\x00\x1bp\x01\x19\xfa")[0]:
        decoder.carry_out(command)
    assert (decoder.pulses, decoder.cuts) == (2, 1)


@pytest.mark.parametrize(
    "data", [b"\x07\x1bz", b"\x1dk\x06123\x00", b"\x1d(k\x03\x001Q0", b"\x1d(k\x01\x00x"]
)
def test_what_it_does_not_know_is_passed_over(data: bytes) -> None:
    assert paper(b"a\n" + data + b"\nb\n").text().split() in (["a", "b"], ["a", "z", "b"])


@given(st.binary(max_size=200))
def test_no_bytes_break_it(data: bytes) -> None:
    printed_papers(data, entry())
