"""What a reward costs for what it takes off."""

from __future__ import annotations

from pos_app.kernel.messages import Message
from pos_app.kernel.money import Rounding, divide
from pos_app.loyalty.accounts import POINTS
from pos_app.loyalty.laid import Laid, on_one_item
from pos_app.loyalty.rules import Benefit, Effect
from pos_app.loyalty.situation import Situation


def amount_off(
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
    have = points_left(situation, laid, reward.account)
    if have < cost:
        return short(situation, reward.account, have, cost)
    return cost, amount


def share_off(
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
            base = sum(
                situation.amounts[place] - laid.gifted.get(place, (0, 0))[1] for place, _ in open_lines
            )
        wanted = divide(base * reward.percent.numerator, reward.percent.denominator, discount.rounding)
        amount = min(wanted, fits_minor)
    if reward.cap_minor is not None:
        amount = min(amount, reward.cap_minor)
    if amount <= 0:
        return Message("reward.nothing_left")
    if room_minor is not None and amount > room_minor:
        return Message("reward.cap", {"left_minor": max(room_minor, 0)})
    return reward.cost_points, amount


def by_points(
    situation: Situation, laid: Laid, reward: Benefit, points: int, bounds: tuple[int, int | None]
) -> tuple[int, int] | Message:
    """Paid by the point: no more points than the amount they cover asks for."""
    fits_minor, room_minor = bounds
    limits = [limit for limit in (fits_minor, room_minor, reward.cap_minor) if limit is not None]
    most_minor = min(limits)
    if most_minor <= 0:
        return Message("reward.cap", {"left_minor": max(most_minor, 0)})
    have = points_left(situation, laid, reward.account)
    if points > have:
        return short(situation, reward.account, have, points)
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
            return short(situation, reward.account, have, need)
        return Message("reward.step", {"step_points": need})
    cost = divide(amount * per, one, Rounding.UP)
    if not (covers and used == whole):
        cost = min(used, divide(cost, redemption.step, Rounding.UP) * redemption.step)
    return cost, amount


def points_left(situation: Situation, laid: Laid, account: str) -> int:
    """Return what is left to spend of an account, in its units."""
    return situation.balance(account) - laid.spent.get(account, 0)


def short(situation: Situation, account: str, have: int, need: int) -> Message:
    """Return the refusal for too few points, or too few stamps; where the member has enough of them and the server
    cannot be reached, that it is why.
    """
    if account == POINTS and have + situation.withheld_points >= need and situation.withheld_points:
        return situation.why_withheld()
    code = "reward.points_short" if account == POINTS else "reward.stamps_short"
    return Message(code, {"have_points": have, "need_points": need})
