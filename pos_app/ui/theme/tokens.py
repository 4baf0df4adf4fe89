"""Every colour, distance, type size of the screens.

Colours are `#rrggbb`. Texts reach 4.5:1 on every surface they may stand on, controls 3:1 (WCAG 2.2, 1.4.3,
1.4.11); a test computes both from this file.
"""

from __future__ import annotations

import msgspec


class Signal(msgspec.Struct, frozen=True):
    """One meaning as a text, a fill behind that text, and a border around the fill."""

    text: str
    fill: str
    border: str


class TierColour(msgspec.Struct, frozen=True):
    """A member badge: its fill, and the letter on it."""

    fill: str
    letter: str


class Palette(msgspec.Struct, frozen=True):
    """One theme. Surfaces go from the page (0) over panes (1) and keys (2) to pressed keys (3)."""

    dark: bool
    surface_0: str
    surface_1: str
    surface_2: str
    surface_3: str
    line: str
    edge: str
    """The border of a control that has no fill of its own (3:1)."""
    text: str
    text_soft: str
    text_off: str
    """Disabled text: exempt from contrast, still legible (3:1)."""
    accent: str
    accent_text: str
    accent_press: str
    accent_fill: str
    on_accent: str
    tile: str
    on_tile: str
    on_tile_soft: str
    shadow: str
    good: Signal
    warn: Signal
    bad: Signal
    info: Signal
    tiers: tuple[TierColour, TierColour, TierColour, TierColour]


LIGHT = Palette(
    dark=False,
    surface_0="#f3f5f7",
    surface_1="#ffffff",
    surface_2="#eceff1",
    surface_3="#dde3e6",
    line="#d5dbdf",
    edge="#7c8990",
    text="#12202a",
    text_soft="#51606a",
    text_off="#7f8b93",
    accent="#0b6e75",
    accent_text="#0a646b",
    accent_press="#08545a",
    accent_fill="#dbefef",
    on_accent="#ffffff",
    tile="#0e2a33",
    on_tile="#ffffff",
    on_tile_soft="#bfd0d6",
    shadow="#1a2a33",
    good=Signal("#17632f", "#e0f3e5", "#2f8a4c"),
    warn=Signal("#7a4a00", "#fdf0d5", "#a86a0a"),
    bad=Signal("#a31a1a", "#fde3e1", "#c74340"),
    info=Signal("#174f8f", "#e2edfa", "#3a76bd"),
    tiers=(
        TierColour("#0b6e75", "#ffffff"),
        TierColour("#54616b", "#ffffff"),
        TierColour("#8a5a00", "#ffffff"),
        TierColour("#5b3f9b", "#ffffff"),
    ),
)

DARK = Palette(
    dark=True,
    surface_0="#0f1519",
    surface_1="#172026",
    surface_2="#1f2a31",
    surface_3="#2c3a43",
    line="#2e3b43",
    edge="#77868f",
    text="#eef3f5",
    text_soft="#a9b7bf",
    text_off="#77858d",
    accent="#2ba7ad",
    accent_text="#4cc3c8",
    accent_press="#55c4c9",
    accent_fill="#12383b",
    on_accent="#04191b",
    tile="#063238",
    on_tile="#ffffff",
    on_tile_soft="#b3d0d2",
    shadow="#000000",
    good=Signal("#7fd79a", "#14331f", "#3f9a5d"),
    warn=Signal("#f0b84a", "#3a2b0b", "#b98322"),
    bad=Signal("#ff9c93", "#45191a", "#d1605a"),
    info=Signal("#8ebff5", "#142c47", "#4d86c6"),
    tiers=(
        TierColour("#2ba7ad", "#04191b"),
        TierColour("#9fb0bb", "#10191e"),
        TierColour("#e0b04a", "#201600"),
        TierColour("#b79cf0", "#190f30"),
    ),
)

# Distances in pixels at scale 1; the grid is 8, 4 inside controls.
GAP = 8
INNER = 4
RADIUS = 8
BORDER = 1
TOUCH = 48
"""Nothing that can be pressed is smaller, at any scale."""
CARD = 52
"""The card of the last item, and the notice that takes its place so that nothing below it moves."""
MARGIN = 12
SIDE_WIDTH_MIN = 416
SIDE_WIDTH_MAX = 640
SIDE_SHARE_PERCENT = 34
SIDE_SHARE_MAX_PERCENT = 46

# Type in pixels at scale 1.
CAPTION = 13
BODY = 15
ITEM = 18
HEADING = 24
LARGE = 40
TOTAL = 56
CHANGE = 64

NORMAL = 400
MEDIUM = 500
SEMIBOLD = 600
BOLD = 700

FAMILIES = ("Inter", "Noto Sans", "Segoe UI", "DejaVu Sans")
"""The first that is installed is used; the packages depend on one of them."""

SCALE_MIN_PERCENT = 80
SCALE_MAX_PERCENT = 160
MOTION_MS = 120
"""No movement lasts longer."""
LONG_PRESS_MS = 500
BUBBLE_SHOWN_MS = 6000
WANDERED_PX = 12
"""A finger that moved further between press and release did not mean what lies under it."""
