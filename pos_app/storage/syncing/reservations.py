"""Rows of what is reserved at the server."""

from __future__ import annotations

from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Connection

from pos_app.kernel.exchange_limits import OPEN_RESERVATIONS_MAX
from pos_app.loyalty.accounts import points_account
from pos_app.loyalty.ledger import EntryDraft, EntryKind
from pos_app.retail.sale import Sale
from pos_app.wire.push import OpenReservation
from pos_app.wire.sale_fact import Authority

_OPEN = """SELECT res_id, kind, account_id, amount, state, ctl FROM reservation
    WHERE state IN ('intent', 'active', 'captured') ORDER BY asked_at_ms LIMIT ?"""
_OF_SALE = """SELECT res_id, state, account_id, amount FROM reservation
    WHERE sale_id = ? AND state IN ('active', 'tried')"""
_CAPTURE = "UPDATE reservation SET state = 'captured', used = ?, captured_entry_no = ? WHERE res_id = ?"
_DONE = "UPDATE reservation SET state = 'released' WHERE res_id = ?"
_SPENT = "INSERT INTO offline_spend VALUES (?, ?, ?, ?)"
HOLD = "hold"
CUT_OFF = frozenset({"risk", "grant"})
"""Modes in which points are spent without the server's word."""


class Rights(NamedTuple):
    """By what right the points of a sale are spent; its reservations as (id, state, account, amount)."""

    authority: Authority
    rows: tuple[tuple[bytes, str, bytes, int], ...] = ()


ALONE = Rights(Authority())
"""Of a till without a server."""


def open_reservations(connection: Connection) -> tuple[OpenReservation, ...]:
    """Return what the till regards as alive; what a fact captured stays until that fact has arrived."""
    return tuple(
        OpenReservation(
            str(UUID(bytes=res_id)), kind, str(UUID(bytes=account)), amount, state != "intent", ctl
        )
        for res_id, kind, account, amount, state, ctl in connection.exec_driver_sql(
            _OPEN, (OPEN_RESERVATIONS_MAX,)
        )
    )


def rights_of(connection: Connection, sale: Sale, mode: str) -> Rights:
    """Return the right a sale's fact names: what is held for it where there is something, else `mode`."""
    rows: tuple[Any, ...] = tuple(connection.exec_driver_sql(_OF_SALE, (sale.sale_id.bytes,)).all())
    if not rows:
        return Rights(Authority(mode))
    own = points_account(sale.member_id).bytes if sale.member_id is not None else b""
    held = [row for row in rows if row[1] == "active"]
    of_points = [row[0] for row in held if row[2] == own]
    authority = Authority(
        mode=HOLD if held else mode,
        res=_text(of_points[0]) if of_points else None,
        tried=tuple(_text(row[0]) for row in rows if row[1] == "tried"),
        holds=tuple((_text(row[0]), _text(row[2]), row[3]) for row in held),
    )
    return Rights(authority, rows)


def capture(
    connection: Connection, rights: Rights, entry_no: int, at_ms: int, entries: tuple[EntryDraft, ...]
) -> None:
    """Tie what is reserved to the fact that uses it; keep what was spent without the server's word."""
    spent: dict[bytes, int] = {}
    for entry in entries:
        if entry.points < 0 and entry.kind in (EntryKind.REDEEM, EntryKind.USE):
            account = entry.account_id.bytes
            spent[account] = spent.get(account, 0) - entry.points
    for res_id, state, account, _ in rights.rows:
        if state == "active":
            connection.exec_driver_sql(_CAPTURE, (spent.get(account, 0), entry_no, res_id))
        else:
            connection.exec_driver_sql(_DONE, (res_id,))
    if rights.authority.mode in CUT_OFF and spent:
        rows = [(entry_no, account, amount, at_ms) for account, amount in spent.items()]
        connection.exec_driver_sql(_SPENT, rows)


def _text(value: bytes) -> str:
    return str(UUID(bytes=value))
