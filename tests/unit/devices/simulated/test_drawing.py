"""Simulated paper as a picture."""

from __future__ import annotations

import io

import pytest
import zxingcpp
from PIL import Image

from pos_app.devices.escpos.encoder import encode
from pos_app.devices.preview import printed_papers
from pos_app.devices.simulated.drawing import MARGIN_DOTS, paper_image, paper_png
from pos_app.devices.simulated.paper import Paper, PrintedBars, PrintedFeed, PrintedLine, Span
from pos_app.receipts.document import PLAIN, Align, Style
from tests.support.printers import MODELS, entry, sample_receipt


def dark(image: Image.Image) -> int:
    """How many dots are dark."""
    return sum(image.histogram()[:128])


def sheet(*items: PrintedLine | PrintedFeed | PrintedBars) -> Image.Image:
    """Paper of 200 dots with these items."""
    return paper_image(Paper(200, 16, 0, items, is_cut=True))


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("language", ["en", "tr", "ru"])
def test_codes_are_readable_on_every_paper(model: str, language: str) -> None:
    printer = entry(model)
    (paper,) = printed_papers(encode(sample_receipt(language), printer).data, printer)
    picture = Image.open(io.BytesIO(paper_png(paper)))
    assert picture.width == printer.dots + 2 * MARGIN_DOTS
    assert {code.text for code in zxingcpp.read_barcodes(picture)} == {
        "0001-01-A-0000042",
        "R1:0001-01-A-0000042:1A2B3C4D",
    }


def test_letters_with_marks_are_drawn_with_them() -> None:
    plain, marked = (sheet(PrintedLine((Span(char, PLAIN),))) for char in "gğ")
    assert dark(marked) > dark(plain) > 0


def test_letters_without_a_glyph_look_different_from_each_other() -> None:
    drawn = {sheet(PrintedLine((Span(char, PLAIN),))).tobytes() for char in "ŞşĞğİıЖжЩщ"}
    assert len(drawn) == 10


def test_sizes() -> None:
    normal, tall, wide = (
        sheet(PrintedLine((Span("A", style),))) for style in (PLAIN, Style(tall=True), Style(wide=True))
    )
    assert tall.height == normal.height + 24
    assert wide.height == normal.height
    assert dark(wide) > 1.5 * dark(normal)
    assert dark(sheet(PrintedLine((Span("A", Style(bold=True)),)))) > dark(normal)


def test_alignment() -> None:
    def first_dark(align: Align) -> int:
        image = sheet(PrintedLine((Span("█", PLAIN),), align))
        return min(
            x for x in range(image.width) if image.crop((x, 0, x + 1, image.height)).getextrema()[0] == 0
        )

    left, center, right = (first_dark(align) for align in (Align.LEFT, Align.CENTER, Align.RIGHT))
    assert left == MARGIN_DOTS
    assert center == MARGIN_DOTS + 94
    assert right == MARGIN_DOTS + 188


def test_bars_wider_than_the_paper_are_not_printed() -> None:
    assert dark(sheet(PrintedBars("A" * 40, "Code128", 3, 60, True, Align.LEFT))) == 0


def test_torn_paper_shows_it() -> None:
    line = PrintedLine((Span("A", PLAIN),))
    torn = paper_image(Paper(200, 16, 0, (line,), is_cut=False))
    assert torn.tobytes() != sheet(line).tobytes()


def test_empty_lines_and_feeds_take_room() -> None:
    assert sheet(PrintedFeed(50), PrintedLine(())).height == 2 * MARGIN_DOTS + 50 + 30
