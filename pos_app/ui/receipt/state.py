"""What the receipt preview shows, ready for eyes. No Qt here."""

from __future__ import annotations

import msgspec

from pos_app.ui.tone import Tone


class ReceiptState(msgspec.Struct, frozen=True):
    """The paper as PNG bytes (empty while it is being drawn), with what the printer said of it."""

    title: str = ""
    png: bytes = b""
    message: str = ""
    tone: Tone = Tone.NEUTRAL
    can_print: bool = True
    waiting: str = ""
    """What to say while there is no picture yet."""
