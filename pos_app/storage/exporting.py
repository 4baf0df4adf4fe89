"""Everything the shop keeps of a member, as JSON."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec

from pos_app.kernel.ids import MemberId
from pos_app.kernel.messages import Message
from pos_app.storage.database import Database
from pos_app.storage.member_rows import member_row, personal_of, segments_of
from pos_app.wire.sale_fact import SaleFact, read_sale

_MERGED = "SELECT member_id FROM member WHERE merged_into = ? ORDER BY member_id"
_IDENTIFIERS = """SELECT kind, hex(digest), status, expires_at_ms FROM identifier WHERE member_id = ?
    ORDER BY kind, digest"""
_ACCOUNTS = (
    """SELECT account_id, key, balance_points, debt_points FROM account WHERE member_id = ? ORDER BY key"""
)
_LOTS = """SELECT earned_at_ms, expires_at_ms, earned_points, open_points FROM lot WHERE account_id = ?
    ORDER BY earned_at_ms, lot_id"""
_ENTRIES = """SELECT j.at_ms, a.key, l.kind, l.points, l.rule, l.reason, s.receipt_number
    FROM account a JOIN ledger l ON l.account_id = a.account_id JOIN journal j ON j.entry_no = l.entry_no
    LEFT JOIN sale s ON s.entry_no = l.entry_no WHERE a.member_id = ? ORDER BY l.entry_no, a.key, l.leg"""
_SALES = """SELECT j.body FROM sale s JOIN journal j ON j.entry_no = s.entry_no WHERE s.member_id = ?
    ORDER BY s.entry_no"""

_reason = msgspec.json.Decoder(Message).decode


def export(database: Database, member_id: MemberId) -> bytes:
    """Return the JSON: who the member is, how it is found, accounts with lots, every entry, every sale; the same of
    whoever was merged into it.
    """
    told = _told(database, member_id)
    merged = [MemberId(UUID(bytes=row[0])) for row in database.rows(_MERGED, (member_id.bytes,))]
    told["merged"] = [_told(database, each) for each in merged]
    return msgspec.json.format(msgspec.json.encode(told), indent=2)


def _told(database: Database, member_id: MemberId) -> dict[str, Any]:
    key = (member_id.bytes,)
    return {
        "member": _member(database, member_id),
        "found_by": _named(database.rows(_IDENTIFIERS, key), "kind", "digest", "status", "expires_at_ms"),
        "accounts": [
            {
                "account": name,
                "balance": balance,
                "debt": debt,
                "lots": _named(
                    database.rows(_LOTS, (account,)), "earned_at_ms", "expires_at_ms", "earned", "open"
                ),
            }
            for account, name, balance, debt in database.rows(_ACCOUNTS, key)
        ],
        "entries": [
            {
                "at_ms": at_ms,
                "account": account,
                "kind": kind,
                "amount": points,
                "rule": rule,
                "reason": _reason(reason),
                "receipt": receipt,
            }
            for at_ms, account, kind, points, rule, reason, receipt in database.rows(_ENTRIES, key)
        ],
        "sales": [_sale(read_sale(body)) for (body,) in database.rows(_SALES, key)],
    }


def _member(database: Database, member_id: MemberId) -> dict[str, Any]:
    row = member_row(database, member_id)
    clear = personal_of(database, member_id)
    return {
        "id": str(member_id),
        "name": clear.name if clear else "",
        "phone": clear.phone if clear else "",
        "birthday": row.birthday,
        "status": row.status,
        "tier": row.tier,
        "tier_since_ms": row.tier_since_ms,
        "joined_at_ms": row.joined_at_ms,
        "segments": segments_of(database, member_id),
        "referred_by": str(UUID(bytes=row.referrer)) if row.referrer else None,
        "may_send_messages": bool(row.consent),
        "agreed_to": clear.consent_text if clear else "",
    }


def _sale(fact: SaleFact) -> dict[str, Any]:
    return {
        "receipt": fact.receipt,
        "at_ms": fact.at,
        "total_minor": fact.total,
        "lines": [
            {"product": line.name, "quantity_milli": line.qty, "amount_minor": line.amt, "points": line.pts}
            for line in fact.lines
        ],
        "returned": [
            {
                "receipt": each.receipt,
                "number": line.sku,
                "quantity_milli": line.qty,
                "worth_minor": line.gross,
            }
            for each in fact.ret
            for line in each.lines
        ],
        "paid": [{"kind": each.kind, "amount_minor": each.amt} for each in fact.tender],
    }


def _named(rows: Any, *names: str) -> list[dict[str, Any]]:
    return [dict(zip(names, row, strict=True)) for row in rows]
