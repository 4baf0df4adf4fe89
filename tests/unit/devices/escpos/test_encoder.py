"""Receipts as bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from pos_app.devices.escpos.commands import split_commands
from pos_app.devices.escpos.encoder import encode
from pos_app.devices.escpos.entry import CutKind
from pos_app.devices.escpos.lint import lint_job
from pos_app.devices.preview import printed_papers
from pos_app.kernel.errors import Refused
from pos_app.ports.printing import Substitution
from pos_app.receipts.document import Align, Blank, Columns, Cut, Document, Row, Rule, Style, Text, pair
from pos_app.receipts.lines import clean
from pos_app.receipts.text import as_text
from tests.support.printers import MODELS, SMALL, entry, sample_receipt

OWN_COMMANDS = {
    "ESC @",
    "ESC E",
    "ESC M",
    "ESC a",
    "ESC t",
    "FS .",
    "GS !",
    "GS ( D",
    "GS ( k",
    "GS H",
    "GS V",
    "GS W",
    "GS f",
    "GS h",
    "GS k",
    "GS v 0",
    "GS w",
    "LF",
    "text",
}


def one(*rows: Row) -> bytes:
    """The job of these rows on an Epson."""
    return encode(Document(rows), entry()).data


def test_the_bytes_of_a_job() -> None:
    assert one(Text("Köşe", Align.CENTER, Style(bold=True, tall=True)), pair("Süt", "1,29"), Cut()) == (
        b"\x1b@\x1bt\x0d"
        b"\x1ba\x00\x1d!\x01\x1bE\x01\x1bM\x00" + b" " * 22 + b"K\x94\x9fe\n"
        b"\x1ba\x00\x1d!\x00\x1bE\x00\x1bM\x00S\x81t" + b" " * 41 + b"1,29\n"
        b"\x1dVB\x00"
    )


def test_a_chinese_printer_is_told_to_stop_it() -> None:
    data = encode(Document((Text("ş"),)), entry("rongta-rp326")).data
    assert data.startswith(b"\x1b@\x1c.\x1bt\x1d")


def test_styles_do_not_run_on() -> None:
    data = one(Text("A", style=Style(wide=True, bold=True)), Text("b", style=Style(small=True)), Text("c"))
    paper = printed_papers(data, entry())[0]
    assert [item.spans[0].style for item in paper.items if hasattr(item, "spans")] == [
        Style(wide=True, bold=True),
        Style(small=True),
        Style(),
    ]


def test_small_text_is_centred_by_its_own_width() -> None:
    paper = printed_papers(one(Text("1a2b3c4d", Align.CENTER, Style(small=True))), entry())[0]
    assert paper.text() == " " * 28 + "1a2b3c4d\n"


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        (CutKind.FEED_PARTIAL, b"\x1dVB\x00"),
        (CutKind.FEED_FULL, b"\x1dVA\x00"),
        (CutKind.PARTIAL, b"\x1bd\x05\x1dV\x01"),
        (CutKind.FULL, b"\x1bd\x05\x1dV\x00"),
        (CutKind.NONE, b"\x1bd\x05"),
    ],
)
def test_cuts(kind: CutKind, data: bytes) -> None:
    assert encode(Document((Cut(),)), replace(entry(), cut=kind)).data == b"\x1b@\x1bt\x00" + data


def test_substitutions_are_reported() -> None:
    encoded = encode(Document((Text("Молоко"), Text("₺ 5 ş"))), entry())
    assert encoded.substitutions == (Substitution("₺", "TL"), Substitution("ş", "s"))


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("language", ["en", "tr", "ru"])
def test_what_is_printed_is_what_the_preview_shows(model: str, language: str) -> None:
    printer = entry(model)
    receipt = sample_receipt(language).rows
    rows = tuple(
        row
        for row in receipt
        if isinstance(row, Columns | Rule | Blank) or (isinstance(row, Text) and not row.style.small)
    )
    (paper,) = printed_papers(encode(Document(rows), printer).data, printer)
    assert paper.text() == "\n".join(map(clean, as_text(Document(rows), printer.columns).split("\n")))


@pytest.mark.parametrize("columns", [48, 42, 32])
def test_fewer_columns_narrow_the_print_area(columns: int) -> None:
    document = sample_receipt("tr")
    (paper,) = printed_papers(encode(document, entry(), columns).data, entry())
    assert (paper.columns, paper.dots) == (columns, columns * 12)
    assert max(map(len, paper.text().splitlines())) == columns


def test_more_columns_than_it_has_are_not_used() -> None:
    assert encode(SMALL, entry("clone-58"), 48) == encode(SMALL, entry("clone-58"))


def test_a_job_has_a_bound() -> None:
    with pytest.raises(Refused, match=r"receipt\.too_long"):
        one(*[pair("a", "b")] * 25_000)


NASTY = st.text(st.characters(max_codepoint=0x9F)) | st.text()


@given(NASTY, NASTY, NASTY, st.sampled_from(MODELS))
def test_no_name_reaches_the_printer_as_a_command(shop: str, product: str, reason: str, model: str) -> None:
    rows = (Text(shop, Align.CENTER, Style(tall=True)), pair(product, "1.29"), pair(reason, shop), Cut())
    data = encode(Document(rows), entry(model)).data
    commands, end = split_commands(data)
    assert end == len(data)
    assert {command.name for command in commands} <= OWN_COMMANDS | {"ESC d"}
    assert sum(command.name in ("ESC p", "DLE DC4") for command in commands) == 0
    assert sum(command.name == "ESC @" for command in commands) == 1
    assert lint_job(data) == ()


@pytest.mark.parametrize(
    "name", ["Ali\x1bp\x00\x19\xa3", "Ali\x1b@", "Ali\x10\x14\x01\x00\x05", "Ali\x9bp\x00"]
)
def test_known_attacks_print_as_text(name: str) -> None:
    (paper,) = printed_papers(one(Text("before"), Text(name), Text("after")), entry())
    assert paper.text().splitlines()[0] == "before"
    assert paper.text().splitlines()[1].startswith("Ali")
    assert paper.text().splitlines()[2] == "after"
