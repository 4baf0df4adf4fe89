"""Rewards laid on a basket once more: slow, exact, every rule against every line."""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor

from pos_app.kernel.money import Rate, Rounding
from pos_app.loyalty.basket import Basket, BasketLine
from pos_app.loyalty.member import MemberSnapshot
from pos_app.loyalty.program import Program
from pos_app.loyalty.rules import Benefit, Effect, RewardForm, Scope, Selector, When


def fraction(rate: Rate) -> Fraction:
    """A rate as a fraction."""
    return Fraction(rate.numerator, rate.denominator)


def half_up(value: Fraction) -> int:
    """Rounded to a whole number, halves away from zero (nothing here is negative)."""
    return floor(value + Fraction(1, 2))


def matches(selector: Selector, line: BasketLine) -> bool:
    """Every list that is given has something of the line, no except-list has."""
    if selector.products and line.product not in selector.products:
        return False
    if selector.categories and not under(line, selector.categories):
        return False
    if selector.brands and line.brand not in selector.brands:
        return False
    if selector.tags and not set(selector.tags) & set(line.tags):
        return False
    return not (
        line.product in selector.except_products
        or under(line, selector.except_categories)
        or line.brand in selector.except_brands
        or set(selector.except_tags) & set(line.tags)
    )


def under(line: BasketLine, paths: tuple[tuple[str, ...], ...]) -> bool:
    """The line's category lies below one of the paths."""
    return any(line.category[: len(path)] == path for path in paths)


def holds(when: When, tier: str, basket: Basket) -> bool:
    """The rule is for this tier, at this time."""
    if when.tiers and tier not in when.tiers:
        return False
    if when.valid_from and basket.date < when.valid_from:
        return False
    if when.valid_until and basket.date > when.valid_until:
        return False
    day, minute = divmod(basket.minute_of_week, 1440)
    if not when.hours:
        return not when.weekdays or day in when.weekdays
    for start, end in when.hours:
        today = not when.weekdays or day in when.weekdays
        yesterday = not when.weekdays or (day - 1) % 7 in when.weekdays
        if end > start:
            if today and start <= minute < end:
                return True
        elif (today and minute >= start) or (yesterday and minute < end):
            return True
    return False


def share(total: int, weights: list[int]) -> list[int]:
    """Largest remainder, ties to the earlier part."""
    whole = sum(weights)
    exact = [Fraction(total * weight, whole) for weight in weights]
    parts = [floor(each) for each in exact]
    order = sorted(range(len(weights)), key=lambda place: (parts[place] - exact[place], place))
    for place in order[: total - sum(parts)]:
        parts[place] += 1
    return parts


class Laying:
    """Rewards laid on the basket."""

    def __init__(
        self, program: Program, member: MemberSnapshot, basket: Basket, lines: list[BasketLine]
    ) -> None:
        self.program, self.member, self.basket, self.lines = program, member, basket, lines
        barred = [
            any(each.bars_rewards and matches(each.selector, line) for each in program.exclusions)
            for line in lines
        ]
        self.payable = [
            line.may_redeem and line.amount_minor > 0 and not out
            for line, out in zip(lines, barred, strict=True)
        ]
        self.left = [line.amount_minor for line in lines]
        self.singles = [self.count(line) for line in lines]
        self.pool = [line.amount_minor for line in lines]
        self.balance = 0 if member.debt_points else sum(lot.open_points for lot in member.lots)
        self.start = self.balance
        self.taken = self.tendered = 0
        self.off: dict[tuple[str, int], int] = {}
        self.tenders: dict[str, int] = {}
        self.prices: dict[str, int] = {}
        self.uses: dict[str, int] = {}
        self.dropped: set[str] = set()

    @staticmethod
    def count(line: BasketLine) -> int:
        """Single items of a line; anything but whole pieces is one."""
        return (
            line.quantity_milli // 1000
            if line.quantity_milli >= 1000 and line.quantity_milli % 1000 == 0
            else 1
        )

    def run(self) -> None:
        """Rank by rank, the higher saving first."""
        asked: dict[str, list[int]] = {}
        for each in self.basket.chosen:
            entry = asked.setdefault(each.reward_id, [0, each.points])
            entry[0] += max(each.times, 1)
            entry[1] = max(entry[1], each.points) if entry[1] and each.points else 0
        known = {reward.benefit_id: reward for reward in self.program.rewards}
        for group in range(6):
            ids = [key for key in asked if key in known and self.group(known[key]) == group]
            while ids:
                tries = {key: self.attempt(known[key], asked[key][1]) for key in ids}
                self.dropped |= {key for key in ids if tries[key] is None}
                good = sorted((-found[1], key) for key, found in tries.items() if found is not None)
                if not good:
                    break
                key = good[0][1]
                found = tries[key]
                assert found is not None
                self.commit(known[key], found)
                asked[key][0] -= 1
                ids = [
                    each
                    for each in ids
                    if tries[each] is not None
                    and (each != key or (asked[key][0] > 0 and known[key].effect is not Effect.PER_POINT))
                ]

    @staticmethod
    def group(reward: Benefit) -> int:
        """One item, percent, amount, by points, tenders."""
        if reward.form is RewardForm.TENDER:
            return 5 if reward.effect is Effect.PER_POINT else 4
        if reward.effect is Effect.FREE_ITEM or reward.scope is Scope.CHEAPEST:
            return 0
        return {Effect.PERCENT: 1, Effect.AMOUNT: 2, Effect.PER_POINT: 3}[reward.effect]

    def attempt(self, reward: Benefit, offered: int) -> tuple[int, int, list[tuple[int, int]], int] | None:
        """(points, money, shares, price of the single item) or None."""
        when = holds(reward.when, self.member.tier, self.basket)
        if not when or (reward.per_sale and self.uses.get(reward.benefit_id, 0) >= reward.per_sale):
            return None
        tender = reward.form is RewardForm.TENDER
        lawful = [
            p for p in range(len(self.lines)) if self.payable[p] and (tender or self.lines[p].may_discount)
        ]
        fitting = [p for p in lawful if matches(reward.selector, self.lines[p])]
        if not fitting or sum(self.lines[p].amount_minor for p in fitting) < reward.minimum_minor:
            return None
        if self.start < self.program.redemption.floor:
            return None
        single = reward.effect is Effect.FREE_ITEM or reward.scope is Scope.CHEAPEST
        if single:
            priced = [
                (half_up(Fraction(self.pool[p], self.singles[p])), p) for p in fitting if self.singles[p]
            ]
            priced = [(price, p) for price, p in priced if price > 0]
            if not priced:
                return None
            wanted = min(priced)[0] if reward.scope is Scope.CHEAPEST else max(priced)[0]
            room = [(p, price) for price, p in priced if price == wanted][:1]
        else:
            places = lawful if reward.scope is Scope.SALE else fitting
            room = [(p, self.left[p]) for p in places if self.left[p] > 0]
        fits = sum(minor for _, minor in room)
        if tender:
            if reward.scope is not Scope.SALE:
                fits -= self.bound_already(reward)
            payable = sum(self.left[p] for p in range(len(self.lines)) if self.payable[p])
            fits = min(fits, payable - self.tendered)
        if fits <= 0:
            return None
        outcome = self.price(reward, offered, fits, [p for p, _ in room], single)
        if outcome is None or outcome[0] > self.balance:
            return None
        cost, money = outcome
        if tender:
            return cost, money, [], 0
        parts = share(money, [minor for _, minor in room])
        shares = [(p, part) for (p, _), part in zip(room, parts, strict=True) if part]
        return cost, money, shares, room[0][1] if single else 0

    def bound_already(self, reward: Benefit) -> int:
        """What tenders that may only pay for certain lines have paid, where one of those is a line of `reward`."""
        shared = [line for line in self.lines if matches(reward.selector, line)]
        return sum(
            self.tenders.get(other.benefit_id, 0)
            for other in self.program.rewards
            if other.scope is not Scope.SALE and any(matches(other.selector, line) for line in shared)
        )

    def cap(self) -> int | None:
        """What the caps of the sale leave."""
        redemption = self.program.redemption
        caps = [] if redemption.cap_minor is None else [redemption.cap_minor]
        if redemption.cap_percent is not None:
            goods = sum(line.amount_minor for line in self.lines if line.amount_minor > 0)
            caps.append(floor(goods * fraction(redemption.cap_percent)))
        return min(caps) - self.taken if caps else None

    def price(
        self, reward: Benefit, offered: int, fits: int, places: list[int], single: bool
    ) -> tuple[int, int] | None:
        """(points, money) of one use."""
        cap, redemption, discount = self.cap(), self.program.redemption, self.program.discount
        if reward.effect is Effect.AMOUNT:
            money = min(reward.amount_minor, fits)
            if cap is not None:
                money = min(money, cap)
            if money <= 0 or (money < reward.amount_minor and not redemption.cover_last_cents):
                return None
            return ceil(Fraction(reward.cost_points * money, reward.amount_minor)), money
        if reward.effect is Effect.PER_POINT:
            return self.by_points(reward, offered, fits, cap)
        money = fits
        if reward.effect is Effect.PERCENT:
            base = fits
            if not discount.compound and not single:
                base = sum(self.lines[p].amount_minor for p in places)
            exact = base * fraction(reward.percent)
            money = min(fits, floor(exact) if discount.rounding is Rounding.DOWN else half_up(exact))
        if reward.cap_minor is not None:
            money = min(money, reward.cap_minor)
        if money <= 0 or (cap is not None and money > cap):
            return None
        return reward.cost_points, money

    def by_points(self, reward: Benefit, offered: int, fits: int, cap: int | None) -> tuple[int, int] | None:
        """As many points as the amount asks for, in steps."""
        redemption, worth = self.program.redemption, fraction(reward.worth)
        most = min(each for each in (fits, cap, reward.cap_minor) if each is not None)
        if most <= 0 or offered > self.balance:
            return None
        last = redemption.cover_last_cents and most == fits
        enough = ceil(most / worth) if last else floor(most / worth)
        used = min(offered or self.balance, enough)
        whole_steps = not (last and used == enough)
        if whole_steps:
            used = used // redemption.step * redemption.step
        money = min(most, floor(used * worth))
        if money <= 0:
            return None
        cost = ceil(money / worth)
        if whole_steps:
            cost = min(used, ceil(Fraction(cost, redemption.step)) * redemption.step)
        return cost, money

    def commit(self, reward: Benefit, found: tuple[int, int, list[tuple[int, int]], int]) -> None:
        """Book one use."""
        cost, money, shares, item = found
        key = reward.benefit_id
        self.balance -= cost
        self.taken += money
        self.prices[key] = self.prices.get(key, 0) + cost
        self.uses[key] = self.uses.get(key, 0) + 1
        if reward.form is RewardForm.TENDER:
            self.tendered += money
            self.tenders[key] = self.tenders.get(key, 0) + money
        for place, minor in shares:
            self.left[place] -= minor
            line_no = self.lines[place].line_no
            self.off[key, line_no] = self.off.get((key, line_no), 0) + minor
            if item:
                self.singles[place] -= 1
                self.pool[place] -= item
