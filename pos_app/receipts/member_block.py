"""The member's block of a receipt, boxed by rules."""

from __future__ import annotations

from collections.abc import Iterator

from pos_app.kernel.messages import Translate
from pos_app.kernel.notation import Figures
from pos_app.loyalty.quote import PointsStatement
from pos_app.receipts.document import BOLD, Blank, Columns, Row, Rule, Text, pair


def member_rows(statement: PointsStatement, translate: Translate, figures: Figures) -> Iterator[Row]:
    """Yield name with tier, points earned by reason, spent, balance, what expires next, stamps, tier news, further
    notes, the next reward.
    """
    yield Blank()
    yield Rule("=")
    yield pair(statement.masked_name, statement.tier_name, BOLD)
    moves = [
        (translate(reason.code, **reason.params), "+" + _points(points, translate))
        for reason, points in statement.earned
    ]
    moves += [
        (translate(reason.code, **reason.params), "-" + _points(points, translate))
        for reason, points in statement.spent
    ]
    if moves:
        yield Columns(tuple(moves))
    yield pair(translate("receipt.balance"), _points(statement.balance_points, translate), BOLD)
    if statement.expires_at_ms is not None and statement.expiring_points:
        day = figures.day(statement.expires_at_ms)
        yield pair(
            translate("receipt.expiring", day=day),
            _points(statement.expiring_points, translate),
        )
    for card, on_it, full in statement.stamps:
        cards, have = divmod(on_it, full) if on_it > full else (0, on_it)
        code = "receipt.stamps_more" if cards else "receipt.stamps"
        yield pair(card, translate(code, have=have, full=full, **({"cards": cards} if cards else {})))
    for note in (statement.tier_news, *statement.notes, statement.next_reward):
        if note is not None:
            yield Text(translate(note.code, **note.params))
    yield Rule("=")


def _points(points: int, translate: Translate) -> str:
    return translate("receipt.points", amount_points=points)
