"""What a step answers, as plain values that become JSON."""

from __future__ import annotations

from typing import Any, Final

Answer = dict[str, Any]
"""Money and points as text or numbers a person writes: `"8.00"`, 12; keys as below."""

STEP_KEYS: Final = (
    "step",
    "do",
    "at",
    "done",
    "total",
    "goods",
    "saved",
    "due",
    "change",
    "refund",
    "tax",
    "lines",
    "tenders",
    "earned",
    "earned_by",
    "left_out",
    "why",
    "spent",
    "spent_on",
    "stamped",
    "refusals",
    "prices",
    "rewards",
    "nudges",
    "preview",
    "bound_hit",
    "member",
    "balance",
    "shown",
    "pending",
    "debt",
    "lots",
    "stamps",
    "tier",
    "qualifying",
    "accounts",
    "coupons",
    "entries",
    "members",
    "statement",
)
"""Everything an answer can have, as `expect` may name it."""

LISTS: Final = {
    "lines": ("product", "amount"),
    "tax": ("class", "tax"),
    "tenders": ("kind", "amount"),
    "earned_by": ("rule", "points"),
    "spent_on": ("reward", "points"),
    "stamped": ("card", "points"),
    "left_out": ("product", "why"),
    "refusals": ("what", "code"),
    "prices": ("product", "amount"),
    "rewards": ("reward", "usable"),
    "adjustments": ("by", "amount"),
    "lots": ("points", "points"),
    "coupons": ("coupon", "until"),
    "entries": ("kind", "points"),
    "preview": ("code", "sentence"),
    "nudges": ("code", "sentence"),
}
"""Lists of tables: the key an entry is known by, and the figure that stands for the whole entry."""
