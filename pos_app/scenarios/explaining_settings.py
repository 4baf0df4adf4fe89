"""The settings of a program in plain words: one sentence for the value that each has."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Any

import msgspec

from pos_app.kernel.messages import Parameter, Translate
from pos_app.kernel.money import Rate
from pos_app.loyalty.program import Program
from pos_app.loyalty.settings import ExpiryKind, PendingKind, TierMeasure, TierWindow
from pos_app.scenarios.explained import Explained
from pos_app.scenarios.explaining_rules import percent_text

SECTIONS = (
    "earning",
    "discount",
    "redemption",
    "returns",
    "expiry",
    "pending",
    "tiering",
    "offline",
    "limits",
)


def settings(program: Program, say: Translate, every: bool = False) -> tuple[Explained, ...]:
    """Return a sentence per setting; those that have their usual value only with `every`."""
    return tuple(_settings(program, say, every))


def _settings(program: Program, say: Translate, every: bool) -> Iterator[Explained]:
    for section in SECTIONS:
        if section == "tiering" and all(tier.threshold is None for tier in program.tiers):
            continue
        value = getattr(program, section)
        usual = type(value)()
        for field in msgspec.structs.fields(value):
            given = getattr(value, field.name)
            if not every and given == getattr(usual, field.name) and not _always(section, field.name):
                continue
            code, params = _sentence(section, field.name, given, program)
            if code:
                yield Explained(f"setting:{section}.{field.name}", "", say(code, **params))


def _always(section: str, name: str) -> bool:
    """When points end and what tiers go by is told even when it is as usual."""
    return (section, name) in (("expiry", "kind"), ("tiering", "measure"), ("tiering", "window"))


def _sentence(section: str, name: str, value: Any, program: Program) -> tuple[str, dict[str, Parameter]]:
    code = f"plain.set.{section}.{name}"
    if (section, name) in (
        ("expiry", "months"),
        ("expiry", "days"),
        ("tiering", "months"),
        ("pending", "days"),
    ):
        return "", {}  # told with the kind it belongs to
    if isinstance(value, bool):
        return f"{code}.{str(value).lower()}", {}
    if isinstance(value, StrEnum):
        in_days = value is ExpiryKind.AFTER and program.expiry.days
        return f"{code}.{value.value}{'_days' if in_days else ''}", _of_kind(value, program)
    if value is None or (value == 0 and name != "grace_days"):
        return f"{code}.none", {}
    if isinstance(value, Rate):
        return code, {"percent": percent_text(value)}
    if name.endswith("_minor"):
        return code, {"most_minor": value}
    if name in (
        "days",
        "grace_days",
        "card_uses_per_hour",
        "claim_days",
        "hours",
        "most_hours",
        "member_days",
    ):
        return code, {"count": value}
    return code, {"count_points": value}


def _of_kind(value: StrEnum, program: Program) -> dict[str, Parameter]:
    expiry = program.expiry
    if isinstance(value, ExpiryKind):
        return {"count": expiry.days or expiry.months}
    if isinstance(value, PendingKind):
        return {"count": program.pending.days or program.returns.days}
    if isinstance(value, TierWindow):
        return {"count": program.tiering.months}
    if isinstance(value, TierMeasure):
        return {"name": program.points_name}
    return {}
