"""Makes a text fit its room: first smaller, then cut in the middle."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter

SMALLEST_PERCENT = 70

ABSOLUTE = Qt.AlignmentFlag.AlignAbsolute


def start(mirrored: bool) -> Qt.AlignmentFlag:
    """Return the alignment of the leading edge."""
    side = Qt.AlignmentFlag.AlignRight if mirrored else Qt.AlignmentFlag.AlignLeft
    return side | ABSOLUTE | Qt.AlignmentFlag.AlignVCenter


def end(mirrored: bool) -> Qt.AlignmentFlag:
    """Return the alignment of the trailing edge."""
    return start(not mirrored)


def by_content(painter: QPainter) -> None:
    """Let every text run in its own direction: `5.00 off` stays so on a page that runs from the right."""
    painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)


def fitted(font: QFont, text: str, room: int, smallest_percent: int = SMALLEST_PERCENT) -> tuple[QFont, str]:
    """Return a font not below `smallest_percent` of the given one, with the text cut where even that is too wide."""
    wide = QFontMetrics(font).horizontalAdvance(text)
    if wide <= room or not text:
        return font, text
    smaller = QFont(font)
    size = font.pixelSize()
    smaller.setPixelSize(max(1, size * smallest_percent // 100, min(size, size * room // wide)))
    return smaller, QFontMetrics(smaller).elidedText(text, Qt.TextElideMode.ElideMiddle, room)


def wrapped(font: QFont, text: str, room: QRect, smallest_percent: int = SMALLEST_PERCENT) -> QFont | None:
    """Return the largest font in which the words of `text` fill several rows of `room` whole; None if none does."""
    size = font.pixelSize()
    for pixels in range(size, size * smallest_percent // 100 - 1, -1):
        tried = QFont(font)
        tried.setPixelSize(max(1, pixels))
        metrics = QFontMetrics(tried)
        if max(metrics.horizontalAdvance(word) for word in text.split(" ")) > room.width():
            continue
        if metrics.boundingRect(room, Qt.TextFlag.TextWordWrap, text).height() <= room.height():
            return tried
    return None
