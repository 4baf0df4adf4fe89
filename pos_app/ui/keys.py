"""Every key of the till, in one table: what it does, what it is called on buttons, what help says about it.

No Qt here. `chord` is in Qt's portable spelling. No single letters or digits: a scanner types those.
"""

from __future__ import annotations

import msgspec


class Key(msgspec.Struct, frozen=True):
    """One key. `only_when_empty` keys edit text while the entry field holds any."""

    action: str
    chord: str
    shown: str
    only_when_empty: bool = False


KEYS: tuple[Key, ...] = (
    Key("help", "F1", "F1"),
    Key("member", "F2", "F2"),
    Key("search", "F3", "F3"),
    Key("exchange", "F5", "F5"),
    Key("gift_card", "F6", "F6"),
    Key("return", "F7", "F7"),
    Key("reward", "F8", "F8"),
    Key("receipt", "F9", "F9"),
    Key("exact", "F10", "F10"),
    Key("card", "F11", "F11"),
    Key("cash", "F12", "F12"),
    Key("total", "Return", "Enter", only_when_empty=True),
    Key("back", "Esc", "Esc"),
    Key("remove", "Del", "Del", only_when_empty=True),
    Key("more", "+", "+", only_when_empty=True),
    Key("less", "-", "−", only_when_empty=True),
    Key("undo", "Ctrl+Z", "Ctrl+Z", only_when_empty=True),
)

_SHOWN = {key.action: key.shown for key in KEYS}


def shown(action: str) -> str:
    """Return what stands on a button for this action; nothing for an action without a key."""
    return _SHOWN.get(action, "")
