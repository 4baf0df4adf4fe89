"""The printer table."""

from __future__ import annotations

from pathlib import Path

import pytest

from pos_app.devices.escpos.table import known_printers, parse_printer, read_printer
from pos_app.kernel.errors import Refused
from pos_app.kernel.limits import PRINTER_FILE_BYTES_MAX
from tests.support.printers import MODELS, PRINTERS

GOOD = """name = "Mine"
dots = 576
columns = 48
code_pages = [{ number = 0, codec = "cp437" }]
"""


def test_the_shipped_table() -> None:
    assert known_printers(PRINTERS) == MODELS
    for model in MODELS:
        assert read_printer(PRINTERS, model).name


@pytest.mark.parametrize(
    ("model", "codec", "number"),
    [("epson-80", "cp857", 13), ("rongta-rp326", "cp857", 29), ("clone-58", "cp857", 61)],
)
def test_turkish_has_another_number_on_every_make(model: str, codec: str, number: int) -> None:
    pages = {page.codec: page.number for page in read_printer(PRINTERS, model).code_pages}
    assert pages[codec] == number


def test_an_entry_of_ones_own(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(GOOD)
    assert read_printer(tmp_path, "mine").columns == 48
    assert known_printers(tmp_path) == ("mine",)


@pytest.mark.parametrize("model", ["yours", "../mine", "mine.toml", ""])
def test_unknown_model_names_the_known_ones(tmp_path: Path, model: str) -> None:
    (tmp_path / "mine.toml").write_text(GOOD)
    with pytest.raises(Refused) as refused:
        read_printer(tmp_path, model)
    assert refused.value.code == "printer.unknown_model"
    assert refused.value.message.params == {"model": model, "known": "mine"}


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("columns = 48", "columns = 8", "columns must be 16 to 96"),
        ("columns = 48", "columns = 90", "dots must be at least 8 per column"),
        ("columns = 48", 'columns = "48"', "Expected `int`"),
        ("columns = 48", "colums = 48", "colums"),
        ("dots = 576", "dots = 99999", "at most 2048"),
        ('"cp437"', '"cp4370"', "codec cp4370 is unknown"),
        ('"cp437"', '"utf-16"', "codec utf-16"),
        ('"cp437"', '"base64"', "codec base64"),
        ("number = 0", "number = 256", "0 to 255"),
        ('[{ number = 0, codec = "cp437" }]', "[]", "at least one page"),
        ("columns = 48", "columns = 48\nsmall_columns = 20", "small_columns"),
        ("columns = 48", "columns = 48\nfeed_lines = -1", "feed_lines"),
        ("columns = 48", 'columns = 48\ncut = "saw"', "cut"),
        ("columns = 48", "columns = 48\ndrawer = { pin = 3 }", "drawer.pin must be 2 or 5"),
        ("columns = 48", "columns = 48\ndrawer = { on_ms = 900 }", "drawer times"),
        ('name = "Mine"', "name = ", "Invalid value"),
    ],
)
def test_an_impossible_entry_says_why(old: str, new: str, why: str) -> None:
    with pytest.raises(Refused) as refused:
        parse_printer(GOOD.replace(old, new).encode(), "mine")
    assert refused.value.code == "printer.bad_entry"
    assert why in str(refused.value.message.params["why"])


@pytest.mark.parametrize("data", [b"\xff\xfe", b"x" * (PRINTER_FILE_BYTES_MAX + 1)])
def test_what_is_no_entry_at_all(data: bytes) -> None:
    with pytest.raises(Refused, match=r"printer\.bad_entry"):
        parse_printer(data, "mine")
