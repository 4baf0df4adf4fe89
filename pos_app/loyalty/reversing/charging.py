"""Points taken back, with what happens to those that are spent already."""

from __future__ import annotations

from pos_app.kernel.ids import MemberId
from pos_app.kernel.money import Rounding, divide
from pos_app.loyalty.accounts import PENDING, POINTS
from pos_app.loyalty.point_worth import point_worth
from pos_app.loyalty.reversing.sold import ReturnedGoods, Reversal
from pos_app.loyalty.reversing.undoing import TAKEN, Undoing
from pos_app.loyalty.settings import Shortfall


def take_points(
    undoing: Undoing, owner: MemberId, points: int, returned: ReturnedGoods, room_minor: int
) -> Reversal:
    """Take points back: of those of the sale that still wait, of its own lots, of others; then as the program says.

    Money is kept for missing points at what `point_worth` says, never for faulty goods; what it does not cover is owed.
    """
    if points <= 0:
        return Reversal()
    program = undoing.compiled.program
    shortfall = program.returns.shortfall
    left = points - undoing.take_own(
        owner, PENDING, "take:pending", "return", points, undoing.own(owner, PENDING).put
    )
    owed_before = undoing.members[owner].debt_points
    if not left:
        return Reversal()
    if shortfall is not Shortfall.DEDUCT_FROM_REFUND or returned.is_faulty:
        missing = undoing.take(owner, POINTS, "take:points", "return", left, shortfall is not Shortfall.CLAMP)
        debt = undoing.members[owner].debt_points - owed_before
        return Reversal(debt_points=debt, lost_points=missing if shortfall is Shortfall.CLAMP else 0)
    missing = undoing.take(owner, POINTS, "take:points", "return", left, owe=False)
    worth = point_worth(program)
    deducted = 0
    if missing and worth.numerator:
        deducted = min(divide(missing * worth.numerator, worth.denominator), max(0, room_minor))
        covered = divide(deducted * worth.denominator, worth.numerator, Rounding.UP)
        missing = max(0, missing - covered)
    if missing:
        entry = undoing.draft(owner, POINTS, "owe:points", -missing, "return", TAKEN, (), missing)
        undoing.book(entry)
    debt = undoing.members[owner].debt_points - owed_before
    return Reversal(debt_points=debt, deducted_minor=deducted)
