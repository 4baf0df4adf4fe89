"""What the data of GS k says."""

from __future__ import annotations

_CODE128, _EAN13, _EAN13_OLD = 73, 67, 2


def barcode_text(system: int, data: bytes) -> tuple[str, str] | None:
    """Return text and format of the data of GS k, None for what the simulator does not draw."""
    if system == _CODE128:
        text = _code128_text(data)
        return (text, "Code128") if text else None
    if system in (_EAN13, _EAN13_OLD) and data.isdigit():
        return data.decode("ascii"), "EAN13"
    return None


def _code128_text(data: bytes) -> str:
    """Undo `{A`, `{B`, `{C` and doubled braces."""
    text, code_set, at = "", "", 0
    while at < len(data):
        if data[at : at + 1] == b"{" and at + 1 < len(data):
            mark = chr(data[at + 1])
            at += 2
            if mark in "ABC":
                code_set = mark
            elif mark == "{":
                text += "{"
            continue
        text += f"{data[at]:02d}" if code_set == "C" else chr(data[at])
        at += 1
    return text if code_set else ""
