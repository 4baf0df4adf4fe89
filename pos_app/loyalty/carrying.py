"""Spend that waits for a full step, from sale to sale."""

from __future__ import annotations

from pos_app.loyalty.accounts import remainder_key
from pos_app.loyalty.rules import EarnKind, EarnRule
from pos_app.loyalty.settings import Earning, PointsRounding, RoundPer
from pos_app.loyalty.situation import Situation

_PREFIX = remainder_key("")


class Carried:
    """What the member's rules carry: nothing at all where the program does not carry, or nobody is known.

    Only whole steps leave something over: rounding must be floor, and steps counted over the lines of a rule together.
    """

    __slots__ = ("_minor", "changes", "is_kept")

    def __init__(self, situation: Situation) -> None:
        member = situation.member
        self.is_kept = member is not None and carries(situation.compiled.program.earning)
        self._minor: dict[str, int] = {}
        self.changes: list[tuple[str, int]] = []
        """(Rule, minor units) that wait after this sale, where that changes."""
        if self.is_kept and member is not None and member.accounts:
            for account in member.accounts:
                if account.key.startswith(_PREFIX):
                    self._minor[account.key] = account.balance_points

    def minor(self, rule: EarnRule) -> int:
        """Return what a rule carries from earlier sales (minor units): less than one step, more only after two members
        became one, or where the step is a smaller one now.
        """
        if not self._minor or rule.kind is not EarnKind.SPEND:
            return 0
        return self._minor.get(remainder_key(rule.rule_id), 0)

    def count(self, rule: EarnRule, before: int, measured: int) -> None:
        """Keep what `measured` (with what was carried `before`) leaves over."""
        if self.is_kept and rule.kind is EarnKind.SPEND:
            after = measured % rule.step
            if after != before:
                self.changes.append((rule.rule_id, after))


def carries(earning: Earning) -> bool:
    """Say whether these settings carry spend over."""
    return (
        earning.carry_remainder
        and earning.rounding is PointsRounding.FLOOR
        and earning.round_per is not RoundPer.LINE
    )
