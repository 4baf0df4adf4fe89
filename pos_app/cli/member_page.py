"""A member's records as people read them: lines on a terminal, a page to hand over."""

from __future__ import annotations

import html
from collections.abc import Sequence
from typing import Any

import msgspec

from pos_app.kernel.messages import Message, Translate
from pos_app.loyalty.accounts import PENDING, POINTS, QUALIFYING, donation_key, remainder_key
from pos_app.loyalty.member import AccountState, MemberSnapshot
from pos_app.loyalty.settings import TierMeasure
from pos_app.ports.members import FoundMember
from pos_app.ports.records import LedgerRow

_STYLE = (
    "body{font:16px/1.4 sans-serif;max-width:50em;margin:2em auto;padding:0 1em}"
    "table{border-collapse:collapse;width:100%}td,th{text-align:left;padding:.2em .6em;"
    "border-bottom:1px solid #ccc}td:last-child{text-align:right}"
)

_IN_MONEY = (remainder_key(""), donation_key(""))
_NAMED = (
    "points",
    "pending",
    "qualifying",
    "tier",
    "stamps",
    "remainder",
    "uses",
    "plan",
    "donation",
    "owed",
)
"""Kinds of accounts that have a word of their own."""


def shown(
    translate: Translate,
    found: FoundMember | None,
    member: MemberSnapshot,
    history: Sequence[LedgerRow],
    measure: TierMeasure = TierMeasure.POINTS,
) -> list[str]:
    """Return the lines of `pos-app member show`: the masked name, every account, the newest entries; `measure` is what
    the program's tiers count.
    """
    name = found.masked_name if found is not None and found.masked_name else translate("records.nobody")
    lines = [
        _headed(translate, name, member),
        translate("records.visits", count=member.visits),
    ]
    points = AccountState(POINTS, member.lots, member.debt_points)
    below = [_account(translate, each, measure) for each in (points, *member.accounts)]
    if member.segments:
        below.append(translate("records.segments", groups=", ".join(member.segments)))
    below += [
        translate(
            "records.entry",
            day_ms=row.at_ms,
            receipt=row.receipt_number or "-",
            amount=_amount(translate, row.key, row.points, measure),
            account=account_name(translate, row.key),
            why=_sentence(translate, row.reason),
        )
        for row in history
    ]
    return [*lines, *(f"  {line}" for line in below)]


def _headed(translate: Translate, name: str, member: MemberSnapshot) -> str:
    if not member.tier:
        return translate("records.shown_plain", name=name, joined_ms=member.joined_at_ms)
    return translate("records.shown", name=name, tier=member.tier, joined_ms=member.joined_at_ms)


def account_name(translate: Translate, key: str) -> str:
    """Return what an account is called by people: `stamps:cup` is "stamps of cup"."""
    kind, _, name = key.partition(":")
    if kind not in _NAMED:
        return key
    if kind == "uses":
        name = name.removeprefix("once:").rpartition(":")[0]
    return translate(f"records.of.{kind}", **({"name": name} if name else {}))


def page(translate: Translate, exported: bytes, measure: TierMeasure = TierMeasure.POINTS) -> str:
    """Return an export as one HTML page without anything from elsewhere; `measure` is what tiers count."""
    told: dict[str, Any] = msgspec.json.decode(exported)
    body = [f"<h1>{_safe(translate('records.page'))}</h1>", *_person(translate, told, measure)]
    for merged in told["merged"]:
        body += [f"<h2>{_safe(translate('records.page_merged'))}</h2>", *_person(translate, merged, measure)]
    head = f"<meta charset='utf-8'><title>{_safe(translate('records.page'))}</title><style>{_STYLE}</style>"
    return f"<!doctype html><html><head>{head}</head><body>{''.join(body)}</body></html>\n"


def _person(translate: Translate, told: dict[str, Any], measure: TierMeasure) -> list[str]:
    member = told["member"]
    known = [(translate(code), _text(member[name])) for name, code in _FIELDS]
    known.append((translate("records.field.joined"), translate("records.day", day_ms=member["joined_at_ms"])))
    accounts = [
        (
            account_name(translate, each["account"]),
            _amount(translate, each["account"], each["balance"], measure),
        )
        for each in told["accounts"]
    ]
    entries = [
        (
            translate("records.day", day_ms=each["at_ms"]),
            account_name(translate, each["account"]),
            each["receipt"] or "",
            _sentence(translate, msgspec.convert(each["reason"], Message)),
            _amount(translate, each["account"], each["amount"], measure),
        )
        for each in told["entries"]
    ]
    sales = [
        (
            translate("records.day", day_ms=each["at_ms"]),
            each["receipt"],
            ", ".join(line["product"] for line in each["lines"]),
            translate("records.money", amount_minor=each["total_minor"]),
        )
        for each in told["sales"]
    ]
    return [
        _table(translate("records.page_person"), known),
        _table(translate("records.page_accounts"), accounts),
        _table(translate("records.page_entries"), entries),
        _table(translate("records.page_sales"), sales),
    ]


_FIELDS = (
    ("name", "records.field.name"),
    ("phone", "records.field.phone"),
    ("birthday", "records.field.birthday"),
    ("tier", "records.field.tier"),
    ("status", "records.field.status"),
    ("segments", "records.field.segments"),
    ("may_send_messages", "records.field.may_send_messages"),
    ("agreed_to", "records.field.agreed_to"),
)


def _table(title: str, rows: Sequence[tuple[str, ...]]) -> str:
    cells = ("".join(f"<td>{_safe(cell)}</td>" for cell in row) for row in rows)
    return f"<h3>{_safe(title)}</h3><table>{''.join(f'<tr>{row}</tr>' for row in cells)}</table>"


def _account(translate: Translate, state: AccountState, measure: TierMeasure) -> str:
    balance = _amount(translate, state.key, state.balance_points, measure)
    if not state.debt_points:
        return translate("records.account", account=account_name(translate, state.key), balance=balance)
    owed = _amount(translate, state.key, state.debt_points, measure)
    return translate(
        "records.account_owed", account=account_name(translate, state.key), balance=balance, owed=owed
    )


def _amount(translate: Translate, key: str, amount: int, measure: TierMeasure) -> str:
    """Points as the program shows them, money as money; other accounts count stamps, uses, visits."""
    counted = key == QUALIFYING
    if key in (POINTS, PENDING) or (counted and measure is TierMeasure.POINTS):
        return translate("records.points", shown_points=amount)
    if key.startswith(_IN_MONEY) or (counted and measure is TierMeasure.SPEND):
        return translate("records.money", amount_minor=amount)
    return str(amount)


def _sentence(translate: Translate, reason: Message) -> str:
    return translate(reason.code, **reason.params)


def _text(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _safe(text: str) -> str:
    return html.escape(text)
