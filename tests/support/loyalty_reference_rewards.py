"""Promotions, rewards, coupons laid on a basket once more: slow, exact, every rule against every line."""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor
from typing import NamedTuple

from pos_app.kernel.money import Rounding
from pos_app.loyalty.basket import Basket, BasketLine
from pos_app.loyalty.member import MemberSnapshot
from pos_app.loyalty.program import Program
from pos_app.loyalty.rules import Benefit, Effect, RewardForm, Scope, Whose
from pos_app.loyalty.settings import Exclusive, Order
from tests.support.loyalty_reference_parts import fraction, half_up, matches, pieces, share
from tests.support.loyalty_reference_prices import hand_off, price_cuts
from tests.support.loyalty_reference_sets import items_of, sets
from tests.support.loyalty_reference_when import holds

SETS = (Effect.SET_PRICE, Effect.BUY_GET)
NO_MONEY = (Effect.COUPON, Effect.DONATION)
MANY = 10**9


class Found(NamedTuple):
    """What one try comes to: points, money, money by place, touched (place, items, cost), uses."""

    cost: int
    money: int
    shares: list[tuple[int, int]]
    touched: list[tuple[int, int, int]]
    times: int = 1


class Laying:
    """Everything laid on the basket; `order` names the automatic promotions that are laid, in this order."""

    def __init__(
        self,
        program: Program,
        member: MemberSnapshot | None,
        basket: Basket,
        lines: list[BasketLine],
        order: tuple[str, ...] | None = None,
    ) -> None:
        self.program, self.member, self.basket, self.lines = program, member, basket, lines
        self.order = order
        barred = [
            any(each.bars_rewards and matches(each.selector, line) for each in program.exclusions)
            for line in lines
        ]
        self.tier = member.tier if member is not None else ""
        self.cut = price_cuts(program, member, basket, lines, barred)
        self.amounts = [
            line.amount_minor - self.cut[place][1] if place in self.cut else line.amount_minor
            for place, line in enumerate(lines)
        ]
        open_lines = [amount > 0 and not out for amount, out in zip(self.amounts, barred, strict=True)]
        self.payable = [good and line.may_redeem for good, line in zip(open_lines, lines, strict=True)]
        self.promotable = [good and line.may_discount for good, line in zip(open_lines, lines, strict=True)]
        self.left = list(self.amounts)
        self.singles = [pieces(line) for line in lines]
        self.pool = list(self.amounts)
        self.balance = 0
        if member is not None and not member.debt_points:
            self.balance = sum(lot.open_points for lot in member.lots)
        self.start = self.balance
        self.taken = self.tendered = 0
        self.off: dict[tuple[str, int], int] = {}
        self.tenders: dict[str, int] = {}
        self.prices: dict[str, int] = {}
        self.uses: dict[str, int] = {}
        self.hand: dict[int, int] = {}
        self.gifts: dict[int, tuple[int, int]] = {}
        self.dropped: set[str] = set()
        self.promotions = {each.benefit_id for each in program.promotions}
        self.promotions |= {each.coupon_id for each in program.coupons}

    def before_rewards(self) -> list[int]:
        """What promotions leave of every line."""
        result = list(self.amounts)
        for (key, line_no), minor in self.off.items():
            if key in self.promotions:
                place = next(p for p, line in enumerate(self.lines) if line.line_no == line_no)
                result[place] -= minor
        return result

    def run(self) -> None:
        """Rank by rank, the higher saving first."""
        chosen: dict[str, list[int]] = {}
        for each in self.basket.chosen:
            entry = chosen.setdefault(each.reward_id, [0, each.points])
            entry[0] += max(each.times, 1)
            entry[1] = max(entry[1], each.points) if entry[1] and each.points else 0
        self.known = {one.benefit_id: one for one in (*self.program.rewards, *self.program.promotions)}
        self.known |= {one.coupon_id: one.benefit for one in self.program.coupons}
        choosable = {one.benefit_id for one in self.program.rewards}
        choosable |= {one.benefit_id for one in self.program.promotions if not one.automatic}
        self.asked = {key: entry for key, entry in chosen.items() if key in choosable}
        as_chosen = [key for key in self.asked if 0 <= self.group(self.known[key]) < 9]
        if self.program.discount.order is not Order.AS_CHOSEN:
            as_chosen = []
        self.automatic = {
            one.benefit_id
            for one in self.program.promotions
            if one.automatic and (self.order is None or one.benefit_id in self.order)
        }
        for key in self.automatic:
            self.asked[key] = [self.known[key].per_sale or MANY, 0]
        for coupon in {(one.coupon_id, one.rule_id) for one in self.basket.coupons}:
            if coupon[1] in {one.coupon_id for one in self.program.coupons}:
                self.asked.setdefault(coupon[1], [0, 0])[0] += 1
        for group in range(-1, 11):
            if group == 2:
                self.only_best_percent()
            if group == 3:
                self.by_hand()
                for key in as_chosen:
                    self.lay([key] if key in self.asked else [])
            ids = [key for key in self.asked if self.group(self.known[key]) == group and key not in as_chosen]
            for key in self.order or ():
                if key in ids:
                    self.lay([key])
                    ids.remove(key)
            self.lay(ids)

    def by_hand(self) -> None:
        """What a cashier takes off the whole sale: after promotions, before rewards, nothing off gifts."""
        full = [amount - self.gifts.get(p, (0, 0))[1] for p, amount in enumerate(self.amounts)]
        self.hand = hand_off(self.program, self.basket, self.promotable, self.left, full)
        for place, part in self.hand.items():
            self.pool[place] -= half_up(Fraction(part * self.pool[place], self.left[place]))
            self.left[place] -= part

    def lay(self, ids: list[str]) -> None:
        """Lay what stands on one step."""
        while ids:
            tries = {key: self.attempt(self.known[key], *reversed(self.asked[key])) for key in ids}
            self.dropped |= {key for key in ids if tries[key] is None and key not in self.automatic}
            good = sorted((-found.money, key) for key, found in tries.items() if found is not None)
            if not good:
                return
            key = good[0][1]
            found = tries[key]
            assert found is not None
            self.commit(self.known[key], found)
            self.asked[key][0] -= found.times
            again = self.asked[key][0] > 0 and self.known[key].effect is not Effect.PER_POINT
            ids = [each for each in ids if tries[each] is not None and (each != key or again)]

    def only_best_percent(self) -> None:
        """Of all percentages off the whole sale only the one that saves most stays."""
        if self.program.discount.exclusive is not Exclusive.BEST_PERCENT:
            return
        rivals: list[tuple[int, bool, str]] = []
        for key in self.asked:
            reward = self.known[key]
            if reward.effect is Effect.PERCENT and reward.scope is Scope.SALE:
                found = self.attempt(reward, 0, 1)
                rivals.append((-found.money if found else 0, key not in self.promotions, key))
        for _, _, key in sorted(rivals)[1:]:
            del self.asked[key]
            self.dropped |= {key} - self.automatic

    def group(self, reward: Benefit) -> int:
        """Gifts; promotions on items, sets, the sale; rewards by kind; tenders."""
        if reward.gift:
            return -1
        if reward.form is RewardForm.TENDER:
            return 10 if reward.effect is Effect.PER_POINT else 9
        single = self.single(reward)
        if reward.benefit_id in self.promotions:
            if reward.effect in SETS:
                return 1
            return 0 if single or reward.scope is not Scope.SALE else 2
        if single:
            return 3
        if reward.effect in SETS:
            return 4
        return {Effect.PERCENT: 5, Effect.AMOUNT: 6, Effect.PER_POINT: 7}.get(reward.effect, 8)

    @staticmethod
    def single(reward: Benefit) -> bool:
        """Given on one item."""
        return reward.effect is Effect.FREE_ITEM or (
            reward.scope is Scope.CHEAPEST and reward.effect not in SETS
        )

    def lawful(self, reward: Benefit) -> list[int]:
        """Places that may be touched."""
        everywhere = range(len(self.lines))
        if reward.form is RewardForm.TENDER:
            return [p for p in everywhere if self.payable[p]]
        if reward.benefit_id not in self.promotions:
            return [p for p in everywhere if self.payable[p] and self.lines[p].may_discount]
        by_hand = reward.scope is Scope.SALE and reward.effect not in SETS
        return [p for p in everywhere if self.promotable[p] and (by_hand or not self.lines[p].by_hand)]

    def allowed(self, reward: Benefit, fitting: list[int], times: int) -> int:
        """How many uses limits and minimums leave, 0 for none."""
        used = self.uses.get(reward.benefit_id, 0)
        bounds = [times]
        if reward.per_sale:
            bounds.append(reward.per_sale - used)
        for limit in reward.limits:
            if limit.whose is Whose.MEMBER and self.member is None:
                return 0
            before = dict(self.basket.used_by_all).get(f"uses:{reward.benefit_id}:{limit.period}", 0)
            bounds.append(limit.times - (before if limit.whose is Whose.EVERYBODY else 0) - used)
        spend = Fraction(0)
        for place in fitting:
            line, amount = self.lines[place], self.amounts[place] - self.gifts.get(place, (0, 0))[1]
            net = half_up(Fraction(amount * line.net_minor, line.amount_minor))
            spend += net if reward.minimum_net else amount
        quantity = sum(max(self.lines[place].quantity_milli, 0) for place in fitting)
        quantity -= sum(milli for place, (milli, _) in self.gifts.items() if place in fitting)
        for have, need in ((spend, reward.minimum_minor), (quantity, reward.minimum_milli)):
            if need and reward.benefit_id in self.promotions:
                bounds.append(floor(have / need) - used)
            elif have < need:
                return 0
        return max(0, min(bounds))

    def attempt(self, reward: Benefit, offered: int, times: int) -> Found | None:
        """One use (or, of an automatic promotion on sets or with an amount, all that fit), or None."""
        promotion = reward.benefit_id in self.promotions
        if not holds(reward.when, self.program, self.member, self.basket):
            return None
        if self.member is None and not promotion:
            return None
        lawful = self.lawful(reward)
        fitting = [p for p in lawful if matches(reward.selector, self.lines[p])]
        if reward.effect in NO_MONEY:
            places = [p for p, amount in enumerate(self.amounts) if amount > 0]
            fitting = [p for p in places if matches(reward.selector, self.lines[p])]
        if not fitting or (not promotion and self.start < self.program.redemption.floor):
            return None
        wanted = times if reward.benefit_id in self.automatic else 1
        most = self.allowed(reward, fitting, wanted)
        if most < 1:
            return None
        if reward.effect in NO_MONEY:
            return Found(reward.cost_points, 0, [], []) if reward.cost_points <= self.balance else None
        if reward.effect in SETS:
            return self.in_sets(reward, lawful, fitting, most)
        return self.money_off(reward, offered, most, lawful, fitting)

    def in_sets(self, reward: Benefit, lawful: list[int], fitting: list[int], most: int) -> Found | None:
        """Sets of untouched items."""
        items = {p: items_of(p, self.singles[p], self.pool[p]) for p in lawful}
        given = None
        if reward.get_selector is not None:
            places = [p for p in lawful if matches(reward.get_selector, self.lines[p])]
            given = [item for p in places for item in items[p]]
        wanted = [item for p in fitting for item in items[p]]
        found = sets(reward, wanted, given, most, self.program.discount.rounding)
        money, cost = sum(found.off.values()), reward.cost_points * found.times
        cap = self.cap()
        paid = reward.benefit_id not in self.promotions
        if not found.times or cost > self.balance or (paid and cap is not None and money > cap):
            return None
        touched = [(p, found.items[p], found.cost[p]) for p in found.items]
        return Found(cost, money, [(p, off) for p, off in found.off.items() if off], touched, found.times)

    def money_off(
        self, reward: Benefit, offered: int, most: int, lawful: list[int], fitting: list[int]
    ) -> Found | None:
        """Everything that is not a set."""
        promotion, tender = reward.benefit_id in self.promotions, reward.form is RewardForm.TENDER
        single = self.single(reward)
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
        times = 1
        if promotion and reward.effect is Effect.AMOUNT:
            times = min(most, ceil(Fraction(fits, reward.amount_minor)))
            outcome: tuple[int, int] | None = (0, min(times * reward.amount_minor, fits))
        else:
            outcome = self.price(reward, offered, fits, [p for p, _ in room], single)
        if outcome is None or outcome[0] > self.balance:
            return None
        cost, money = outcome
        if tender:
            return Found(cost, money, [], [], times)
        parts = share(money, [minor for _, minor in room])
        shares = [(p, part) for (p, _), part in zip(room, parts, strict=True) if part]
        return Found(cost, money, shares, [(room[0][0], 1, room[0][1])] if single else [], times)

    def bound_already(self, reward: Benefit) -> int:
        """What tenders that may only pay for certain lines have paid, where one of those is a line of `reward`."""
        shared = [line for line in self.lines if matches(reward.selector, line)]
        return sum(
            paid
            for key, paid in self.tenders.items()
            if self.known[key].scope is not Scope.SALE
            and any(matches(self.known[key].selector, line) for line in shared)
        )

    def cap(self) -> int | None:
        """What the caps of the sale leave."""
        redemption = self.program.redemption
        caps = [] if redemption.cap_minor is None else [redemption.cap_minor]
        if redemption.cap_percent is not None:
            goods = sum(amount for amount in self.amounts if amount > 0)
            caps.append(floor(goods * fraction(redemption.cap_percent)))
        return min(caps) - self.taken if caps else None

    def price(
        self, reward: Benefit, offered: int, fits: int, places: list[int], single: bool
    ) -> tuple[int, int] | None:
        """(points, money) of one use."""
        cap, redemption, discount = self.cap(), self.program.redemption, self.program.discount
        if reward.benefit_id in self.promotions:
            cap = None
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
                base = sum(self.amounts[p] - self.gifts.get(p, (0, 0))[1] for p in places)
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

    def commit(self, reward: Benefit, found: Found) -> None:
        """Book what one try came to."""
        key = reward.benefit_id
        self.balance -= found.cost
        self.uses[key] = self.uses.get(key, 0) + found.times
        if key not in self.promotions:
            self.taken += found.money
            self.prices[key] = self.prices.get(key, 0) + found.cost
        if reward.form is RewardForm.TENDER:
            self.tendered += found.money
            self.tenders[key] = self.tenders.get(key, 0) + found.money
        for place, items, cost in found.touched:
            self.singles[place] -= items
            self.pool[place] -= cost
            if reward.gift:
                milli, minor = self.gifts.get(place, (0, 0))
                milli += self.lines[place].quantity_milli // pieces(self.lines[place])
                self.gifts[place] = milli, minor + cost
        for place, minor in found.shares:
            if not found.touched:
                self.pool[place] -= half_up(Fraction(minor * self.pool[place], self.left[place]))
            self.left[place] -= minor
            line_no = self.lines[place].line_no
            self.off[key, line_no] = self.off.get((key, line_no), 0) + minor
