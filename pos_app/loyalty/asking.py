"""What is asked of a basket: chosen rewards, promotions that apply by themselves, coupons that were shown."""

from __future__ import annotations

from collections.abc import Container
from typing import NamedTuple

from pos_app.kernel.limits import REWARDS_PER_SALE_MAX
from pos_app.kernel.messages import Message
from pos_app.loyalty.basket import Basket, Chosen
from pos_app.loyalty.compiled import CompiledProgram
from pos_app.loyalty.settings import Order

MANY = 1 << 30
"""As many times as fit."""


class Want(NamedTuple):
    """A benefit asked for: its number, how often, points offered (0 = as many as fit)."""

    number: int
    times: int
    points: int


def wants_of(compiled: CompiledProgram, chosen: tuple[Chosen, ...]) -> tuple[tuple[Want, ...], list[str]]:
    """Return what was chosen, one want per reward in program order (with order = "as_chosen" in the order they were
    first chosen), with the ids that the program does not know.

    A reward named twice is asked for the sum of its times; the larger offer of points counts, 0 (as many as
    fit) above all.
    """
    wants: dict[int, Want] = {}
    unknown: list[str] = []
    for each in chosen:
        number = compiled.reward_number(each.reward_id)
        if number is None:
            unknown.append(each.reward_id)
            continue
        times, points = max(each.times, 1), max(each.points, 0)
        before = wants.get(number)
        if before is not None:
            times += before.times
            points = max(points, before.points) if points and before.points else 0
        wants[number] = Want(number, min(times, REWARDS_PER_SALE_MAX), points)
    return in_order(compiled, tuple(wants.values())), sorted(set(unknown))


def in_order(compiled: CompiledProgram, wants: tuple[Want, ...]) -> tuple[Want, ...]:
    """Return wants in program order, or as they are when the program keeps the order of choosing."""
    as_chosen = compiled.program.discount.order is Order.AS_CHOSEN
    return wants if as_chosen else tuple(sorted(wants))


def standing(compiled: CompiledProgram, hits: Container[int], basket: Basket) -> tuple[Want, ...]:
    """Return the promotions that nobody has to choose and the coupons of the basket, in program order.

    `hits` are the numbers of the line index that fit any line. A promotion with a code is asked once the code is in.
    """
    offers = compiled.offers
    if not offers.automatic and not basket.coupons:
        return ()
    wants = [
        Want(number, offers.benefits[number].per_sale or MANY, 0)
        for number in sorted(offers.automatic)
        if offers.first + number in hits
        and (not offers.whens[number].code or offers.whens[number].code in basket.codes)
    ]
    shown: dict[int, int] = {}
    for coupon_id, rule_id in good_coupons(basket):
        if coupon_id and rule_id in offers.coupon_numbers:
            number = offers.coupon_numbers[rule_id]
            shown[number] = shown.get(number, 0) + 1
    return (*wants, *(Want(number, times, 0) for number, times in sorted(shown.items())))


def good_coupons(basket: Basket) -> list[tuple[str, str]]:
    """Return (coupon id, rule id) of the coupons shown that have not ended, each once, by id."""
    return sorted(
        {(each.coupon_id, each.rule_id) for each in basket.coupons if each.expires_at_ms >= basket.at_ms}
    )


def bad_coupons(compiled: CompiledProgram, basket: Basket) -> list[tuple[str, Message]]:
    """Return (rule id, reason) of coupons that have ended or that the program does not know."""
    found: set[str] = set()
    result: list[tuple[str, Message]] = []
    for each in sorted(basket.coupons, key=lambda one: (one.rule_id, one.coupon_id)):
        known = each.rule_id in compiled.offers.coupon_numbers
        if (known and each.expires_at_ms >= basket.at_ms) or each.rule_id in found:
            continue
        found.add(each.rule_id)
        result.append((each.rule_id, Message("coupon.ended" if known else "coupon.unknown_rule")))
    return result
