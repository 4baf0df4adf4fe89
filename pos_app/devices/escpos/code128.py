"""Code 128: the shortest data for GS k, with its width."""

from __future__ import annotations

import re

_RUNS = re.compile(r"\d+|\D+")
_SYMBOL_MODULES = 11
_FRAME_MODULES = 2 * _SYMBOL_MODULES + 13
"""Start, check symbol, stop."""

Part = tuple[str, str]


def code128_parts(data: str) -> list[Part]:
    """Split printable ASCII `data` into (code set, text) parts: C for pairs of digits where that is shorter,
    B else.

    Raises ValueError for anything that code set B lacks.
    """
    if not data or not data.isascii() or not data.isprintable():
        raise ValueError("Code 128 takes printable ASCII")
    parts: list[Part] = []
    for run in _RUNS.findall(data):
        at_edge = not parts or data.endswith(run)
        if run.isdigit() and len(run) >= (4 if at_edge else 6):
            odd = len(run) % 2
            if odd:
                _append_b(parts, run[:1])
            parts.append(("C", run[odd:]))
        else:
            _append_b(parts, run)
    return parts


def _append_b(parts: list[Part], text: str) -> None:
    if parts and parts[-1][0] == "B":
        parts[-1] = ("B", parts[-1][1] + text)
    else:
        parts.append(("B", text))


def code128_modules(parts: list[Part]) -> int:
    """Return how many modules the symbol is wide, without quiet zones."""
    symbols = sum(len(text) // 2 if code_set == "C" else len(text) for code_set, text in parts)
    return _FRAME_MODULES + _SYMBOL_MODULES * (symbols + len(parts) - 1)


def code128_data(parts: list[Part]) -> bytes:
    """Return the data of GS k 73: `{B` and text, `{C` and one byte per pair of digits."""
    data = b""
    for code_set, text in parts:
        if code_set == "C":
            data += b"{C" + bytes(int(text[i : i + 2]) for i in range(0, len(text), 2))
        else:
            data += b"{B" + text.replace("{", "{{").encode("ascii")
    return data
