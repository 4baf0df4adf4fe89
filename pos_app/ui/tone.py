"""The meaning of a text, for every screen. No Qt here."""

from __future__ import annotations

from enum import StrEnum


class Tone(StrEnum):
    """The theme gives a meaning its colours, the screen a shape."""

    NEUTRAL = "neutral"
    GOOD = "good"
    WARN = "warn"
    BAD = "bad"
    INFO = "info"
