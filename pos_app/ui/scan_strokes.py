"""What one key press means to the scan filter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent

from pos_app.ui.scan_codes import GROUP_SEPARATOR, decoded

if TYPE_CHECKING:
    from pos_app.ui.scan_burst import ScanRules

ENDS = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab})
_MODIFIERS = frozenset(
    {
        Qt.Key.Key_Shift,
        Qt.Key.Key_Control,
        Qt.Key.Key_Alt,
        Qt.Key.Key_AltGr,
        Qt.Key.Key_Meta,
        Qt.Key.Key_CapsLock,
        Qt.Key.Key_NumLock,
    }
)
_SHIFT = Qt.KeyboardModifier.ShiftModifier
_CONTROL = Qt.KeyboardModifier.ControlModifier
_KEYPAD = Qt.KeyboardModifier.KeypadModifier


class Held:
    """A key press that waits, with its release if that came meanwhile."""

    def __init__(self, press: QKeyEvent) -> None:
        self._press = press.clone()
        self._release: QEvent | None = None

    def takes_release(self, release: QKeyEvent) -> bool:
        """Keep the release of this key; False when it is another key's."""
        if self._release is not None or _identity(release) != _identity(self._press):
            return False
        self._release = release.clone()
        return True

    def events(self) -> tuple[QEvent, ...]:
        """Return press and release, to be sent again."""
        return (self._press,) if self._release is None else (self._press, self._release)


def is_modifier(key: QKeyEvent) -> bool:
    """True for keys that only change others."""
    return key.key() in _MODIFIERS


def ends_scan(key: QKeyEvent, rules: ScanRules) -> bool:
    """True for the key a scanner ends with."""
    if key.modifiers() & ~(_KEYPAD | _SHIFT):
        return False
    return key.key() in ENDS and (rules.tab_ends or key.key() != Qt.Key.Key_Tab)


def stroke_text(key: QKeyEvent, rules: ScanRules, platform: str, follows: bool) -> str:
    """Return the character a scanner means by this key; empty for a key that types none.

    `follows` says that it comes right behind others: only then is Ctrl+] a group separator.
    """
    modifiers = key.modifiers()
    if modifiers & _CONTROL:
        return _control(key, rules, platform, follows)
    if modifiers & ~(_SHIFT | _KEYPAD | Qt.KeyboardModifier.GroupSwitchModifier):
        return ""
    text = key.text()
    if text and not text.isprintable():
        return ""
    if rules.by_scan_code and not modifiers & _KEYPAD:
        meant = decoded(key.nativeScanCode(), bool(modifiers & _SHIFT), platform)
        if meant is not None:
            return meant
    return text


def _control(key: QKeyEvent, rules: ScanRules, platform: str, follows: bool) -> str:
    plain = decoded(key.nativeScanCode(), False, platform) or chr(key.key()).lower()
    typed = chr(ord(plain) & 0x1F) if len(plain) == 1 and plain.isascii() else ""
    if typed == GROUP_SEPARATOR and follows:
        return typed
    return typed if typed and typed == rules.prefix[:1] else ""


def _identity(key: QKeyEvent) -> tuple[int, int]:
    return key.key(), key.nativeScanCode()


def is_plain(key: QKeyEvent) -> bool:
    """Return True for a key that types something, or ends a scan, without Ctrl, Alt or Meta."""
    allowed = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
    return not (key.modifiers() & ~allowed) and (key.key() in ENDS or bool(key.text().strip()))
