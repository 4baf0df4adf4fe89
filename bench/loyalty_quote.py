"""The loyalty quote beside a loop written by hand for the same outputs."""

from __future__ import annotations

import random
from collections.abc import Callable
from uuid import UUID

from bench.row import Row, compare
from pos_app.kernel.ids import LotId, MemberId
from pos_app.kernel.messages import Message
from pos_app.kernel.money import Rate
from pos_app.loyalty.accounts import points_account
from pos_app.loyalty.basket import Basket, BasketLine, Chosen
from pos_app.loyalty.compiled import compile_program
from pos_app.loyalty.member import Lot, MemberSnapshot
from pos_app.loyalty.program import Program, Tier
from pos_app.loyalty.quote import EarnItem, Quote, RewardChange
from pos_app.loyalty.quoting import quote
from pos_app.loyalty.rules import Benefit, EarnKind, EarnRule, Effect, Selector

LINES = 20
DEPARTMENTS = 12
PRODUCTS = 400
FEW, MANY = 50, 2000


def rows() -> list[Row]:
    """20 lines against 50 rules beside the loop by hand, 2,000 rules beside 50."""
    basket, member = basket_of_twenty(), gold_member()
    few, many = (compile_program(program_of(count)) for count in (FEW, MANY))
    by_hand = _by_hand(program_of(FEW), member)
    _same(quote(few, member, basket), by_hand(basket))
    return [
        compare(
            f"loyalty quote: {LINES} lines, {FEW} rules, a reward chosen",
            lambda: quote(few, member, basket, offers=False),
            lambda: by_hand(basket),
            "loop by hand, same points and cents",
            5.0,
            rounds=40,
            calls=100,
        ),
        compare(
            f"loyalty quote: {LINES} lines, {MANY:,} rules",
            lambda: quote(many, member, basket, offers=False),
            lambda: quote(few, member, basket, offers=False),
            f"the same with {FEW} rules",
            6.0,
            rounds=40,
            calls=100,
        ),
        _offers(1, 5.0),
        _offers(20, 12.0),
    ]


def _offers(rewards: int, demand: float) -> Row:
    """What the screen needs on top (usable rewards, hints) is measured apart, beside the figures alone."""
    compiled = compile_program(program_of(FEW, rewards))
    basket, member = basket_of_twenty(), gold_member()
    shown = Basket(basket.at_ms, basket.lines)
    return compare(
        f"loyalty quote with {rewards} reward(s) offered, with hints",
        lambda: quote(compiled, member, shown),
        lambda: quote(compiled, member, shown, offers=False),
        "points alone",
        demand,
        rounds=40,
        calls=100,
    )


def program_of(rules: int, rewards: int = 1) -> Program:
    """A third by product, a third by category, the rest by brand or tag, one for everything, two
    multipliers.
    """
    chance = random.Random(rules)
    earn = [EarnRule("base", "Points", EarnKind.SPEND, Rate(1), 100)]
    for number in range(1, rules - 2):
        selector = (
            Selector(products=(f"p{chance.randrange(PRODUCTS * rules // FEW)}",)),
            Selector(categories=((f"d{chance.randrange(DEPARTMENTS * rules // FEW)}", "x"),)),
            Selector(brands=(f"b{chance.randrange(30 * rules // FEW)}",)),
        )[number % 3]
        earn.append(EarnRule(f"e{number}", f"Rule {number}", EarnKind.SPEND, Rate(2), 250, selector=selector))
    for department in ("d1", "d2"):
        selector = Selector(categories=((department,),))
        earn.append(
            EarnRule(f"m{department}", "Doubled", EarnKind.MULTIPLIER, factor=Rate(2), selector=selector)
        )
    offers = [Benefit("five", "5.00 off", Effect.AMOUNT, 500, 500)]
    offers += [
        Benefit(f"r{number}", f"Reward {number}", Effect.AMOUNT, 100 + number, 100 + number)
        for number in range(1, rewards)
    ]
    tiers = (Tier("gold", "Gold", "G", 1, Rate(3, 2)),)
    return Program("bench", "Bench", 1, tiers=tiers, earn=tuple(earn), rewards=tuple(offers))


def basket_of_twenty() -> Basket:
    chance = random.Random(20)
    lines = []
    for number in range(1, LINES + 1):
        product = chance.randrange(PRODUCTS)
        amount = chance.randint(50, 1500)
        category = (f"d{product % DEPARTMENTS}", "xyz"[product % 3])
        lines.append(
            BasketLine(
                number, f"p{product}", category, f"b{product % 30}", (), 1000, amount, amount, amount, amount
            )
        )
    return Basket(1_000_000, tuple(lines), (Chosen("five"),), 2000, "2026-03-10")


def gold_member() -> MemberSnapshot:
    who = MemberId(UUID(int=5))
    lots = (Lot(LotId(UUID(int=1)), 1000, None, 900, 900),)
    return MemberSnapshot(who, points_account(who), "gold", lots, 1_000_000)


def _by_hand(program: Program, member: MemberSnapshot) -> Callable[[Basket], Quote]:
    """What somebody would write who knows this one program: dictionaries, one loop, reasons, splits to the
    cent.
    """
    by_product: dict[str, list[str]] = {}
    by_category: dict[tuple[str, ...], list[str]] = {}
    by_brand: dict[str, list[str]] = {}
    for rule in program.earn:
        if rule.kind is EarnKind.SPEND:
            for product in rule.selector.products:
                by_product.setdefault(product, []).append(rule.rule_id)
            for path in rule.selector.categories:
                by_category.setdefault(path, []).append(rule.rule_id)
            for brand in rule.selector.brands:
                by_brand.setdefault(brand, []).append(rule.rule_id)
    order, five = {rule.rule_id: place for place, rule in enumerate(program.earn)}, program.rewards[0]
    doubled = {"d1": "md1", "d2": "md2"}

    def evaluate(basket: Basket) -> Quote:
        lines = sorted(basket.lines, key=lambda line: (line.product, line.amount_minor, line.line_no))
        amounts = [line.amount_minor for line in lines]
        changes: tuple[RewardChange, ...] = ()
        if basket.chosen and sum(lot.open_points for lot in member.lots) >= five.cost_points:
            parts = _split(min(five.amount_minor, sum(amounts)), amounts)
            reason = Message("reward.given", {"reward": five.name, "cost_points": 500})
            changes = tuple(
                RewardChange(five.benefit_id, line.line_no, -part, reason)
                for line, part in zip(lines, parts, strict=True)
            )
            amounts = [amount - part for amount, part in zip(amounts, parts, strict=True)]
        groups: dict[str, dict[str, int]] = {}
        fitting: list[tuple[str, list[str]]] = []
        for line, amount in zip(lines, amounts, strict=True):
            key = doubled.get(line.category[0], "tier:gold")
            names = ["base", *by_product.get(line.product, ()), *by_category.get(line.category, ())]
            names += by_brand.get(line.brand, ())
            fitting.append((key, names))
            for name in names:
                group = groups.setdefault(name, {})
                group[key] = group.get(key, 0) + amount
        items, points, worth = _by_hand_points(program, groups, order)
        weights = [
            sum([worth[name, key] for name in names]) * amount
            for (key, names), amount in zip(fitting, amounts, strict=True)
        ]
        parts = _split(points, weights)
        line_points = {line.line_no: part for line, part in zip(lines, parts, strict=True)}
        return Quote(tuple(items), points, line_points, changes)

    return evaluate


def _by_hand_points(
    program: Program, groups: dict[str, dict[str, int]], order: dict[str, int]
) -> tuple[list[EarnItem], int, dict[tuple[str, str], int]]:
    items: list[EarnItem] = []
    halves: dict[str, int] = {}
    worth: dict[tuple[str, str], int] = {}
    points = 0
    for name in sorted(groups, key=order.__getitem__):
        step, each = (100, 1) if name == "base" else (250, 2)
        spend = sum(groups[name].values())
        gained = spend // step * each
        points += gained
        rule = program.earn[order[name]]
        reason = Message(
            "earn.spend", {"rule": rule.name, "spend_minor": spend, "each": str(each), "step_minor": step}
        )
        if gained:
            items.append(EarnItem(name, 0, gained, reason))
        for key, amount in groups[name].items():
            more = amount // step * each * (1 if key == "tier:gold" else 2)
            halves[key] = halves.get(key, 0) + more
            worth[name, key] = (gained << 20) // spend + (more << 19) // amount
    total = sum(halves.values()) // 2
    for key, part in zip(halves, _split(total, list(halves.values())), strict=True):
        items.append(EarnItem(key, 0, part, Message("earn.multiplier", {"rule": key, "factor": "2"})))
    return items, points + total, worth


def _split(total: int, weights: list[int]) -> list[int]:
    whole = sum(weights)
    parts = [total * weight // whole for weight in weights]
    rest = sorted(range(len(weights)), key=lambda place: (-(total * weights[place] % whole), place))
    for place in rest[: total - sum(parts)]:
        parts[place] += 1
    return parts


def _same(ours: Quote, theirs: Quote) -> None:
    """Refuse to measure two things that do not give the same points and cents."""
    points = sorted(item.points for item in ours.earned) == sorted(item.points for item in theirs.earned)
    cents = {each.line_no: each.amount_minor for each in ours.changes} == {
        each.line_no: each.amount_minor for each in theirs.changes
    }
    by_line = sorted(ours.line_points.values()) == sorted(
        part for part in theirs.line_points.values() if part
    )
    if not points or not cents or not by_line:
        raise AssertionError("the loop by hand gives other points or cents")
