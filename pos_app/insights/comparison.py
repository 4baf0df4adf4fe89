"""Who would gain by one program against another."""

from __future__ import annotations

import msgspec

from pos_app.insights.backtest import Backtest
from pos_app.kernel.ids import MemberId
from pos_app.loyalty.point_worth import worth_minor
from pos_app.loyalty.program import Program


class Change(msgspec.Struct, frozen=True):
    """One member's value (money off plus what the open points buy) under both programs, in minor units."""

    member_id: MemberId
    before_minor: int
    after_minor: int

    @property
    def gain_minor(self) -> int:
        """Positive for a winner."""
        return self.after_minor - self.before_minor


class Comparison(msgspec.Struct, frozen=True):
    """`changes` from the largest loss to the largest gain."""

    changes: tuple[Change, ...]

    @property
    def winners(self) -> tuple[Change, ...]:
        """Those who gain, the largest gain first."""
        return tuple(one for one in reversed(self.changes) if one.gain_minor > 0)

    @property
    def losers(self) -> tuple[Change, ...]:
        """Those who lose, the largest loss first."""
        return tuple(one for one in self.changes if one.gain_minor < 0)

    @property
    def median_minor(self) -> int:
        """What the member in the middle gains or loses."""
        return self.changes[len(self.changes) // 2].gain_minor if self.changes else 0


def value_of(result: Backtest, program: Program) -> dict[MemberId, int]:
    """Return what every member got under a program, in minor units."""
    return {
        member_id: figures.given_minor + worth_minor(program, figures.open_points)
        for member_id, figures in result.members.items()
    }


def compare(before: dict[MemberId, int], after: dict[MemberId, int]) -> Comparison:
    """Return every member's change; one who is missing on a side got nothing there."""
    changes = [
        Change(member_id, before.get(member_id, 0), after.get(member_id, 0))
        for member_id in before.keys() | after.keys()
    ]
    return Comparison(tuple(sorted(changes, key=lambda one: (one.gain_minor, one.member_id.bytes))))
