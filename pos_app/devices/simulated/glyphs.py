"""Characters as pictures of one printer cell."""

from __future__ import annotations

from functools import lru_cache

from PIL import Image, ImageDraw, ImageFont

NORMAL_CELL = (12, 24)
SMALL_CELL = (9, 17)

# Fixed-width fonts with Turkish, Greek, Cyrillic letters, by the file names Pillow looks up in the system's
# font folders.
_REGULAR = ("DejaVuSansMono.ttf", "LiberationMono-Regular.ttf", "consola.ttf", "Menlo.ttc", "cour.ttf")
_BOLD = ("DejaVuSansMono-Bold.ttf", "LiberationMono-Bold.ttf", "consolab.ttf", "Menlo.ttc", "courbd.ttf")
_FILL = 1.66
"""Font size per cell width at which a character of these fonts fills its cell."""

Font = ImageFont.FreeTypeFont | ImageFont.ImageFont


@lru_cache(maxsize=8)
def _font(cell_width: int, is_bold: bool) -> Font:
    """The first font there is; Pillow's own, which lacks Cyrillic, where the system has none of them."""
    size = int(cell_width * _FILL)
    for name in _BOLD if is_bold else _REGULAR:
        try:
            return ImageFont.truetype(name, size)
        except OSError:
            continue
    return ImageFont.load_default(size)


@lru_cache(maxsize=4096)
def glyph(char: str, is_small: bool, is_bold: bool) -> Image.Image:
    """Return `char` in black on white, exactly one cell large."""
    width, height = SMALL_CELL if is_small else NORMAL_CELL
    cell = Image.new("L", (width, height), 255)
    font = _font(width, is_bold)
    ImageDraw.Draw(cell).text((width / 2, height * 0.78), char, fill=0, font=font, anchor="ms")
    return cell
