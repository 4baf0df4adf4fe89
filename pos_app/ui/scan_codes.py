"""What a key types on a US keyboard, by its hardware scan code: what scanners mean, whatever layout the till has."""

from __future__ import annotations

GROUP_SEPARATOR = "\x1d"
"""FNC1 within a GS1 code; many scanners type it as Ctrl+]."""

_ROWS = (
    (2, "1234567890-=", "!@#$%^&*()_+"),
    (16, "qwertyuiop[]", "QWERTYUIOP{}"),
    (30, "asdfghjkl;'`", 'ASDFGHJKL:"~'),
    (43, "\\zxcvbnm,./", "|ZXCVBNM<>?"),
    (57, " ", " "),
    (86, "\\", "|"),
)
"""First code of each row with what its keys type plain and with Shift (evdev codes, equal to PC scan codes set 1)."""

_PLAIN: dict[int, str] = {}
_SHIFTED: dict[int, str] = {}
for _first, _plain, _shifted in _ROWS:
    _PLAIN.update(zip(range(_first, _first + len(_plain)), _plain, strict=True))
    _SHIFTED.update(zip(range(_first, _first + len(_shifted)), _shifted, strict=True))

_OFFSETS = {"xcb": 8, "wayland": 8, "offscreen": 8, "windows": 0}
"""What each platform adds to the hardware's code; platforms that are not listed give no usable code."""


def decoded(scan_code: int, shift: bool, platform: str) -> str | None:
    """Return what the key types on a US keyboard, or None when the code says nothing: then Qt's text must do.

    Caps Lock plays no part: a scanner that means `a` presses the key without Shift.
    """
    offset = _OFFSETS.get(platform)
    if offset is None or scan_code <= offset:
        return None
    return (_SHIFTED if shift else _PLAIN).get(scan_code - offset)
