"""Tiers, stamp cards, coupons, activities, plans, entitlements, charities in plain words."""

from __future__ import annotations

from collections.abc import Iterator

from pos_app.kernel.messages import Translate
from pos_app.kernel.money import Rate
from pos_app.loyalty.accounts import POINTS
from pos_app.loyalty.extras import Activity, Charity, CouponRule, Entitlement, Plan, StampCard
from pos_app.loyalty.program import Program, Tier
from pos_app.loyalty.reasons import rate_text
from pos_app.loyalty.settings import TierMeasure
from pos_app.scenarios.explained import Explained
from pos_app.scenarios.explaining_rules import RuleTeller, percent_text
from pos_app.scenarios.explaining_when import conditions, uses

_KINDS = ("signup", "birthday", "referral", "review", "visit", "vote", "event", "survey", "share")
"""Activities that have a word of ours; others are told in the shop's own."""


class ExtraTeller:
    """Says what a program has beside points."""

    def __init__(self, program: Program, say: Translate) -> None:
        self._program = program
        self._say = say
        self._rules = RuleTeller(program, say)

    def tier(self, tier: Tier) -> Explained:
        """Say how a level is reached and what it brings."""
        say, details = self._say, []
        if tier.multiplier != Rate(1):
            details.append(say("plain.tier.multiplier", factor=rate_text(tier.multiplier)))
        details += [say("plain.tier.perk", perk=perk) for perk in tier.perks]
        return Explained(f"tier:{tier.tier_id}", tier.name, self._reached(tier), tuple(details))

    def _reached(self, tier: Tier) -> str:
        program, threshold = self._program, tier.threshold
        if tier.tier_id == program.entry_tier:
            return self._say("plain.tier.entry")
        if threshold is None:
            return self._say("plain.tier.by_hand")
        measure = program.tiering.measure
        if measure is TierMeasure.SPEND:
            return self._say("plain.tier.spend", least_minor=threshold)
        if measure is TierMeasure.POINTS:
            return self._say("plain.tier.points", least_points=threshold)
        return self._say("plain.tier.visits", count=threshold)

    def card(self, card: StampCard) -> Explained:
        """Say what a stamp card is."""
        details = (self._say("plain.card.months", count=card.months),) if card.months else ()
        return Explained(f"card:{card.card_id}", card.name, self._say("plain.card", count=card.full), details)

    def coupon(self, rule: CouponRule) -> Explained:
        """Say when a coupon is given and what it gives."""
        say = self._say
        details = [say("plain.coupon.valid", count=rule.valid_days)]
        if rule.starts_days:
            details.append(say("plain.coupon.starts", count=rule.starts_days))
        if rule.automatic:
            least = rule.minimum_minor
            details.append(
                say("plain.coupon.issued_from", least_minor=least) if least else say("plain.coupon.issued")
            )
            details += conditions(rule.issued_when, say, self._rules.names)
        details += self._rules.details(rule.benefit)
        details += uses(rule.limits, say)
        text = self._rules.effect_text(rule.benefit)
        return Explained(f"coupon:{rule.coupon_id}", rule.name, text, tuple(details))

    def activity(self, rule: Activity) -> Explained:
        """Say what is rewarded without a sale."""
        say, given = self._say, []
        if rule.points:
            given.append(self._given(rule, rule.points))
        if rule.coupon:
            given.append(say("plain.activity.coupon", coupon=self._coupon(rule.coupon)))
        kind = say(f"plain.kind.{rule.kind}") if rule.kind in _KINDS else rule.kind
        text = say("plain.activity", what=" + ".join(given) or "-", kind=kind)
        return Explained(f"activity:{rule.activity_id}", rule.name, text, tuple(self._of_activity(rule)))

    def _of_activity(self, rule: Activity) -> Iterator[str]:
        say = self._say
        if rule.friend_points:
            yield say("plain.activity.friend", what=self._given(rule, rule.friend_points))
        if rule.friend_coupon:
            what = say("plain.activity.coupon", coupon=self._coupon(rule.friend_coupon))
            yield say("plain.activity.friend", what=what)
        if rule.kind == "referral" or rule.minimum_minor:
            yield say("plain.activity.first_purchase", least_minor=rule.minimum_minor)
        if rule.days:
            yield say("plain.activity.days", count=rule.days)
        yield from conditions(rule.when, say, self._rules.names)
        yield from uses(rule.limits, say)

    def _given(self, rule: Activity, points: int) -> str:
        if rule.account != POINTS:
            card = rule.account.removeprefix("stamps:")
            return self._say("plain.stamps", count=str(points), card=card)
        return self._say("plain.points", given_points=points, name=self._program.points_name)

    def _coupon(self, coupon_id: str) -> str:
        return next((each.name for each in self._program.coupons if each.coupon_id == coupon_id), coupon_id)

    def plan(self, plan: Plan) -> Explained:
        """Say what a paid membership is."""
        say = self._say
        details = [say("plain.plan.at_once" if plan.at_once else "plain.plan.next_sale")]
        if plan.tier:
            details.append(say("plain.plan.tier", tier=self._rules.names.get(plan.tier, plan.tier)))
        details.append(say(f"plain.plan.refund.{plan.refund}"))
        text = say("plain.plan", product=plan.product, count=plan.months)
        return Explained(f"plan:{plan.plan_id}", plan.name, text, tuple(details))

    def entitlement(self, rule: Entitlement) -> Explained:
        """Say what a level brings in numbers."""
        say = self._say
        period = say(f"plain.period.{rule.limit.period.value}")
        text = say("plain.entitlement", count=rule.limit.times, period=period)
        return Explained(
            f"entitlement:{rule.entitlement_id}",
            rule.name,
            text,
            tuple(conditions(rule.when, say, self._rules.names)),
        )

    def charity(self, rule: Charity) -> Explained:
        """Say who is given to."""
        if rule.percent.numerator:
            text = self._say("plain.charity.percent", percent=percent_text(rule.percent))
        else:
            text = self._say("plain.charity.points")
        return Explained(f"charity:{rule.charity_id}", rule.name, text)
