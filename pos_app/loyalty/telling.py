"""What was laid on a basket, told line by line."""

from __future__ import annotations

from pos_app.loyalty.asking import good_coupons
from pos_app.loyalty.laid import Laid
from pos_app.loyalty.quote import LinePrice, RewardChange, RewardTender, RuleUse, SpentItem
from pos_app.loyalty.reasons import price_reason, promotion_reason, reward_reason
from pos_app.loyalty.situation import Situation


def changes(situation: Situation, laid: Laid) -> tuple[RewardChange, ...]:
    """Return what benefits take off each line, in the order they were laid."""
    offers, lines = situation.compiled.offers, situation.lines
    found: list[RewardChange] = []
    for (number, place), minor in laid.items.items():
        benefit, promotion = offers.benefits[number], offers.is_promotion(number)
        reason = promotion_reason(benefit) if promotion else reward_reason(benefit, laid.used[number][1])
        found.append(RewardChange(benefit.benefit_id, lines[place].line_no, -minor, reason, promotion))
    return tuple(found)


def tenders(situation: Situation, laid: Laid) -> tuple[RewardTender, ...]:
    """Return the benefits that pay part of the total."""
    offers = situation.compiled.offers
    found: list[RewardTender] = []
    for number, minor in laid.paid.items():
        benefit, points = offers.benefits[number], laid.used[number][1]
        promotion = offers.is_promotion(number)
        reason = promotion_reason(benefit) if promotion else reward_reason(benefit, points)
        found.append(RewardTender(benefit.benefit_id, minor, points, reason))
    return tuple(found)


def spent(situation: Situation, laid: Laid) -> tuple[SpentItem, ...]:
    """Return the price of each chosen reward."""
    offers = situation.compiled.offers
    found: list[SpentItem] = []
    for number, (times, points, minor) in laid.used.items():
        if not offers.is_promotion(number):
            benefit = offers.benefits[number]
            reason = reward_reason(benefit, points)
            found.append(SpentItem(benefit.benefit_id, times, points, minor, reason, benefit.account))
    return tuple(found)


def prices(situation: Situation) -> tuple[LinePrice, ...]:
    """Return what price lists take off."""
    rules = situation.compiled.program.prices
    return tuple(
        LinePrice(rules[number].price_id, situation.lines[place].line_no, -minor, price_reason(rules[number]))
        for place, (number, minor) in sorted(situation.cuts.items())
    )


def uses(situation: Situation, laid: Laid) -> tuple[RuleUse, ...]:
    """Return the uses that settling counts: of benefits with limits, of every coupon."""
    offers = situation.compiled.offers
    found: list[RuleUse] = []
    for number, (times, _, minor) in laid.used.items():
        benefit = offers.benefits[number]
        if benefit.limits and number < offers.first_coupon:
            found.append(RuleUse(benefit.benefit_id, times, minor))
    if situation.basket.coupons:
        papers: dict[int, list[str]] = {}
        for coupon_id, rule_id in good_coupons(situation.basket):
            if rule_id in offers.coupon_numbers:
                papers.setdefault(offers.coupon_numbers[rule_id], []).append(coupon_id)
        for number, minor in laid.log:
            if number in papers:
                found.append(RuleUse(offers.benefits[number].benefit_id, 1, minor, papers[number].pop(0)))
    return tuple(found)


def promotions_minor(situation: Situation, laid: Laid) -> int:
    """Return what promotions, codes, coupons take off in all, price lists left out."""
    offers = situation.compiled.offers
    return sum([minor for number, minor in laid.log if offers.is_promotion(number)])
