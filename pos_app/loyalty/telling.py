"""What was laid on a basket, told line by line."""

from __future__ import annotations

from pos_app.kernel.messages import Message
from pos_app.loyalty.asking import good_coupons
from pos_app.loyalty.laid import Laid
from pos_app.loyalty.quote import HandOff, LinePrice, RewardChange, RewardTender, RuleUse, SpentItem
from pos_app.loyalty.reasons import price_reason, promotion_reason, reward_reason
from pos_app.loyalty.situation import Situation


def changes(situation: Situation, laid: Laid) -> tuple[RewardChange, ...]:
    """Return what benefits take off each line, in the order they were laid."""
    offers, lines = situation.compiled.offers, situation.lines
    told = {number: _reason(situation, laid, number) for number in laid.used}
    return tuple(
        [
            RewardChange(
                offers.benefits[number].benefit_id,
                lines[place].line_no,
                -minor,
                told[number],
                offers.is_promotion(number),
            )
            for (number, place), minor in laid.items.items()
        ]
    )


def hand_offs(situation: Situation, laid: Laid) -> tuple[HandOff, ...]:
    """Return what a discount on the whole sale, given by hand, takes off each line."""
    lines = situation.lines
    return tuple(HandOff(lines[place].line_no, -minor) for place, minor in (laid.hand or {}).items())


def _reason(situation: Situation, laid: Laid, number: int) -> Message:
    offers = situation.compiled.offers
    benefit = offers.benefits[number]
    if offers.is_promotion(number):
        return promotion_reason(benefit)
    return reward_reason(benefit, laid.used[number][1])


def tenders(situation: Situation, laid: Laid) -> tuple[RewardTender, ...]:
    """Return the benefits that pay part of the total."""
    benefits = situation.compiled.offers.benefits
    return tuple(
        RewardTender(
            benefits[number].benefit_id, minor, laid.used[number][1], _reason(situation, laid, number)
        )
        for number, minor in laid.paid.items()
    )


def spent(situation: Situation, laid: Laid) -> tuple[SpentItem, ...]:
    """Return the price of each chosen reward."""
    offers = situation.compiled.offers
    found: list[SpentItem] = []
    for number, (times, points, minor) in laid.used.items():
        if not offers.is_promotion(number):
            benefit = offers.benefits[number]
            reason = _reason(situation, laid, number)
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
