"""Hints worth a line on the screen: a little more for points, the next reward, points about to end."""

from __future__ import annotations

from pos_app.kernel.clock import DAY_MS
from pos_app.kernel.messages import Message
from pos_app.loyalty.accounts import POINTS, stamps_key
from pos_app.loyalty.amounts import Amounts
from pos_app.loyalty.carrying import Carried
from pos_app.loyalty.lots import take_from
from pos_app.loyalty.quote import EarnItem, RewardOption
from pos_app.loyalty.rules import EarnKind, EarnRule
from pos_app.loyalty.settings import PointsRounding
from pos_app.loyalty.situation import Situation

_STAMPS_MISSING = 2
_BY_SPEND = (EarnKind.SPEND, EarnKind.SALE)
_MORE_SPEND = "nudge.more_for_points"


def nudges(
    situation: Situation,
    amounts: Amounts,
    options: tuple[RewardOption, ...],
    spent: dict[str, int],
    stamps: tuple[EarnItem, ...] = (),
) -> tuple[Message, ...]:
    """Return at most one hint of each kind: spend for points, spend for a reward, the next reward, what
    ends soon, the card that is nearly full.

    `amounts` are what the lines earn by, `spent` what the chosen rewards cost by account, `stamps` what the
    sale gives.
    """
    found = (
        _spend_for_points(situation, amounts),
        _spend_for_reward(options),
        _next_reward(options),
        _ending(situation, spent.get(POINTS, 0)),
        _full_card(situation, spent, stamps) if situation.compiled.program.cards else None,
    )
    return tuple(message for message in found if message is not None)


def _spend_for_points(situation: Situation, amounts: Amounts) -> Message | None:
    compiled = situation.compiled
    least = compiled.program.nudges.least_points
    carried = Carried(situation)
    best: tuple[int, int, str, str] | None = None
    first = compiled.first_rule
    for number in sorted(n for n in situation.hits if first <= n < compiled.first_reward):
        rule, when = compiled.rules[number - first], compiled.rule_when[number - first]
        if rule.kind not in _BY_SPEND or rule.account != POINTS:
            continue
        if not when.always and not when.holds(situation):
            continue
        counted = amounts.limited if rule.selector.is_limited else amounts.every
        spend = sum(counted[place] for place in situation.hits[number])
        missing, gain = _next_step(situation, rule, spend, carried.minor(rule))
        if missing and gain >= least and (best is None or (missing, -gain, rule.rule_id) < best[:3]):
            best = (missing, -gain, rule.rule_id, rule.name)
    if best is None:
        return None
    return Message(_MORE_SPEND, {"more_minor": best[0], "gain_points": -best[1], "rule": best[3]})


def _next_step(situation: Situation, rule: EarnRule, spend: int, carried: int) -> tuple[int, int]:
    """Return (minor units missing, point units gained) to the next border of a rule; (0, 0) when there is
    none.
    """
    scale = situation.compiled.scale
    per_step = rule.points.numerator * scale // rule.points.denominator
    if spend < rule.minimum_minor:
        steps = (rule.minimum_minor + carried) // rule.step if rule.kind is EarnKind.SPEND else 1
        return rule.minimum_minor - spend, per_step * steps
    if rule.kind is EarnKind.SPEND and situation.compiled.program.earning.rounding is PointsRounding.FLOOR:
        return rule.step - (spend + carried) % rule.step, per_step
    return 0, 0


def _full_card(situation: Situation, spent: dict[str, int], stamps: tuple[EarnItem, ...]) -> Message | None:
    """The card that lacks fewest stamps after this sale, when it lacks no more than a few of them."""
    if situation.member is None:
        return None
    best: tuple[int, str, str] | None = None
    for card in situation.compiled.program.cards:
        key = stamps_key(card.card_id)
        count = situation.balance(key) - spent.get(key, 0)
        count += sum(item.points for item in stamps if item.account == key)
        missing = card.full - count % card.full
        if count and missing <= _STAMPS_MISSING and (best is None or (missing, card.card_id) < best[:2]):
            best = missing, card.card_id, card.name
    return Message("nudge.stamps", {"missing_count": best[0], "card": best[2]}) if best else None


def _spend_for_reward(options: tuple[RewardOption, ...]) -> Message | None:
    best: tuple[int, str, str] | None = None
    for option in options:
        if option.why_not is None or option.why_not.code != "reward.spend_short":
            continue
        params = option.why_not.params
        missing = int(params["need_minor"]) - int(params["have_minor"])
        if best is None or (missing, option.reward_id) < best[:2]:
            best = (missing, option.reward_id, option.name)
    return Message("nudge.more_for_reward", {"more_minor": best[0], "reward": best[2]}) if best else None


def _next_reward(options: tuple[RewardOption, ...]) -> Message | None:
    best: tuple[int, str, str] | None = None
    for option in options:
        if option.why_not is None or option.why_not.code not in ("reward.points_short", "reward.floor"):
            continue
        params = option.why_not.params
        missing = int(params["need_points"]) - int(params["have_points"])
        if best is None or (missing, option.reward_id) < best[:2]:
            best = (missing, option.reward_id, option.name)
    return Message("nudge.next_reward", {"missing_points": best[0], "reward": best[2]}) if best else None


def _ending(situation: Situation, spent_points: int) -> Message | None:
    """Points whose end comes within the program's days; this sale's spending is taken off first (what it spends of
    its own points is in no lot yet).
    """
    days = situation.compiled.program.nudges.expiry_days
    held = sum(dated.lot.open_points for dated in situation.good_lots)
    _, left = take_from(situation.good_lots, min(spent_points, held))
    if not left or left[0].expires_at_ms is None:
        return None
    ends = left[0].expires_at_ms
    if ends - situation.basket.at_ms > days * DAY_MS:
        return None
    points = sum(dated.lot.open_points for dated in left if dated.expires_at_ms == ends)
    return Message("nudge.expiring", {"expiring_points": points, "expires_at_ms": ends})
