"""What one more use of a reward would come to."""

from __future__ import annotations

from pos_app.kernel.messages import Message
from pos_app.kernel.money import Rounding, divide, split_by_weight
from pos_app.loyalty.laid import Laid, Use, on_one_item
from pos_app.loyalty.rules import Benefit, Effect, RewardForm, Scope
from pos_app.loyalty.situation import Situation


def attempt(situation: Situation, laid: Laid, number: int, points: int = 0) -> Use | Message:
    """Return what one more use of a reward would be, or why it cannot be."""
    refusal = _refusal(situation, laid, number)
    if refusal is not None:
        return refusal
    reward = situation.compiled.rewards[number]
    open_lines = _open_lines(situation, laid, number)
    fits_minor = sum(minor for _, minor in open_lines)
    if reward.form is RewardForm.TENDER:
        fits_minor -= _paid_already(situation, laid, number)
        fits_minor = min(fits_minor, sum(laid.left[place] for place in situation.payable) - laid.tendered)
    if fits_minor <= 0:
        return Message("reward.nothing_left")
    room_minor = _room(situation, laid)
    if reward.effect is Effect.PER_POINT:
        outcome = _by_points(situation, laid, reward, points, (fits_minor, room_minor))
    elif reward.effect is Effect.AMOUNT:
        outcome = _amount_off(situation, laid, reward, fits_minor, room_minor)
    else:
        outcome = _share_off(situation, laid, reward, open_lines, room_minor)
    if isinstance(outcome, Message):
        return outcome
    cost_points, amount_minor = outcome
    unit_minor = open_lines[0][1] if on_one_item(reward) else 0
    if reward.form is RewardForm.TENDER:
        return Use(cost_points, amount_minor, ())
    if len(open_lines) == 1:
        return Use(cost_points, amount_minor, ((open_lines[0][0], amount_minor),), unit_minor)
    parts = split_by_weight(amount_minor, [minor for _, minor in open_lines])
    shares = tuple((place, part) for (place, _), part in zip(open_lines, parts, strict=True) if part)
    return Use(cost_points, amount_minor, shares)


def _refusal(situation: Situation, laid: Laid, number: int) -> Message | None:
    compiled = situation.compiled
    reward, when = compiled.rewards[number], compiled.reward_when[number]
    if situation.member is None:
        return Message("reward.no_member")
    if not when.always:
        if not when.holds_for(situation.tier):
            return Message("reward.other_tier", {"tiers": _tier_names(situation, reward)})
        if not when.holds_now(situation.basket):
            return Message("reward.not_now")
    if reward.per_sale and laid.used.get(number, [0])[0] >= reward.per_sale:
        return Message("reward.limit", {"times": reward.per_sale})
    hits = situation.hits.get(compiled.first_reward + number, ())
    lawful = set(situation.payable if reward.form is RewardForm.TENDER else situation.discountable)
    matching = [place for place in hits if place in lawful]
    if not matching:
        return Message("reward.nothing_fits")
    spend_minor = sum(situation.amounts[place] for place in matching)
    if spend_minor < reward.minimum_minor:
        return Message("reward.spend_short", {"have_minor": spend_minor, "need_minor": reward.minimum_minor})
    floor = compiled.program.redemption.floor
    have = situation.spendable_points - laid.spent_points
    if situation.spendable_points < floor:
        return Message("reward.floor", {"have_points": situation.spendable_points, "need_points": floor})
    if have < reward.cost_points and not _may_cost_less(situation, reward):
        return Message("reward.points_short", {"have_points": have, "need_points": reward.cost_points})
    return None


def _may_cost_less(situation: Situation, reward: Benefit) -> bool:
    return reward.effect is Effect.AMOUNT and situation.compiled.program.redemption.cover_last_cents


def _tier_names(situation: Situation, reward: Benefit) -> str:
    tiers = [tier.name for tier in situation.compiled.program.tiers if tier.tier_id in reward.when.tiers]
    return ", ".join(tiers)


def _open_lines(situation: Situation, laid: Laid, number: int) -> list[tuple[int, int]]:
    """Return (place, minor units that can be taken off) for the lines the reward takes its money off."""
    reward = situation.compiled.rewards[number]
    lawful = situation.payable if reward.form is RewardForm.TENDER else situation.discountable
    if reward.scope is Scope.SALE and not on_one_item(reward):
        places = list(lawful)
    else:
        allowed = set(lawful)
        hits = situation.hits.get(situation.compiled.first_reward + number, ())
        places = [place for place in hits if place in allowed]
    if not on_one_item(reward):
        return [(place, laid.left[place]) for place in places if laid.left[place] > 0]
    return _one_item(situation, laid, places, reward.scope is Scope.CHEAPEST)


def _paid_already(situation: Situation, laid: Laid, number: int) -> int:
    """Return what tenders bound to certain lines paid so far, as far as those may be lines of this one: a line
    is never paid twice.
    """
    first, rewards = situation.compiled.first_reward, situation.compiled.rewards
    if not laid.paid or rewards[number].scope is Scope.SALE:
        return 0
    mine = set(situation.hits.get(first + number, ()))
    return sum(
        minor
        for other, minor in laid.paid.items()
        if rewards[other].scope is not Scope.SALE and mine.intersection(situation.hits.get(first + other, ()))
    )


def _one_item(situation: Situation, laid: Laid, places: list[int], cheapest: bool) -> list[tuple[int, int]]:
    prices: list[tuple[int, int]] = []
    for place in places:
        units, pool = laid.item_left(situation, place)
        if units > 0 and (price := divide(pool, units)) > 0:
            prices.append((price if cheapest else -price, place))
    if not prices:
        return []
    price, place = min(prices)
    return [(place, abs(price))]


def _room(situation: Situation, laid: Laid) -> int | None:
    """Return what the program's caps leave for rewards in this sale; None without a cap."""
    redemption = situation.compiled.program.redemption
    caps: list[int] = []
    if redemption.cap_minor is not None:
        caps.append(redemption.cap_minor)
    if redemption.cap_percent is not None:
        goods = sum(minor for minor in situation.amounts if minor > 0)
        caps.append(goods * redemption.cap_percent.numerator // redemption.cap_percent.denominator)
    return min(caps) - laid.taken if caps else None


def _amount_off(
    situation: Situation, laid: Laid, reward: Benefit, fits_minor: int, room_minor: int | None
) -> tuple[int, int] | Message:
    """A fixed amount: a smaller rest costs a smaller price, so that points always correspond to the
    discount given.
    """
    amount = min(reward.amount_minor, fits_minor)
    if room_minor is not None and amount > room_minor:
        if room_minor <= 0:
            return Message("reward.cap", {"left_minor": max(room_minor, 0)})
        amount = room_minor
    if amount < reward.amount_minor and not situation.compiled.program.redemption.cover_last_cents:
        return Message("reward.does_not_fit", {"have_minor": amount, "need_minor": reward.amount_minor})
    cost = divide(reward.cost_points * amount, reward.amount_minor, Rounding.UP)
    have = situation.spendable_points - laid.spent_points
    if have < cost:
        return Message("reward.points_short", {"have_points": have, "need_points": cost})
    return cost, amount


def _share_off(
    situation: Situation,
    laid: Laid,
    reward: Benefit,
    open_lines: list[tuple[int, int]],
    room_minor: int | None,
) -> tuple[int, int] | Message:
    """A percentage, or a whole item: always the full price in points, so it must fit under the caps of the
    sale.
    """
    discount = situation.compiled.program.discount
    fits_minor = sum(minor for _, minor in open_lines)
    amount = fits_minor
    if reward.effect is Effect.PERCENT:
        base = fits_minor
        if not discount.compound and not on_one_item(reward):
            base = sum(situation.amounts[place] for place, _ in open_lines)
        wanted = divide(base * reward.percent.numerator, reward.percent.denominator, discount.rounding)
        amount = min(wanted, fits_minor)
    if reward.cap_minor is not None:
        amount = min(amount, reward.cap_minor)
    if amount <= 0:
        return Message("reward.nothing_left")
    if room_minor is not None and amount > room_minor:
        return Message("reward.cap", {"left_minor": max(room_minor, 0)})
    return reward.cost_points, amount


def _by_points(
    situation: Situation, laid: Laid, reward: Benefit, points: int, bounds: tuple[int, int | None]
) -> tuple[int, int] | Message:
    """Paid by the point: no more points than the amount they cover asks for."""
    fits_minor, room_minor = bounds
    limits = [limit for limit in (fits_minor, room_minor, reward.cap_minor) if limit is not None]
    most_minor = min(limits)
    if most_minor <= 0:
        return Message("reward.cap", {"left_minor": max(most_minor, 0)})
    have = situation.spendable_points - laid.spent_points
    if points > have:
        return Message("reward.points_short", {"have_points": have, "need_points": points})
    redemption = situation.compiled.program.redemption
    one, per = reward.worth.numerator, reward.worth.denominator
    covers = redemption.cover_last_cents and most_minor == fits_minor
    whole = divide(most_minor * per, one, Rounding.UP if covers else Rounding.DOWN)
    used = min(points or have, whole)
    if not (covers and used == whole):
        used -= used % redemption.step
    amount = min(most_minor, used * one // per)
    if amount <= 0:
        need = max(redemption.step, divide(per, one, Rounding.UP))
        if have < need:
            return Message("reward.points_short", {"have_points": have, "need_points": need})
        return Message("reward.step", {"step_points": need})
    cost = divide(amount * per, one, Rounding.UP)
    if not (covers and used == whole):
        cost = min(used, divide(cost, redemption.step, Rounding.UP) * redemption.step)
    return cost, amount
