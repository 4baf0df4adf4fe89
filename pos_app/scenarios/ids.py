"""Ids of everything in a scenario, the same on every run."""

from __future__ import annotations

from uuid import UUID

from pos_app.kernel.ids import CashierId, EventId, MemberId, derived_id

ROOT = UUID("6f1d3c1a-52a8-4d0e-8a51-0f6f3b7f9f10")
CASHIER = CashierId(derived_id(ROOT, "cashier"))


def member_id(person_id: str) -> MemberId:
    """Return the id of a scenario's member."""
    return MemberId(derived_id(ROOT, f"member:{person_id}"))


def event_id(step_name: str) -> EventId:
    """Return the id of what happens in a step."""
    return EventId(derived_id(ROOT, f"step:{step_name}"))
