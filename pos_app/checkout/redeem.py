"""A reward is chosen or given back."""

from __future__ import annotations

import msgspec

from pos_app.checkout.evaluation import Evaluated
from pos_app.checkout.tools import Tools
from pos_app.kernel.errors import Refused
from pos_app.kernel.limits import REWARDS_PER_SALE_MAX
from pos_app.loyalty.redeeming import redeem
from pos_app.retail.sale import ChosenReward, Sale


def choose(tools: Tools, evaluated: Evaluated, reward_id: str, points: int = 0) -> Sale:
    """Return the sale with one more use of the reward.

    `points` are for a reward paid by the point (0 = as many as fit). Raises Refused with what is missing (have, need),
    `redeem.no_member`, `redeem.tenders_first` when money already taken would have to be given back.
    """
    sale = evaluated.sale
    if evaluated.snapshot is None:
        raise Refused("redeem.no_member")
    if len(sale.rewards) >= REWARDS_PER_SALE_MAX:
        raise Refused("redeem.too_many", limit=REWARDS_PER_SALE_MAX)
    plan = redeem(tools.program, evaluated.snapshot, evaluated.basket, reward_id, points=points)
    if sale.tenders and plan.worth_minor > evaluated.figures.due_minor:
        raise Refused("redeem.tenders_first")
    chosen = ChosenReward(plan.chosen.reward_id, plan.chosen.times, plan.chosen.points)
    others = tuple(one for one in sale.rewards if one.reward_id != reward_id)
    return msgspec.structs.replace(sale, rewards=(*others, chosen))


def drop(sale: Sale, reward_id: str) -> Sale:
    """Return the sale without this reward; its points were never taken, so nothing has to be given back."""
    return msgspec.structs.replace(
        sale, rewards=tuple(one for one in sale.rewards if one.reward_id != reward_id)
    )
