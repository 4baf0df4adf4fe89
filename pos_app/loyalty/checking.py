"""What only shows when all parts of a program are seen together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pos_app.loyalty.problems import Finding, finding
from pos_app.loyalty.program import Program
from pos_app.loyalty.rules import Benefit, EarnKind
from pos_app.loyalty.settings import EarnBase, PointsRounding


def check(program: Program, found: Sequence[Finding] = ()) -> list[Finding]:
    """Return the contradictions of a program whose parts are each well formed.

    With errors `found` already in some part, only what they cannot have caused: ids given twice, tiers that
    are not there.
    """
    twice = [each for each in _twice(program) if each.message.params["value"]]
    if any(each.path[:1] == ("tier",) for each in found):
        return twice
    if found:
        return twice + list(_unknown_tiers(program))
    return [
        *twice,
        *_unknown_tiers(program),
        *_orders(program),
        *_settings(program),
        *_rewards(program),
        *_multipliers(program),
    ]


def _twice(program: Program) -> Iterable[Finding]:
    """Ids name legs of the ledger: one id, one rule, over earn rules and rewards alike."""
    seen: dict[str, str] = {}
    for kind, ids in (
        ("earn", [rule.rule_id for rule in program.earn]),
        ("reward", [reward.benefit_id for reward in program.rewards]),
        ("exclude", [exclusion.exclusion_id for exclusion in program.exclusions]),
    ):
        for number, rule_id in enumerate(ids):
            if rule_id in seen:
                yield finding((kind, number, "id"), "program.id_twice", value=rule_id, other=seen[rule_id])
            seen.setdefault(rule_id, f"{kind}[{number + 1}]")
    tiers: set[str] = set()
    for number, tier in enumerate(program.tiers):
        if tier.tier_id in tiers:
            yield finding(("tier", number, "id"), "program.id_twice", value=tier.tier_id, other="tier")
        tiers.add(tier.tier_id)


def _orders(program: Program) -> Iterable[Finding]:
    orders: set[int] = set()
    for number, tier in enumerate(program.tiers):
        if tier.order in orders:
            yield finding(("tier", number, "order"), "program.order_twice", order=tier.order)
        orders.add(tier.order)


def _unknown_tiers(program: Program) -> Iterable[Finding]:
    known = {tier.tier_id for tier in program.tiers}
    choices = ", ".join(tier.tier_id for tier in program.tiers)
    conditions = [(("earn", number, "tiers"), rule.when) for number, rule in enumerate(program.earn)]
    conditions += [
        (("reward", number, "tiers"), reward.when) for number, reward in enumerate(program.rewards)
    ]
    for path, when in conditions:
        for tier_id in when.tiers:
            if tier_id not in known:
                yield finding(path, "program.unknown_tier", value=tier_id, choices=choices)


def _settings(program: Program) -> Iterable[Finding]:
    earning = program.earning
    if earning.rounding is PointsRounding.KEEP and program.decimals != len("00"):
        yield finding(("earning", "rounding"), "program.keep_needs_decimals")
    if earning.base is not EarnBase.AS_PRICED and not earning.after_promotions:
        yield finding(("earning", "after_promotions"), "program.net_before_promotions")
    if not program.earn and not program.rewards:
        yield finding((), "program.no_rules")


def _rewards(program: Program) -> Iterable[Finding]:
    for number, reward in enumerate(program.rewards):
        cap = program.redemption.cap_minor
        if cap is not None and reward.amount_minor > cap and not program.redemption.cover_last_cents:
            yield finding(("reward", number, "amount"), "program.above_cap", cap_minor=cap)
        yield from _unreachable(number, reward)


def _unreachable(number: int, reward: Benefit) -> Iterable[Finding]:
    selector = reward.selector
    if selector.products and set(selector.products) <= set(selector.except_products):
        yield finding(("reward", number, "except_products"), "program.fits_nothing")


def _multipliers(program: Program) -> Iterable[Finding]:
    """A multiplier with nothing to multiply is a rule that never gives a point."""
    bases = [rule for rule in program.earn if rule.kind in (EarnKind.SPEND, EarnKind.UNIT)]
    if any(rule.multiplied for rule in bases):
        return
    for number, rule in enumerate(program.earn):
        if rule.kind is EarnKind.MULTIPLIER:
            yield finding(("earn", number, "multiplier"), "program.nothing_to_multiply")
