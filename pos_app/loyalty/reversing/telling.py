"""What a cashier reads about points before agreeing to a return."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from pos_app.kernel.messages import Message
from pos_app.loyalty.accounts import POINTS
from pos_app.loyalty.compiled import CompiledProgram
from pos_app.loyalty.reversing.sold import Reversal

_STAMPS = "stamps:"


def told(
    compiled: CompiledProgram,
    found: Reversal,
    deducted_minor: int,
    paid_points: int,
    given: Mapping[str, int],
    cards: Mapping[str, tuple[int, int]],
) -> Reversal:
    """Return the reversal with its sentences: points, what is owed or lost, stamps.

    `deducted_minor` is kept for missing points alone; `paid_points` of what came back paid a debt; `cards` are the
    stamps (taken back, of these missing) per account.
    """
    preview: list[Message] = []
    if found.taken_points:
        preview.append(Message("return.points_taken", {"taken_points": found.taken_points}))
    if found.debt_points:
        preview.append(Message("return.debt", {"debt_points": found.debt_points}))
    if found.lost_points:
        preview.append(Message("return.lost", {"lost_points": found.lost_points}))
    if deducted_minor:
        preview.append(Message("return.deducted_points", {"amount_minor": deducted_minor}))
    if found.given_points:
        preview.append(Message("return.points_given", {"given_points": found.given_points}))
    if paid_points:
        preview.append(Message("return.debt_paid", {"paid_points": paid_points}))
    names = {f"{_STAMPS}{card.card_id}": card.name for card in compiled.program.cards}
    for account, (units, missing) in cards.items():
        name = names.get(account, account)
        preview.append(Message("return.stamps_taken", {"count": units, "card": name}))
        if missing:
            preview.append(Message("return.stamps_gone", {"count": missing, "card": name}))
    for account, units in given.items():
        if account != POINTS:
            preview.append(
                Message("return.stamps_given", {"count": units, "card": names.get(account, account)})
            )
    return replace(found, preview=tuple(preview))
