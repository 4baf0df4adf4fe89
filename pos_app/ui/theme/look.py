"""The look that every widget is given: palette, scale, fonts, pictures."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QPixmap

from pos_app.ui.theme import tokens
from pos_app.ui.tone import Tone

if TYPE_CHECKING:
    from pathlib import Path

    from pos_app.ui.theme.tokens import Palette, Signal


def find_family(wanted: tuple[str, ...] = tokens.FAMILIES) -> str:
    """Return the first of the wanted families that is installed, or the system's own."""
    installed = set(QFontDatabase.families())
    for family in wanted:
        if family in installed:
            return family
    return QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont).family()


class Look:
    """One theme at one scale.

    `resources` is the folder that holds `icons` and `keyboards`; `scale_percent` is cut to 80-160.
    """

    def __init__(self, palette: Palette, resources: Path, scale_percent: int = 100) -> None:
        self.palette = palette
        self.resources = resources
        self.scale_percent = min(tokens.SCALE_MAX_PERCENT, max(tokens.SCALE_MIN_PERCENT, scale_percent))
        self._fonts: dict[tuple[int, int], QFont] = {}
        self._pixmaps: dict[tuple[str, str, int, float], QPixmap] = {}

    @cached_property
    def family(self) -> str:
        """The family of all texts."""
        return find_family()

    def px(self, size: int) -> int:
        """Return a distance or a type size at this scale, in pixels, at least 1."""
        return max(1, (size * self.scale_percent + 50) // 100)

    def touch(self, size: int = tokens.TOUCH) -> int:
        """Return the height of something to press: grows a third as fast as type, never below 48 pixels."""
        grown = size * (100 + (self.scale_percent - 100) // 3) // 100 if self.scale_percent > 100 else size
        return max(tokens.TOUCH, grown)

    def font(self, size: int, weight: int = tokens.NORMAL) -> QFont:
        """Return the font of a type size with figures of equal width."""
        key = (size, weight)
        font = self._fonts.get(key)
        if font is None:
            font = QFont(self.family)
            font.setPixelSize(self.px(size))
            font.setWeight(QFont.Weight(weight))
            font.setFeature(QFont.Tag("tnum"), 1)
            self._fonts[key] = font
        return font

    def colour(self, value: str) -> QColor:
        """Return a token's colour for a painter."""
        return QColor(value)

    def signal(self, tone: Tone) -> Signal:
        """Return text, fill and border of a meaning."""
        palette = self.palette
        match tone:
            case Tone.GOOD:
                return palette.good
            case Tone.WARN:
                return palette.warn
            case Tone.BAD:
                return palette.bad
            case Tone.INFO:
                return palette.info
            case Tone.NEUTRAL:
                return tokens.Signal(palette.text_soft, palette.surface_2, palette.line)

    def pixmap(self, name: str, colour: str, size: int, ratio: float = 1.0) -> QPixmap:
        """Return one of our line drawings in a colour; `size` in pixels before the screen's `ratio`."""
        key = (name, colour, size, ratio)
        found = self._pixmaps.get(key)
        if found is None:
            found = self._drawn(name, colour, size, ratio)
            self._pixmaps[key] = found
        return found

    def icon(self, name: str, colour: str, size: int) -> QIcon:
        """Return the same drawing as an icon."""
        return QIcon(self.pixmap(name, colour, size))

    def _drawn(self, name: str, colour: str, size: int, ratio: float) -> QPixmap:
        from PySide6.QtGui import QPainter
        from PySide6.QtSvg import QSvgRenderer

        source = (self.resources / "icons" / f"{name}.svg").read_text(encoding="utf-8")
        renderer = QSvgRenderer(source.replace("currentColor", colour).encode())
        pixmap = QPixmap(round(size * ratio), round(size * ratio))
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        renderer.render(painter)
        painter.end()
        return pixmap
