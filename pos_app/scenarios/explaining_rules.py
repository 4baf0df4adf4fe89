"""Earning, promotions, rewards, prices in plain words."""

from __future__ import annotations

from collections.abc import Iterator

from pos_app.kernel.messages import Parameter, Translate
from pos_app.kernel.money import Rate
from pos_app.loyalty.accounts import POINTS
from pos_app.loyalty.program import Program
from pos_app.loyalty.reasons import rate_text
from pos_app.loyalty.rules import (
    AccessRule,
    Benefit,
    EarnKind,
    EarnRule,
    Effect,
    Exclusion,
    PriceRule,
    RewardForm,
    Scope,
)
from pos_app.scenarios.explained import Explained
from pos_app.scenarios.explaining_when import conditions, count_text, goods, minimums, uses

_HUNDRED = 100


class RuleTeller:
    """Says what each rule of one program does."""

    def __init__(self, program: Program, say: Translate) -> None:
        self._program = program
        self._say = say
        self._major_minor: int = 10**program.money_digits
        self.names = {tier.tier_id: tier.name for tier in program.tiers}
        self.names |= {plan.plan_id: plan.name for plan in program.plans}
        self._cards = {f"stamps:{card.card_id}": card.name for card in program.cards}

    def earn(self, rule: EarnRule) -> Explained:
        """Say how points come."""
        say = self._say
        details = [*goods(rule.selector, say), *conditions(rule.when, say, self.names)]
        details += minimums(rule.minimum_minor, rule.minimum_milli, False, rule.selector.is_limited, say)
        details += uses(rule.limits, say)
        if not rule.multiplied and rule.kind is not EarnKind.MULTIPLIER and self._has_multipliers:
            details.append(say("plain.not_multiplied"))
        return Explained(f"earn:{rule.rule_id}", rule.name, self._earn_text(rule), tuple(details))

    def _earn_text(self, rule: EarnRule) -> str:
        what = self._amount_of(rule)
        if rule.kind is EarnKind.SPEND:
            return self._say("plain.earn.spend", what=what, step_minor=rule.step)
        if rule.kind is EarnKind.UNIT:
            return self._say("plain.earn.unit", what=what, count=count_text(rule.step))
        if rule.kind is EarnKind.SALE:
            return self._say("plain.earn.sale", what=what)
        if rule.kind is EarnKind.PERCENT:
            return self._say(
                "plain.earn.percent", percent=percent_text(rule.points), name=self._program.points_name
            )
        return self._say("plain.earn.multiplier", factor=rate_text(rule.factor))

    def _amount_of(self, rule: EarnRule) -> str:
        if rule.account in self._cards:
            return self._say("plain.stamps", count=rate_text(rule.points), card=self._cards[rule.account])
        return f"{rate_text(rule.points)} {self._program.points_name}"

    @property
    def _has_multipliers(self) -> bool:
        program = self._program
        return any(tier.multiplier != Rate(1) for tier in program.tiers) or any(
            rule.kind is EarnKind.MULTIPLIER for rule in program.earn
        )

    def exclusion(self, rule: Exclusion) -> Explained:
        """Say what is left out."""
        say = self._say
        both = rule.bars_earning and rule.bars_rewards
        word = "both" if both else "earning" if rule.bars_earning else "rewards"
        details = tuple(goods(rule.selector, say))
        return Explained(f"exclude:{rule.exclusion_id}", rule.name, say(f"plain.excluded.{word}"), details)

    def reward(self, rule: Benefit) -> Explained:
        """Say what points buy."""
        say = self._say
        price: tuple[str, ...] = ()
        if rule.cost_points:
            price = (self.price_text(rule),)
        return Explained(
            f"reward:{rule.benefit_id}",
            rule.name,
            self.effect_text(rule),
            (
                *price,
                *self.details(rule),
                *([say("plain.as_tender")] if rule.form is RewardForm.TENDER else []),
            ),
        )

    def promotion(self, rule: Benefit) -> Explained:
        """Say what is given to anybody whom the conditions fit."""
        chosen = () if rule.automatic or rule.when.code else (self._say("plain.on_request"),)
        details = (*self.details(rule), *chosen)
        return Explained(f"promotion:{rule.benefit_id}", rule.name, self.effect_text(rule), details)

    def price_text(self, rule: Benefit) -> str:
        """Return what a reward costs."""
        if rule.account != POINTS:
            card = self._cards.get(rule.account, rule.account)
            return self._say("plain.costs_stamps", count=rule.cost_points, card=card)
        return self._say("plain.costs", cost_points=rule.cost_points, name=self._program.points_name)

    def effect_text(self, rule: Benefit) -> str:
        """Return what a promotion or reward gives."""
        codes: dict[Effect, tuple[str, dict[str, Parameter]]] = {
            Effect.AMOUNT: ("amount", {"off_minor": rule.amount_minor}),
            Effect.PERCENT: ("percent", {"percent": percent_text(rule.percent)}),
            Effect.FREE_ITEM: ("free_item", {}),
            Effect.PER_POINT: ("per_point", self._worth(rule.worth)),
            Effect.SET_PRICE: ("set_price", {"count": rule.buy, "price_minor": rule.amount_minor}),
            Effect.BUY_GET: (
                "buy_get" if rule.percent == Rate(1) else "buy_get_percent",
                {"buy": rule.buy, "get": rule.get, "percent": percent_text(rule.percent)},
            ),
            Effect.COUPON: ("coupon", {"coupon": self._coupon(rule.gives)}),
            Effect.DONATION: (
                "donation",
                {"given_minor": rule.amount_minor, "charity": self._charity(rule.gives)},
            ),
        }
        word, params = codes[rule.effect]
        if rule.gift:
            return self._say("plain.effect.gift", product=rule.gift)
        if rule.effect in (Effect.AMOUNT, Effect.PERCENT):
            word = f"{word}.{rule.scope.value}"
        elif rule.effect is Effect.FREE_ITEM and rule.scope is Scope.CHEAPEST:
            word = "free_item_cheapest"
        return self._say(f"plain.effect.{word}", **params)

    def _worth(self, worth: Rate) -> dict[str, Parameter]:
        """A point's worth may be part of a cent: told for a hundred points then."""
        one = worth.numerator * 10**self._program.decimals
        count = 1 if one % worth.denominator == 0 and one > _HUNDRED // 2 * worth.denominator else _HUNDRED
        return {
            "worth_minor": one * count // worth.denominator,
            "count": count,
            "name": self._program.points_name,
        }

    def details(self, rule: Benefit) -> Iterator[str]:
        """Yield on which goods, when, for whom a benefit holds."""
        say = self._say
        if not rule.gift:
            yield from goods(rule.selector, say)
        if rule.get_selector is not None:
            yield say("plain.gets", what="; ".join(goods(rule.get_selector, say)))
        yield from conditions(rule.when, say, self.names)
        yield from minimums(
            rule.minimum_minor, rule.minimum_milli, rule.minimum_net, rule.selector.is_limited, say
        )
        if rule.cap_minor is not None:
            yield say("plain.cap", most_minor=rule.cap_minor)
        if rule.per_sale > 1 or (rule.per_sale and rule.cost_points):
            yield say("plain.per_sale", count=rule.per_sale)
        yield from uses(rule.limits, say)

    def price(self, rule: PriceRule) -> Explained:
        """Say what some pay less."""
        say = self._say
        if rule.price_minor is not None:
            text = say("plain.price", price_minor=rule.price_minor)
        else:
            text = say("plain.price_percent", percent=percent_text(rule.percent))
        least = minimums(0, rule.minimum_milli, False, True, say)
        details = (*goods(rule.selector, say), *conditions(rule.when, say, self.names), *least)
        return Explained(f"price:{rule.price_id}", rule.name, text, details)

    def access(self, rule: AccessRule) -> Explained:
        """Say what only some may buy."""
        say = self._say
        text = say("plain.access_until", day=rule.public_from) if rule.public_from else say("plain.access")
        details = (*goods(rule.selector, say), *conditions(rule.when, say, self.names))
        return Explained(f"access:{rule.access_id}", rule.name, text, details)

    def _coupon(self, coupon_id: str) -> str:
        return next((each.name for each in self._program.coupons if each.coupon_id == coupon_id), coupon_id)

    def _charity(self, charity_id: str) -> str:
        found = (each.name for each in self._program.charities if each.charity_id == charity_id)
        return next(found, charity_id)


def percent_text(rate: Rate) -> str:
    """Return a fraction of 1 as a percentage: 12.5."""
    return rate_text(Rate(rate.numerator * _HUNDRED, rate.denominator)) if rate.numerator else "0"
