"""Layouts of the on-screen keyboard, read from files that a shop can edit."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

import msgspec

from pos_app.kernel.errors import Refused
from pos_app.kernel.limits import KEYBOARD_BYTES_MAX, KEYBOARD_ROW_MAX

if TYPE_CHECKING:
    from pathlib import Path

DIGITS = "1234567890"


class KeyLayout(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Three rows of letters, the same rows shifted, and three rows of symbols."""

    name: str
    short: str
    letters: tuple[str, str, str]
    capitals: tuple[str, str, str]
    symbols: tuple[str, str, str]


def read_layout(path: Path) -> KeyLayout:
    """Read one layout. Raises Refused `keyboard.damaged` (path, problem)."""
    try:
        with path.open("rb") as file:
            content = file.read(KEYBOARD_BYTES_MAX + 1)
        if len(content) > KEYBOARD_BYTES_MAX:
            raise Refused("keyboard.damaged", path=path.name, problem=f"> {KEYBOARD_BYTES_MAX} bytes")
        layout = msgspec.convert(tomllib.loads(content.decode("utf-8")), KeyLayout)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise Refused("keyboard.damaged", path=path.name, problem=str(error)) from error
    rows = (*layout.letters, *layout.capitals, *layout.symbols)
    if any(not 1 <= len(row) <= KEYBOARD_ROW_MAX for row in rows):
        raise Refused("keyboard.damaged", path=path.name, problem=f"1-{KEYBOARD_ROW_MAX} keys in a row")
    if [len(row) for row in layout.letters] != [len(row) for row in layout.capitals]:
        raise Refused("keyboard.damaged", path=path.name, problem="letters and capitals differ in length")
    return layout


def read_layouts(folder: Path, names: tuple[str, ...]) -> tuple[KeyLayout, ...]:
    """Read the named layouts in this order. Raises Refused as `read_layout`."""
    return tuple(read_layout(folder / f"{name}.toml") for name in names)
