"""What happened on a member's accounts, newest first. No Qt here."""

from __future__ import annotations

from collections.abc import Iterable

from pos_app.loyalty.accounts import PENDING, POINTS
from pos_app.loyalty.program import Program
from pos_app.ports.records import LedgerRow
from pos_app.ui.formatting import Formats
from pos_app.ui.member.state import Row, Section
from pos_app.ui.tone import Tone

HISTORY_SHOWN = 60
_SILENT = ("uses:", "qualifying", "remainder:")
"""Accounts that only count: nobody asks for their entries."""


def history_section(rows: Iterable[LedgerRow], program: Program, formats: Formats) -> Section:
    """Return the entries with their reasons, the receipt they came with, the account when it is not points."""
    shown = tuple(
        _row(row, program, formats)
        for row in rows
        if not row.key.startswith(_SILENT) and (row.points or row.rule)
    )
    if not shown:
        shown = (Row(formats.translate("ui.member.no_history")),)
    return Section(formats.translate("ui.member.history_title"), shown)


def _row(row: LedgerRow, program: Program, formats: Formats) -> Row:
    translate = formats.translate
    where = [translate("ui.member.on_day", day_ms=row.at_ms)]
    if row.receipt_number:
        where.append(translate("ui.member.on_receipt", number=row.receipt_number))
    if row.key == PENDING:
        where.append(translate("ui.member.account_pending"))
    elif row.key.startswith("stamps:"):
        card_id = row.key.removeprefix("stamps:")
        where.append(next((card.name for card in program.cards if card.card_id == card_id), card_id))
    figure = _figure(row, formats)
    tone = Tone.GOOD if row.points > 0 else Tone.NEUTRAL
    return Row(formats.say(row.reason), figure, "  ·  ".join(where), tone=tone)


def _figure(row: LedgerRow, formats: Formats) -> str:
    if not row.points:
        return ""
    sign = "+" if row.points > 0 else ""
    if row.key in (POINTS, PENDING):
        return sign + formats.points(row.points)
    if row.key.startswith("donation:"):
        return sign + formats.money(row.points)
    return f"{sign}{row.points}"
