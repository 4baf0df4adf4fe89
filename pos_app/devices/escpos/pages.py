"""One code page for one job."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from pos_app.devices.escpos.entry import CodePage
from pos_app.devices.escpos.substitutes import page_table
from pos_app.ports.printing import Substitution
from pos_app.receipts.document import Columns, Document, Text
from pos_app.receipts.lines import clean


class PageFit:
    """Makes texts printable on `page`, remembering every character it had to replace."""

    def __init__(self, page: CodePage) -> None:
        self.page = page
        self._table = page_table(page.codec)
        self._replaced: dict[str, str] = {}

    def __call__(self, text: str) -> str:
        """Return `text` without controls and with only characters of the page."""
        if text.isascii() and text.isprintable():
            return text
        wanted = _composed(text)
        fitted = wanted.translate(self._table)
        if fitted != wanted:
            self._note(wanted)
        return fitted

    def _note(self, wanted: str) -> None:
        for ch in clean(wanted):  # dropped controls were never wanted
            if (printed := self._table[ord(ch)]) != ch:
                self._replaced[ch] = printed

    @property
    def substitutions(self) -> tuple[Substitution, ...]:
        """What was replaced so far, in order of appearance."""
        return tuple(Substitution(wanted, printed) for wanted, printed in self._replaced.items())


def choose_page(document: Document, pages: Sequence[CodePage]) -> CodePage:
    """Return the page that lacks the fewest different characters of the document, the earliest of equals."""
    text = "".join(chain.from_iterable(_texts(document)))
    if text.isascii():
        return pages[0]
    wanted = {ch for ch in set(_composed(text)) if not ch.isascii()}
    return min(pages, key=lambda page: len(wanted - page_table(page.codec).chars))


def _texts(document: Document) -> Iterator[Iterable[str]]:
    for row in document.rows:
        if isinstance(row, Columns):
            yield from row.rows
        elif isinstance(row, Text):
            yield row.text


def _composed(text: str) -> str:
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)
