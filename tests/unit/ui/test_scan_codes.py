"""Scan codes of a US keyboard."""

from __future__ import annotations

import string

import pytest

from pos_app.ui.scan_codes import decoded


def typed(platform: str) -> set[str]:
    """Every character the table knows."""
    return {one for code in range(130) for shift in (True, False) if (one := decoded(code, shift, platform))}


@pytest.mark.parametrize("platform", ["xcb", "wayland", "windows", "offscreen"])
def test_all_of_ascii_can_be_scanned(platform: str) -> None:
    assert typed(platform) == set(string.printable) - set("\t\n\r\x0b\x0c")


@pytest.mark.parametrize(
    ("code", "shift", "platform", "character"),
    [
        (10, False, "xcb", "1"),
        (10, True, "xcb", "!"),
        (2, False, "windows", "1"),
        (38, False, "xcb", "a"),
        (38, True, "xcb", "A"),
        (20, False, "xcb", "-"),
        (61, True, "xcb", "?"),
        (65, False, "xcb", " "),
        (36, False, "xcb", None),
        (0, False, "xcb", None),
        (10, False, "cocoa", None),
    ],
)
def test_single_keys(code: int, shift: bool, platform: str, character: str | None) -> None:
    assert decoded(code, shift, platform) == character
