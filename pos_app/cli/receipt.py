"""`pos-app receipt`: a receipt as text, printer bytes or picture."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from pos_app.cli.data_option import add_data_option, chosen_folder
from pos_app.cli.telling import told
from pos_app.devices.escpos.encoder import encode
from pos_app.devices.preview import receipt_png
from pos_app.kernel.errors import Refused, Unavailable
from pos_app.kernel.ids import MemberId
from pos_app.kernel.printable import encodable
from pos_app.loyalty.lifecycle.due import up_to_date
from pos_app.loyalty.lots import good_lots
from pos_app.ports.books import FiledSale
from pos_app.receipts.explaining import explained
from pos_app.receipts.sale_receipt import sale_receipt
from pos_app.receipts.text import as_text
from pos_app.terminal import Terminal, build


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the words of the command."""
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument(
        "number", nargs="?", metavar="NUMBER", help="the receipt's number, for example 0001-01-A-0000042"
    )
    which.add_argument("--last", action="store_true", help="the last sale of this till")
    parser.add_argument("--format", choices=("text", "escpos", "png"), default="text")
    parser.add_argument("--columns", type=int, choices=(48, 42, 32), help="default: those of the printer")
    parser.add_argument("--out", type=Path, metavar="FILE", help="write here instead of to the terminal")
    parser.add_argument(
        "--why", action="store_true", help="as text, followed by a sentence for every figure on it"
    )
    add_data_option(parser)


def run(chosen: argparse.Namespace) -> int:
    """Write the receipt."""
    return told(lambda: _write(chosen))


def _write(chosen: argparse.Namespace) -> int:
    terminal = build(chosen_folder(chosen))
    try:
        data = _receipt(terminal, chosen)
    finally:
        terminal.close()
    if chosen.out is not None:
        chosen.out.write_bytes(data)
    else:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    return 0


def _receipt(terminal: Terminal, chosen: argparse.Namespace) -> bytes:
    books = terminal.tools.books
    number = encodable(chosen.number or "")
    filed = books.last_sale() if chosen.last else books.by_receipt(number)
    if filed is None:
        raise Refused("receipt.none_yet") if chosen.last else Refused("receipt.unknown", number=number)
    document = sale_receipt(
        filed.completed, filed.statement, terminal.tools.shop, terminal.translator, is_copy=True
    )
    entry = terminal.printer_entry
    if chosen.why and chosen.format != "text":
        raise Refused("receipt.why_is_text")
    if chosen.format == "escpos":
        return encode(document, entry, chosen.columns).data
    if chosen.format == "png":
        return receipt_png(document, entry, chosen.columns)
    text = as_text(document, chosen.columns or terminal.printer.columns)
    if chosen.why:
        text += "\n" + "\n".join(_why(terminal, filed))
    return text.encode() + b"\n"


def _why(terminal: Terminal, filed: FiledSale) -> list[str]:
    """Return a sentence for every figure; the lots are those of today."""
    tools, completed = terminal.tools, filed.completed
    sold = tools.books.sold(completed.receipt_number)
    member_id = completed.sale.member_id
    lots = [] if member_id is None else _lots(terminal, member_id)
    entries = () if sold is None else sold.entries
    return explained(completed, filed.statement, tools.shop, terminal.translator, entries, lots)


def _lots(terminal: Terminal, member_id: MemberId) -> list[tuple[int | None, int]]:
    """Return the points of today as (end, points), none of a member who is gone."""
    tools, now_ms = terminal.tools, terminal.tools.clock.now_ms()
    try:
        known = tools.members.snapshot(member_id, now_ms)
    except Unavailable:
        return []
    member = up_to_date(tools.program, known, now_ms)
    found: dict[int | None, int] = {}
    for one in good_lots(tools.program, member, now_ms):
        found[one.expires_at_ms] = found.get(one.expires_at_ms, 0) + one.lot.open_points
    return list(found.items())
