"""A receipt as a picture, by way of the bytes a printer would get."""

from __future__ import annotations

from pos_app.devices.escpos.commands import split_commands
from pos_app.devices.escpos.encoder import encode
from pos_app.devices.escpos.entry import PrinterEntry
from pos_app.devices.simulated.decoder import Decoder
from pos_app.devices.simulated.drawing import paper_png
from pos_app.devices.simulated.paper import Paper
from pos_app.kernel.errors import Refused
from pos_app.receipts.document import Document


def printed_papers(data: bytes, entry: PrinterEntry) -> tuple[Paper, ...]:
    """Return the papers that printer `entry` would make of a job's bytes."""
    decoder = Decoder(entry)
    commands, _ = split_commands(data)
    for command in commands:
        decoder.carry_out(command)
    decoder.tear_off()
    return tuple(decoder.papers)


def receipt_png(document: Document, entry: PrinterEntry, columns: int | None = None) -> bytes:
    """Return the first paper of `document` as PNG, on fewer `columns` than the printer has if asked to.

    Raises what `encode` raises, and Refused `receipt.empty` for a document without rows.
    """
    papers = printed_papers(encode(document, entry, columns).data, entry)
    if not papers:
        raise Refused("receipt.empty")
    return paper_png(papers[0])
