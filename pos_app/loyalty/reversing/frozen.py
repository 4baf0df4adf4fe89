"""What the goods a customer keeps would have earned, under the rules that were used when they were sold."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import NamedTuple

from msgspec.structs import replace

from pos_app.kernel.ids import LotId, MemberId
from pos_app.loyalty.accounts import PENDING, POINTS, account_id, points_account, remainder_key
from pos_app.loyalty.amounts import Amounts, earning_amounts
from pos_app.loyalty.basket import Basket
from pos_app.loyalty.carrying import carries
from pos_app.loyalty.compiled import CompiledProgram, compile_program
from pos_app.loyalty.earning import earn
from pos_app.loyalty.laid import Laid
from pos_app.loyalty.ledger import EntryKind
from pos_app.loyalty.member import AccountState, Lot, MemberSnapshot
from pos_app.loyalty.program import Program
from pos_app.loyalty.reversing.shares import Back
from pos_app.loyalty.reversing.sold import NOT_OF_THE_SALE, SALE_BY_HAND, SoldBasket, SoldPart
from pos_app.loyalty.rules import EarnRule, Period, When
from pos_app.loyalty.settings import CurrentSale, Limits
from pos_app.loyalty.situation import Situation

_REMAINDER = remainder_key("")
_EARNED = (POINTS, PENDING, "stamps:")
_NEVER = When(valid_until="0001-01-01")
"""Rules that gave nothing stay in the program, since they decide how points are rounded."""


class Kept(NamedTuple):
    """Units per account (points, stamps of a card) that lines earn, and the spend that waits per rule."""

    units: dict[str, int]
    waiting: dict[str, int]


class Frozen:
    """Earning with the adjustments of a sale as they were, by the rules that counted in it, whoever asks when.

    Conditions are not asked again: a rule that counted does so for what is kept, as long as its minimum is reached.
    """

    def __init__(self, compiled: CompiledProgram, sold: SoldBasket) -> None:
        program = compiled.program
        self.compiled = compile_program(_frozen(program, _rules_of(sold)), compiled.zone)
        self._sold = sold
        self._tier = _tier_of(program, sold)
        situation = self._situation(None, {})
        amounts = earning_amounts(situation, self._laid(situation))
        numbers = [line.line_no for line in situation.lines]
        self._every = dict(zip(numbers, amounts.every, strict=True))
        self._limited = dict(zip(numbers, amounts.limited, strict=True))
        self._counting = {
            line.line_no
            for place, line in enumerate(situation.lines)
            if line.may_earn and place not in situation.earning_bars
        }

    @cached_property
    def start(self) -> dict[str, int]:
        """The spend per rule that waited before the sale, as far as the sale tells: enough for a step where it made
        one, else none. What really waited makes a difference of one step, which is seen in what waits now.
        """
        came = _came(self.compiled.program, self._sold)
        return {
            rule.rule_id: rule.step - 1
            for rule in self.compiled.rules
            if came.get(remainder_key(rule.rule_id), 0) < 0
        }

    @cached_property
    def is_carried(self) -> bool:
        """Spend that waits can be worked out: the program carries, and the rules that gave something tell all that
        happened. They do not where a limit over time cut something off, or a rule that gave nothing kept others from a
        line.
        """
        if not carries(self.compiled.program.earning):
            return False
        came = _came(self.compiled.program, self._sold)
        again = self.earned(Back(self._sold, {}), self.start)
        moved = {
            remainder_key(rule): minor - self.start.get(rule, 0) for rule, minor in again.waiting.items()
        }
        told = again.units | moved
        return all(told.get(key, 0) == came.get(key, 0) for key in {*told, *came})

    def base(self, part: SoldPart) -> int:
        """Return the minor units by which a line earned."""
        return self._every[part.line.line_no]

    def spend(self, part: SoldPart) -> int:
        """Return the minor units by which a line counts towards tiers, coupons, what a friend must buy."""
        return max(part.final_minor, 0) if part.line.line_no in self._counting else 0

    def kept_spend(self, back: Back) -> int:
        """Return the spend (minor units) that is not `back`, less what points paid of it."""
        whole = sum(self.spend(part) for part in self._sold.parts)
        paid = self._sold.by_points_minor
        gone = sum(back.of(part, self.spend(part)) for part in self._sold.parts)
        return max(0, whole - paid - gone + back.share(paid, self.spend))

    def earned(self, back: Back, waiting: Mapping[str, int]) -> Kept:
        """Return what the lines earn that are not `back`, with the spend per rule that was `waiting` before them."""
        situation = self._situation(back, waiting)
        parts = {part.line.line_no: part for part in self._sold.parts}
        order = [parts[line.line_no] for line in situation.lines]
        every, limited = (
            [amounts[part.line.line_no] - back.of(part, amounts[part.line.line_no]) for part in order]
            for amounts in (self._every, self._limited)
        )
        found = earn(situation, Amounts(every, every if limited == every else limited))
        units = {POINTS: found.points}
        for item in found.stamps:
            units[item.account] = units.get(item.account, 0) + item.points
        return Kept(units, dict(waiting) | dict(found.remainders))

    def _situation(self, back: Back | None, waiting: Mapping[str, int]) -> Situation:
        lines = tuple(
            replace(part.line, quantity_milli=part.line.quantity_milli - (back.milli(part) if back else 0))
            for part in self._sold.parts
        )
        basket = Basket(self._sold.sold_at_ms, lines, stored_value_minor=self._sold.stored_value_minor)
        return Situation(self.compiled, _member(self._sold, self._tier, waiting), basket)

    def _laid(self, situation: Situation) -> Laid:
        """Return the benefits as they lay on the sale."""
        laid = Laid(situation)
        offers = self.compiled.offers
        numbers = {benefit.benefit_id: number for number, benefit in enumerate(offers.benefits)}
        numbers |= offers.coupon_numbers
        parts = {part.line.line_no: part for part in self._sold.parts}
        for place, line in enumerate(situation.lines):
            part = parts[line.line_no]
            laid.left[place] = part.final_minor
            for each in part.off:
                if each.source == SALE_BY_HAND:
                    laid.hand = {**(laid.hand or {}), place: each.amount_minor}
                elif each.source in numbers:
                    key = numbers[each.source], place
                    laid.items[key] = laid.items.get(key, 0) + each.amount_minor
        laid.tendered = self._sold.by_points_minor
        return laid


def _rules_of(sold: SoldBasket) -> set[str]:
    """Return the earn rules that gave or kept anything in the sale."""
    found: set[str] = set()
    for entry in sold.entries:
        if entry.kind is EntryKind.EARN:
            found.add(entry.rule)
        if entry.key.startswith(_REMAINDER) and entry.kind not in NOT_OF_THE_SALE:
            found.add(entry.key.removeprefix(_REMAINDER))
    return found


def _tier_of(program: Program, sold: SoldBasket) -> str:
    """Return the tier whose benefits the sale had: the one before it, after reviews that were due, or the one that it
    reached or bought where that counts at once.
    """
    tier = sold.tier
    at_once = program.tiering.include_current_sale is CurrentSale.AT_ONCE
    plans = {plan.tier for plan in program.plans if plan.at_once}
    for entry in sold.entries:
        if entry.kind is not EntryKind.TIER:
            continue
        is_due = entry.leg.startswith("tier:review:") or entry.reason.code == "tier.plan_ended"
        reached = entry.leg.startswith("tier:reached:") and at_once
        bought = entry.reason.code == "tier.by_plan" and entry.rule in plans
        if is_due or reached or bought:
            tier = entry.rule
    return tier


def _came(program: Program, sold: SoldBasket) -> dict[str, int]:
    """Return what the sale gave by rules per account, with points that wait counted as points; per rule under its own
    key, by how much the spend that waits changed.
    """
    found: dict[str, int] = {}
    others = {activity.activity_id for activity in program.activities}
    for entry in sold.entries:
        is_waiting = entry.key.startswith(_REMAINDER)
        is_earned = entry.kind is EntryKind.EARN and entry.key.startswith(_EARNED)
        if entry.kind in NOT_OF_THE_SALE or entry.rule in others or not (is_waiting or is_earned):
            continue
        key = POINTS if entry.key == PENDING else entry.key
        found[key] = found.get(key, 0) + entry.points
    return found


def _frozen(program: Program, rules: set[str]) -> Program:
    return replace(
        program,
        earn=tuple(
            _always(rule) if rule.rule_id in rules else replace(rule, when=_NEVER) for rule in program.earn
        ),
        prices=(),
        access=(),
        limits=Limits(points_per_sale=program.limits.points_per_sale),
    )


def _always(rule: EarnRule) -> EarnRule:
    limits = tuple(limit for limit in rule.limits if limit.period is Period.SALE)
    return replace(rule, when=When(), limits=limits)


def _member(sold: SoldBasket, tier: str, waiting: Mapping[str, int]) -> MemberSnapshot:
    """Return somebody of the tier of the sale with nothing but spend that waits."""
    owner = MemberId(sold.event_id)
    accounts = tuple(
        AccountState(
            remainder_key(rule), (Lot(LotId(account_id(owner, remainder_key(rule))), 0, None, minor, minor),)
        )
        for rule, minor in sorted(waiting.items())
        if minor > 0
    )
    return MemberSnapshot(owner, points_account(owner), tier, (), sold.sold_at_ms, accounts=accounts)
