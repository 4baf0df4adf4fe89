"""The earlier sales that a return can be made of, with what narrows them. No Qt here."""

from __future__ import annotations

from pos_app.checkout import returning
from pos_app.checkout.tools import Tools
from pos_app.kernel.limits import RECENT_SALES_MAX, RECENT_SALES_SHOWN
from pos_app.ports.books import RecentSale
from pos_app.ports.members import FoundMember
from pos_app.retail.codes import CardScan, NotACode, PhoneScan, readings
from pos_app.ui.formatting import Formats
from pos_app.ui.returns.state import SaleRow


class Finding:
    """The last sales of everybody or of one member, narrowed by what is typed: number, time, amount, name."""

    def __init__(self, tools: Tools, formats: Formats) -> None:
        self._tools, self._formats = tools, formats
        self._rows: tuple[SaleRow, ...] = ()
        self._typed = ""
        self.member = ""
        """Whose sales are listed; empty for everybody's."""

    def begin(self, found: FoundMember | None) -> None:
        """List the last sales, of one member if there is one."""
        sales = self._tools.books.recent(RECENT_SALES_MAX, found.member_id if found else None)
        self._rows = tuple(self._row(sale) for sale in sales)
        self._typed, self.member = "", found.masked_name if found else ""

    def narrow(self, text: str) -> None:
        """Keep the sales in whose row every typed word stands."""
        self._typed = text.strip().casefold()

    @property
    def is_empty(self) -> bool:
        """True when nothing was sold yet."""
        return not self._rows

    def rows(self) -> tuple[SaleRow, ...]:
        """Return the sales to show, newest first."""
        words = self._typed.split()
        found = [row for row in self._rows if all(word in _said(row) for word in words)]
        return tuple(found[:RECENT_SALES_SHOWN])

    def only(self) -> str:
        """Return the number of the one sale that is left of what was typed; empty when there is not just one."""
        rows = self.rows() if self._typed else ()
        return rows[0].receipt_number if len(rows) == 1 else ""

    def member_of(self, text: str) -> FoundMember | None:
        """Return the member whose card or phone number this is."""
        members, meanings = self._tools.members, readings(text, self._tools.shop)
        for meaning in () if isinstance(meanings, NotACode) else meanings:
            found = None
            if isinstance(meaning, CardScan):
                found = members.by_card(meaning.token)
            elif isinstance(meaning, PhoneScan):
                found = members.by_phone(meaning.e164)
            if found is not None:
                return found
        return None

    def number_of(self, text: str) -> str:
        """Return the receipt number that was scanned or typed, whole or in its last digits."""
        return returning.receipt_number(self._tools, text)

    def _row(self, sale: RecentSale) -> SaleRow:
        note = "" if sale.items else self._formats.translate("ui.returns.only_return")
        return SaleRow(
            sale.receipt_number,
            self._formats.moment(sale.completed_at_ms),
            sale.masked_name,
            self._formats.money(sale.total_minor),
            note,
        )


def _said(row: SaleRow) -> str:
    return f"{row.receipt_number} {row.when} {row.member} {row.amount}".casefold()
