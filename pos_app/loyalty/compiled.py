"""A program prepared once for many quotes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, tzinfo

from pos_app.loyalty.conditions import CompiledWhen, question_key
from pos_app.loyalty.fingerprint import program_hash
from pos_app.loyalty.matching import LineIndex
from pos_app.loyalty.offers import Offers
from pos_app.loyalty.program import Program, Tier
from pos_app.loyalty.rules import Benefit, EarnKind, EarnRule, Exclusion, Purchase, When
from pos_app.loyalty.settings import PointsRounding

__all__ = ["CompiledProgram", "CompiledWhen", "compile_program", "questions_of", "whens_of"]


class CompiledProgram:
    """The program with its indexes; never changed after it was made.

    Selectors are numbered: exclusions first, then earn rules (from `first_rule`), then those of `offers`
    (from `first_reward`). `zone` is the shop's time zone, in which days end. `questions` are what the conditions ask of
    a member's history, by the keys that `MemberSnapshot.bought` holds.
    """

    __slots__ = (
        "caps_points",
        "exclusions",
        "fine_points",
        "first_reward",
        "first_rule",
        "index",
        "major_minor",
        "offers",
        "program",
        "program_hash",
        "questions",
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
        self.offers = Offers(program, self.first_reward)
        named: Sequence[Exclusion | EarnRule] = (*program.exclusions, *program.earn)
        self.index = LineIndex([*(item.selector for item in named), *self.offers.selectors])
        self.rule_when = [CompiledWhen(rule.when, program.plans) for rule in program.earn]
        self.tier_by_id: dict[str, Tier] = {tier.tier_id: tier for tier in program.tiers}
        self.fine_points = program.earning.rounding is PointsRounding.KEEP or any(
            rule.kind is EarnKind.PERCENT for rule in program.earn
        )
        """Points are rounded to their decimals, not to whole ones."""
        self.caps_points = (
            program.limits.points_per_sale is not None or program.limits.points_per_day is not None
        )
        self.questions = questions_of(program)
        self.program_hash = program_hash(program)

    def reward_number(self, reward_id: str) -> int | None:
        """Return the number in `offers` of what can be chosen by this id, None when the program has nothing of it."""
        return self.offers.number(reward_id)


def compile_program(program: Program, zone: tzinfo = UTC) -> CompiledProgram:
    """Prepare `program` for quotes; `zone` is the shop's time zone, in which points end with a day."""
    return CompiledProgram(program, zone)


def questions_of(program: Program) -> dict[str, Purchase]:
    """Return what the program asks of a member's history, by key; empty when it asks nothing."""
    asked = [each for when in whens_of(program) for each in (when.bought, when.never_bought) if each]
    return {question_key(each): each for each in asked}


def whens_of(program: Program) -> Iterator[When]:
    """Yield the condition of every part of a program that has one."""
    for parts in (program.earn, program.rewards, program.promotions, program.prices, program.access):
        yield from (part.when for part in parts)
    yield from (activity.when for activity in program.activities)
    yield from (entitlement.when for entitlement in program.entitlements)
    for coupon in program.coupons:
        yield coupon.issued_when
        yield coupon.benefit.when
