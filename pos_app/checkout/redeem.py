"""A reward is chosen or given back."""

from __future__ import annotations

import msgspec

from pos_app.checkout import gifts
from pos_app.checkout.evaluation import Evaluated, evaluate, to_basket
from pos_app.checkout.tools import Tools
from pos_app.kernel.errors import Refused
from pos_app.kernel.limits import REWARDS_PER_SALE_MAX
from pos_app.loyalty.redeeming import redeem
from pos_app.retail.sale import ChosenReward, Sale


def choose(tools: Tools, evaluated: Evaluated, reward_id: str, points: int = 0) -> Sale:
    """Return the sale with one more use of the reward.

    `points` are for a reward paid by the point (0 = as many as fit); a gift is put on the sale with it. Raises Refused
    with what is missing (have, need), `redeem.no_member`, `redeem.tenders_first` when money already taken would have to
    be given back, `gift.not_sold`.
    """
    sale = evaluated.sale
    if evaluated.snapshot is None and not _is_promotion(tools, reward_id):
        raise Refused("redeem.no_member")
    if len(sale.rewards) >= REWARDS_PER_SALE_MAX:
        raise Refused("redeem.too_many", limit=REWARDS_PER_SALE_MAX)
    basket = evaluated.basket
    if gifts.gift_of(tools.program, reward_id):
        sale = gifts.added(tools, sale, reward_id)
        used, connected, cut_off = basket.used_by_all, basket.connected, basket.cut_off
        basket = to_basket(tools.shop, tools.zone, sale, used, connected, cut_off)
    plan = redeem(tools.program, evaluated.snapshot, basket, reward_id, points=points)
    chosen = ChosenReward(plan.chosen.reward_id, plan.chosen.times, plan.chosen.points)
    others = tuple(one for one in sale.rewards if one.reward_id != reward_id)
    changed = msgspec.structs.replace(sale, rewards=(*others, chosen))
    if sale.tenders and _goes_back(tools, evaluated, changed):
        raise Refused("redeem.tenders_first")
    return changed


def _is_promotion(tools: Tools, reward_id: str) -> bool:
    """True for what anybody may be given: a promotion that the cashier chooses."""
    number = tools.program.reward_number(reward_id)
    return number is not None and tools.program.offers.is_promotion(number)


def _goes_back(tools: Tools, evaluated: Evaluated, changed: Sale) -> bool:
    """True when money would go back that does not now: a discount takes off its tax as well."""
    return as_if(tools, evaluated, changed).figures.change_minor > evaluated.figures.change_minor


def as_if(tools: Tools, evaluated: Evaluated, changed: Sale) -> Evaluated:
    """Return what the open sale would come to if it were `changed`, for the same member under the same terms."""
    return evaluate(
        tools.shop,
        tools.zone,
        tools.program,
        changed,
        evaluated.found,
        evaluated.snapshot,
        offers=False,
        used_by_all=evaluated.basket.used_by_all,
        is_connected=evaluated.basket.connected,
        cut_off=evaluated.basket.cut_off,
    )


def drop(sale: Sale, reward_id: str) -> Sale:
    """Return the sale without this reward; its points were never taken, so nothing has to be given back."""
    return msgspec.structs.replace(
        sale, rewards=tuple(one for one in sale.rewards if one.reward_id != reward_id)
    )
