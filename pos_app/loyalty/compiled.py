"""A program prepared once for many quotes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, tzinfo

from pos_app.loyalty.basket import Basket
from pos_app.loyalty.fingerprint import program_hash
from pos_app.loyalty.matching import LineIndex
from pos_app.loyalty.program import Program, Tier
from pos_app.loyalty.rules import Benefit, EarnRule, Exclusion, When

DAY_MINUTES = 24 * 60
WEEK_MINUTES = 7 * DAY_MINUTES


class CompiledWhen:
    """A condition with its weekly windows laid out in minutes of the week (Monday 00:00 = 0)."""

    __slots__ = ("always", "since", "tiers", "until", "windows")

    def __init__(self, when: When) -> None:
        self.tiers = frozenset(when.tiers)
        self.windows = _windows(when)
        self.since = when.valid_from
        self.until = when.valid_until
        self.always = when == When()

    def holds_now(self, basket: Basket) -> bool:
        """Say whether the basket's day and minute lie within; a basket without a date fails a rule that
        asks for one.
        """
        if self.since and basket.date < self.since:
            return False
        if self.until and (not basket.date or basket.date > self.until):
            return False
        return not self.windows or any(start <= basket.minute_of_week < end for start, end in self.windows)

    def holds_for(self, tier: str) -> bool:
        """Say whether members of this tier are meant."""
        return not self.tiers or tier in self.tiers


class CompiledProgram:
    """The program with its indexes; never changed after it was made.

    Selectors are numbered: exclusions first, then earn rules (from `first_rule`), then rewards (from
    `first_reward`). `zone` is the shop's time zone, in which days end.
    """

    __slots__ = (
        "_reward_numbers",
        "exclusions",
        "first_reward",
        "first_rule",
        "index",
        "major_minor",
        "program",
        "program_hash",
        "reward_when",
        "rewards",
        "rule_when",
        "rules",
        "scale",
        "tier_by_id",
        "zone",
    )

    def __init__(self, program: Program, zone: tzinfo) -> None:
        self.program = program
        self.zone = zone
        self.scale: int = 10**program.decimals
        self.major_minor: int = 10**program.money_digits
        self.exclusions: tuple[Exclusion, ...] = program.exclusions
        self.rules: tuple[EarnRule, ...] = program.earn
        self.rewards: tuple[Benefit, ...] = program.rewards
        self.first_rule = len(program.exclusions)
        self.first_reward = self.first_rule + len(program.earn)
        named: Sequence[Exclusion | EarnRule | Benefit] = (
            *program.exclusions,
            *program.earn,
            *program.rewards,
        )
        self.index = LineIndex([item.selector for item in named])
        self.rule_when = [CompiledWhen(rule.when) for rule in program.earn]
        self.reward_when = [CompiledWhen(reward.when) for reward in program.rewards]
        self.tier_by_id: dict[str, Tier] = {tier.tier_id: tier for tier in program.tiers}
        self._reward_numbers = {reward.benefit_id: number for number, reward in enumerate(program.rewards)}
        self.program_hash = program_hash(program)

    def reward_number(self, reward_id: str) -> int | None:
        """Return the place of a reward in `rewards`, None when the program has none of that id."""
        return self._reward_numbers.get(reward_id)


def compile_program(program: Program, zone: tzinfo = UTC) -> CompiledProgram:
    """Prepare `program` for quotes; `zone` is the shop's time zone, in which points end with a day."""
    return CompiledProgram(program, zone)


def _windows(when: When) -> tuple[tuple[int, int], ...]:
    if not when.weekdays and not when.hours:
        return ()
    found: list[tuple[int, int]] = []
    for day in when.weekdays or range(7):
        for start, end in when.hours or ((0, DAY_MINUTES),):
            opens = day * DAY_MINUTES + start
            closes = day * DAY_MINUTES + (end if end > start else end + DAY_MINUTES)
            found.append((opens, min(closes, WEEK_MINUTES)))
            if closes > WEEK_MINUTES:
                found.append((0, closes - WEEK_MINUTES))
    return tuple(found)
