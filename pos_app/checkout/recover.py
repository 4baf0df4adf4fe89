"""The open sale survives a kill, to be offered again."""

from __future__ import annotations

import msgspec

from pos_app.kernel.errors import Refused
from pos_app.ports.books import Books
from pos_app.retail.sale import Sale

DRAFT_VERSION = 1


class Draft(msgspec.Struct, frozen=True):
    """The open sale as it is kept between two key presses."""

    version: int
    sale: Sale
    total_minor: int | None = None
    """What it came to when it was kept: rules and points may say otherwise when it is taken up again."""


_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(Draft)


def keep(books: Books, sale: Sale, total_minor: int) -> None:
    """Keep the open sale (no sync: it costs microseconds); an empty one forgets it."""
    if sale.is_empty:
        books.drop_draft()
    else:
        books.keep_draft(_encoder.encode(Draft(DRAFT_VERSION, sale, total_minor)))


def offered(books: Books) -> Draft | None:
    """Return the sale that was open when the program ended, if there was one.

    Raises Refused `draft.unreadable` when what was kept cannot be read; it stays kept until somebody drops it.
    """
    kept = books.draft()
    if kept is None:
        return None
    try:
        return _decoder.decode(kept)
    except (msgspec.DecodeError, msgspec.ValidationError) as broken:
        raise Refused("draft.unreadable") from broken
