"""Simulated paper as a picture."""

from __future__ import annotations

import io

from PIL import Image, ImageDraw

from pos_app.devices.simulated.decoder import LINE_DOTS
from pos_app.devices.simulated.glyphs import NORMAL_CELL, SMALL_CELL, glyph
from pos_app.devices.simulated.paper import (
    Paper,
    Printed,
    PrintedBars,
    PrintedFeed,
    PrintedLine,
    PrintedQr,
    PrintedRaster,
    Span,
)
from pos_app.devices.simulated.symbols import barcode_image, qr_image, raster_image
from pos_app.receipts.document import PLAIN, Align

MARGIN_DOTS = 32
"""White at both edges, as on real paper."""
_SPACING = LINE_DOTS - NORMAL_CELL[1]
_TORN_EDGE = 6


def paper_image(paper: Paper) -> Image.Image:
    """Return the paper as a grey picture, one pixel per printer dot, with margins."""
    pictures = [(_picture(item, paper), item) for item in paper.items]
    height = sum(picture.height for picture, _ in pictures) + 2 * MARGIN_DOTS
    sheet = Image.new("L", (paper.dots + 2 * MARGIN_DOTS, height), 255)
    top = MARGIN_DOTS
    for picture, item in pictures:
        left = _left(picture.width, paper.dots, _align_of(item))
        sheet.paste(picture, (MARGIN_DOTS + left, top))
        top += picture.height
    if not paper.is_cut:
        _tear(sheet)
    return sheet


def paper_png(paper: Paper) -> bytes:
    """Return `paper_image` as PNG."""
    out = io.BytesIO()
    paper_image(paper).save(out, "PNG")
    return out.getvalue()


def _align_of(item: Printed) -> Align:
    return Align.LEFT if isinstance(item, PrintedFeed) else item.align


def _left(width: int, room: int, align: Align) -> int:
    if align is Align.LEFT:
        return 0
    return max(0, room - width) if align is Align.RIGHT else max(0, (room - width) // 2)


def _picture(item: Printed, paper: Paper) -> Image.Image:
    if isinstance(item, PrintedLine):
        return _line(item)
    if isinstance(item, PrintedBars):
        return _bars(item, paper.dots)
    if isinstance(item, PrintedQr):
        return qr_image(item.data, item.error, item.module_dots)
    if isinstance(item, PrintedRaster):
        return raster_image(item.width_bytes, item.rows)
    return Image.new("L", (1, max(item.dots, 1)), 255)


def _line(item: PrintedLine) -> Image.Image:
    """All spans side by side, standing on the same bottom line."""
    spans = [_span(span) for span in item.spans]
    width = sum(span.width for span in spans) or 1
    height = max((span.height for span in spans), default=NORMAL_CELL[1])
    line = Image.new("L", (width, height + _SPACING), 255)
    left = 0
    for span in spans:
        line.paste(span, (left, height - span.height))
        left += span.width
    return line


def _span(span: Span) -> Image.Image:
    style = span.style
    width, height = SMALL_CELL if style.small else NORMAL_CELL
    run = Image.new("L", (width * len(span.text), height), 255)
    for i, char in enumerate(span.text):
        if char != " ":
            run.paste(glyph(char, style.small, style.bold), (i * width, 0))
    scale_x, scale_y = 2 if style.wide else 1, 2 if style.tall else 1
    return run.resize((run.width * scale_x, run.height * scale_y), Image.Resampling.NEAREST)


def _bars(item: PrintedBars, room: int) -> Image.Image:
    """The bars with their text; nothing where they are wider than the paper, as on a real printer."""
    bars = barcode_image(item.text, item.format, item.module_dots, item.height_dots)
    if bars.width > room:
        return Image.new("L", (1, 1), 255)
    if not item.has_text:
        return bars
    text = _span(Span(item.text, PLAIN))
    both = Image.new("L", (max(bars.width, text.width), bars.height + text.height + _SPACING), 255)
    both.paste(bars, ((both.width - bars.width) // 2, 0))
    both.paste(text, ((both.width - text.width) // 2, bars.height + _SPACING))
    return both


def _tear(sheet: Image.Image) -> None:
    """A ragged lower edge: this paper was not cut."""
    draw = ImageDraw.Draw(sheet)
    for left in range(0, sheet.width, 2 * _TORN_EDGE):
        bottom = sheet.height
        tooth = [(left, bottom), (left + _TORN_EDGE, bottom - _TORN_EDGE), (left + 2 * _TORN_EDGE, bottom)]
        draw.polygon(tooth, fill=190)
