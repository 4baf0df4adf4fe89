"""Names in a program that must stand for something in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pos_app.loyalty.problems import Finding, KeyPath, finding
from pos_app.loyalty.program import Program
from pos_app.loyalty.rules import Benefit, Effect, When

_STAMPS = "stamps:"
_RESERVED = "limits."


def whens(program: Program) -> Iterator[tuple[KeyPath, When]]:
    """Yield every condition with the section it stands in."""
    for number, rule in enumerate(program.earn):
        yield ("earn", number), rule.when
    for path, benefit in benefits(program):
        yield path, benefit.when
    for number, price in enumerate(program.prices):
        yield ("price", number), price.when
    for number, access in enumerate(program.access):
        yield ("access", number), access.when
    for number, coupon in enumerate(program.coupons):
        yield ("coupon", number), coupon.issued_when
    for number, activity in enumerate(program.activities):
        yield ("activity", number), activity.when
    for number, entitlement in enumerate(program.entitlements):
        yield ("entitlement", number), entitlement.when


def benefits(program: Program) -> Iterator[tuple[KeyPath, Benefit]]:
    """Yield rewards, promotions, what coupons give, each with the section it stands in."""
    for number, reward in enumerate(program.rewards):
        yield ("reward", number), reward
    for number, promotion in enumerate(program.promotions):
        yield ("promotion", number), promotion
    for number, coupon in enumerate(program.coupons):
        yield ("coupon", number), coupon.benefit


def twice(program: Program) -> Iterator[Finding]:
    """Ids name legs of the ledger with the accounts that count uses: one id, one rule, over all kinds of rules."""
    seen: dict[str, str] = {}
    for kind, ids in _rule_ids(program):
        for number, rule_id in enumerate(ids):
            if rule_id in seen:
                yield finding((kind, number, "id"), "program.id_twice", value=rule_id, other=seen[rule_id])
            elif rule_id.startswith(_RESERVED):
                yield finding((kind, number, "id"), "program.reserved_id", value=rule_id)
            seen.setdefault(rule_id, f"{kind}[{number + 1}]")
    for kind, ids in _thing_ids(program):
        names: set[str] = set()
        for number, name in enumerate(ids):
            if name in names:
                yield finding((kind, number, "id"), "program.id_twice", value=name, other=kind)
            names.add(name)


def unknown_tiers(program: Program) -> Iterator[Finding]:
    """Tiers that conditions name and nobody defines."""
    known = tuple(tier.tier_id for tier in program.tiers)
    for path, when in whens(program):
        for tier_id in when.tiers:
            if tier_id not in known:
                choices = ", ".join(known)
                yield finding((*path, "tiers"), "program.unknown_tier", value=tier_id, choices=choices)
    for number, plan in enumerate(program.plans):
        if plan.tier and plan.tier not in known:
            path = ("plan", number, "tier")
            yield finding(path, "program.unknown_tier", value=plan.tier, choices=", ".join(known))


def unknown_names(program: Program) -> Iterator[Finding]:
    """Plans, cards, coupons, charities that rules name and nobody defines."""
    plans = [plan.plan_id for plan in program.plans]
    for path, when in whens(program):
        for plan_id in when.plans:
            yield from _missing((*path, "plans"), plan_id, "plan", plans)
    cards = [card.card_id for card in program.cards]
    for number, rule in enumerate(program.earn):
        yield from _missing_card(("earn", number, "card"), rule.account, cards)
    for path, benefit in benefits(program):
        yield from _missing_card((*path, "card"), benefit.account, cards)
    for number, activity in enumerate(program.activities):
        yield from _missing_card(("activity", number, "card"), activity.account, cards)
    coupons = [coupon.coupon_id for coupon in program.coupons]
    charities = [charity.charity_id for charity in program.charities]
    for path, benefit in benefits(program):
        if benefit.effect is Effect.COUPON:
            yield from _missing((*path, "coupon"), benefit.gives, "coupon", coupons)
        elif benefit.effect is Effect.DONATION:
            yield from _missing((*path, "charity"), benefit.gives, "charity", charities)
    for number, activity in enumerate(program.activities):
        for key, coupon_id in (("coupon", activity.coupon), ("friend_coupon", activity.friend_coupon)):
            if coupon_id:
                yield from _missing(("activity", number, key), coupon_id, "coupon", coupons)


def _missing(path: KeyPath, value: str, section: str, known: Iterable[str]) -> Iterator[Finding]:
    names = tuple(known)
    if value and value not in names:
        code = "program.unknown_name" if names else "program.nothing_of_it"
        yield finding(path, code, value=value, section=section, choices=", ".join(names))


def _missing_card(path: KeyPath, account: str, cards: list[str]) -> Iterator[Finding]:
    if account.startswith(_STAMPS):
        yield from _missing(path, account.removeprefix(_STAMPS), "stamp_card", cards)


def _rule_ids(program: Program) -> list[tuple[str, list[str]]]:
    return [
        ("earn", [rule.rule_id for rule in program.earn]),
        ("reward", [reward.benefit_id for reward in program.rewards]),
        ("promotion", [promotion.benefit_id for promotion in program.promotions]),
        ("coupon", [coupon.coupon_id for coupon in program.coupons]),
        ("price", [price.price_id for price in program.prices]),
        ("access", [access.access_id for access in program.access]),
        ("activity", [activity.activity_id for activity in program.activities]),
        ("entitlement", [entitlement.entitlement_id for entitlement in program.entitlements]),
        ("exclude", [exclusion.exclusion_id for exclusion in program.exclusions]),
    ]


def _thing_ids(program: Program) -> list[tuple[str, list[str]]]:
    return [
        ("tier", [tier.tier_id for tier in program.tiers]),
        ("stamp_card", [card.card_id for card in program.cards]),
        ("plan", [plan.plan_id for plan in program.plans]),
        ("charity", [charity.charity_id for charity in program.charities]),
    ]
