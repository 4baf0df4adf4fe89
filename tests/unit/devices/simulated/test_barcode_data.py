"""The data of bar codes."""

from __future__ import annotations

import pytest

from pos_app.devices.simulated.barcode_data import barcode_text


@pytest.mark.parametrize(
    ("system", "data", "found"),
    [
        (73, b"{BABC", ("ABC", "Code128")),
        (73, b"{C\x01\x2a{BA{{", ("0142A{", "Code128")),
        (73, b"ABC", None),
        (73, b"", None),
        (67, b"4006381333931", ("4006381333931", "EAN13")),
        (2, b"4006381333931", ("4006381333931", "EAN13")),
        (67, b"40063a", None),
        (72, b"ABC", None),
    ],
)
def test_barcode_text(system: int, data: bytes, found: tuple[str, str] | None) -> None:
    assert barcode_text(system, data) == found
