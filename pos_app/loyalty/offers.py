"""The parts of a program that change prices, each under its number."""

from __future__ import annotations

from collections.abc import Iterator

from pos_app.loyalty.conditions import CompiledWhen
from pos_app.loyalty.program import Program
from pos_app.loyalty.rules import Benefit, Selector


class Offers:
    """Benefits by number: rewards first, then promotions (from `first_promotion`), then what coupons give (from
    `first_coupon`).

    In the line index benefits stand from `first`, the products that BUY_GET gives at `gets`, price lists from
    `first_price`, access rules from `first_access`.
    """

    __slots__ = (
        "_numbers",
        "access_whens",
        "automatic",
        "benefits",
        "coupon_numbers",
        "first",
        "first_access",
        "first_coupon",
        "first_price",
        "first_promotion",
        "gets",
        "price_whens",
        "selectors",
        "whens",
    )

    def __init__(self, program: Program, first: int) -> None:
        self.first = first
        self.first_promotion = len(program.rewards)
        self.first_coupon = self.first_promotion + len(program.promotions)
        self.benefits: tuple[Benefit, ...] = (
            *program.rewards,
            *program.promotions,
            *(coupon.benefit for coupon in program.coupons),
        )
        self.whens = [CompiledWhen(each.when, program.plans) for each in self.benefits]
        self.price_whens = [CompiledWhen(each.when, program.plans) for each in program.prices]
        self.access_whens = [CompiledWhen(each.when, program.plans) for each in program.access]
        self.automatic = frozenset(
            number
            for number in range(self.first_promotion, self.first_coupon)
            if self.benefits[number].automatic
        )
        """Numbers of promotions that nobody has to choose."""
        self.coupon_numbers = {
            coupon.coupon_id: self.first_coupon + place for place, coupon in enumerate(program.coupons)
        }
        self._numbers = {
            each.benefit_id: number
            for number, each in enumerate(self.benefits[: self.first_coupon])
            if number not in self.automatic
        }
        self.gets: dict[int, int] = {}
        self.selectors = tuple(self._selectors(program))
        self.first_access = first + len(self.selectors) - len(program.access)
        self.first_price = self.first_access - len(program.prices)

    def _selectors(self, program: Program) -> Iterator[Selector]:
        place = self.first
        for benefit in self.benefits:
            yield benefit.selector
            place += 1
        for number, benefit in enumerate(self.benefits):
            if benefit.get_selector is not None:
                self.gets[number] = place
                yield benefit.get_selector
                place += 1
        yield from (each.selector for each in program.prices)
        yield from (each.selector for each in program.access)

    def number(self, benefit_id: str) -> int | None:
        """Return the number of what can be chosen by this id: a reward, a promotion that is not automatic."""
        return self._numbers.get(benefit_id)

    def is_promotion(self, number: int) -> bool:
        """Say whether nobody pays points for it: a promotion, or what a coupon gives."""
        return number >= self.first_promotion
