"""The reason each entry or change carries, as a code with parameters."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache

from pos_app.kernel.messages import Message, Parameter
from pos_app.kernel.money import Rate
from pos_app.loyalty.rules import Benefit, EarnKind, EarnRule, Effect, PriceRule


@lru_cache(maxsize=1024)
def rate_text(rate: Rate) -> str:
    """Return an exact rate as people write it: 2, 1.5, 0.05; thirds and the like as a fraction."""
    if rate.denominator == 1:
        return str(rate.numerator)
    rest = rate.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    if rest != 1:
        return f"{rate.numerator}/{rate.denominator}"
    text = format(Decimal(rate.numerator) / Decimal(rate.denominator), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def rule_reason(rule: EarnRule, measured: int, major_minor: int, carried_minor: int = 0) -> Message:
    """Return why a rule gave points: `measured` minor units of spend, or thousandths of quantity.

    `major_minor` is one whole unit of money: a rule that counts in such units is explained more simply.
    `carried_minor` is what earlier sales left over and this one used.
    """
    if rule.kind is EarnKind.SPEND:
        params: dict[str, Parameter] = {
            "rule": rule.name,
            "spend_minor": measured,
            "each": rate_text(rule.points),
            "step_minor": rule.step,
        }
        if carried_minor:
            return Message("earn.spend_carried", {**params, "carried_minor": carried_minor})
        return Message("earn.spend" if rule.step == major_minor else "earn.spend_step", params)
    if rule.kind is EarnKind.UNIT:
        return Message(
            "earn.unit",
            {
                "rule": rule.name,
                "quantity_milli": measured,
                "each": rate_text(rule.points),
                "step_milli": rule.step,
            },
        )
    if rule.kind is EarnKind.PERCENT:
        percent = rate_text(Rate(rule.points.numerator * 100, rule.points.denominator))
        return Message("earn.percent", {"rule": rule.name, "spend_minor": measured, "percent": percent})
    return Message("earn.sale", {"rule": rule.name})


def multiplier_reason(name: str, factor: Rate, is_tier: bool) -> Message:
    """Return why a multiplier added points."""
    return Message("earn.tier" if is_tier else "earn.multiplier", {"rule": name, "factor": rate_text(factor)})


def left_out_reason(name: str) -> Message:
    """Return why a line earned nothing: the name of the exclusion, or empty when law forbids it."""
    return Message("earn.left_out", {"name": name}) if name else Message("earn.forbidden")


def reward_reason(reward: Benefit, points: int) -> Message:
    """Return what a chosen reward is called on receipt and why-line, with the points it cost."""
    code = "reward.paid" if reward.effect is Effect.PER_POINT else "reward.given"
    return Message(code, {"reward": reward.name, "cost_points": points})


def promotion_reason(benefit: Benefit) -> Message:
    """Return what a promotion, or what a coupon gives, is called on receipt and why-line."""
    return Message("promotion.given", {"promotion": benefit.name})


def price_reason(rule: PriceRule) -> Message:
    """Return what the price of a price list is called on receipt and why-line."""
    if rule.minimum_milli:
        return Message("promotion.price_from", {"promotion": rule.name, "least_milli": rule.minimum_milli})
    return Message("promotion.price", {"promotion": rule.name})
