"""What a sale gives to charities."""

from __future__ import annotations

from collections.abc import Iterator

from pos_app.kernel.ids import MemberId
from pos_app.kernel.messages import Message
from pos_app.kernel.money import take_rate
from pos_app.loyalty.accounts import donation_key
from pos_app.loyalty.extras import Charity
from pos_app.loyalty.ledger import EntryDraft, EntryKind
from pos_app.loyalty.lifecycle.booking import put_shared
from pos_app.loyalty.lifecycle.sold import Sold
from pos_app.loyalty.rules import Effect


def donation_entries(sold: Sold) -> Iterator[EntryDraft]:
    """Yield what the shop gives of a member's sale, half a cent rounded up, and what the member gives by points; in
    minor units on the member's account of the charity. The charity's total is the sum over all members.
    """
    if sold.now is None:
        return
    charities = {charity.charity_id: charity for charity in sold.compiled.program.charities}
    for charity in charities.values():
        amount = take_rate(sold.spend_minor, charity.percent)
        if amount > 0:
            reason = Message("donation.shop", {"charity": charity.name, "given_minor": amount})
            yield _given(sold.now.member_id, charity, charity.charity_id, amount, reason)
    rewards = {reward.benefit_id: reward for reward in sold.compiled.rewards}
    for item in sold.quote.spent:
        reward = rewards.get(item.reward_id)
        if reward is None or reward.effect is not Effect.DONATION or reward.gives not in charities:
            continue
        amount = reward.amount_minor * item.times
        if amount > 0:
            charity = charities[reward.gives]
            reason = Message("donation.points", {"charity": charity.name, "given_minor": amount})
            yield _given(sold.now.member_id, charity, item.reward_id, amount, reason)


def _given(owner: MemberId, charity: Charity, rule: str, amount: int, reason: Message) -> EntryDraft:
    key = donation_key(charity.charity_id)
    return put_shared(owner, key, f"donation:{rule}", EntryKind.EARN, amount, rule, reason, None)
