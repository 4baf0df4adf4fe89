"""One code page for one job."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from pos_app.devices.escpos.entry import CodePage
from pos_app.devices.escpos.substitutes import page_table
from pos_app.ports.printing import Substitution
from pos_app.receipts.document import Columns, Document, Rule, Text
from pos_app.receipts.lines import clean


class PageFit:
    """Makes texts printable on `page`, remembering every character it had to replace."""

    def __init__(self, page: CodePage) -> None:
        self.page = page
        self._table = page_table(page.codec)
        self._replaced: dict[str, str] = {}
        self.changes_nothing = False

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
    return _choose(_letters(document), pages)


def fit_for(document: Document, pages: Sequence[CodePage]) -> PageFit:
    """Return the chosen page's fit; it knows already when it has nothing to replace in this document."""
    letters = _letters(document)
    fit = PageFit(_choose(letters, pages))
    fit.changes_nothing = letters <= page_table(fit.page.codec).unchanged
    return fit


def _choose(letters: set[str], pages: Sequence[CodePage]) -> CodePage:
    wanted = {letter for letter in letters if not letter.isascii()}
    return min(pages, key=lambda page: len(wanted - page_table(page.codec).chars)) if wanted else pages[0]


def _letters(document: Document) -> set[str]:
    """All different characters of the document; a mark that would be composed away is still among them."""
    text = "".join(chain.from_iterable(_texts(document)))
    letters = set(text)
    return letters if unicodedata.is_normalized("NFC", text) else letters | set(_composed(text))


def _texts(document: Document) -> Iterator[Iterable[str]]:
    for row in document.rows:
        if isinstance(row, Columns):
            yield from row.rows
        elif isinstance(row, Text):
            yield row.text
        elif isinstance(row, Rule):
            yield row.mark


def _composed(text: str) -> str:
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)
