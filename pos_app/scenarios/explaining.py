"""A whole program in plain words."""

from __future__ import annotations

from pos_app.kernel.messages import Translate
from pos_app.loyalty.program import Program
from pos_app.scenarios.explained import Section
from pos_app.scenarios.explaining_extras import ExtraTeller
from pos_app.scenarios.explaining_rules import RuleTeller
from pos_app.scenarios.explaining_settings import settings


def explain(program: Program, say: Translate, every_setting: bool = False) -> tuple[Section, ...]:
    """Return every rule of a program in sentences of the reader's language, kind by kind; empty kinds are left out.

    Settings that have their usual value are told only with `every_setting`.
    """
    rules, extras = RuleTeller(program, say), ExtraTeller(program, say)
    ranked = sorted(program.tiers, key=lambda tier: tier.order)
    parts = (
        ("earning", tuple(map(rules.earn, program.earn))),
        ("exclusions", tuple(map(rules.exclusion, program.exclusions))),
        ("prices", tuple(map(rules.price, program.prices))),
        ("access", tuple(map(rules.access, program.access))),
        ("promotions", tuple(map(rules.promotion, program.promotions))),
        ("rewards", tuple(map(rules.reward, program.rewards))),
        ("cards", tuple(map(extras.card, program.cards))),
        ("coupons", tuple(map(extras.coupon, program.coupons))),
        ("activities", tuple(map(extras.activity, program.activities))),
        ("tiers", tuple(map(extras.tier, ranked))),
        ("plans", tuple(map(extras.plan, program.plans))),
        ("entitlements", tuple(map(extras.entitlement, program.entitlements))),
        ("charities", tuple(map(extras.charity, program.charities))),
        ("settings", settings(program, say, every_setting)),
    )
    return tuple(Section(say(f"plain.title.{word}"), found) for word, found in parts if found)


def lines_of(sections: tuple[Section, ...]) -> list[str]:
    """Return sections as lines of plain text: a heading, a line per rule, its details below it."""
    lines: list[str] = []
    for section in sections:
        lines += ["", section.title]
        for rule in section.rules:
            lines.append(f"  {rule.name}: {rule.text}" if rule.name else f"  {rule.text}")
            lines += [f"      {detail}" for detail in rule.details]
    return lines[1:]
