"""What was spent on goods that come back."""

from __future__ import annotations

from pos_app.loyalty.accounts import POINTS
from pos_app.loyalty.ledger import EntryDraft, EntryKind
from pos_app.loyalty.member import MemberSnapshot
from pos_app.loyalty.refusing import GIVES_NO_MONEY
from pos_app.loyalty.reversing.shares import Back, worth
from pos_app.loyalty.reversing.sold import SoldPart
from pos_app.loyalty.reversing.undoing import Undoing
from pos_app.loyalty.rules import Benefit, RewardForm


def give_back(undoing: Undoing, member: MemberSnapshot, is_void: bool) -> tuple[dict[str, int], int]:
    """Give back what rewards cost, in proportion to what they took off the lines that are back; a reward that paid as a
    tender in proportion to the worth of the goods. Return the units per account and the points that paid a debt.

    What bought no money off the goods (a coupon, a donation) comes back with a void only.
    """
    given: dict[str, int] = {}
    paid = 0
    if not undoing.compiled.program.returns.give_back_spent:
        return given, paid
    rewards = {reward.benefit_id: reward for reward in undoing.compiled.rewards}
    spent = undoing.of_sale(
        lambda each: each.kind is EntryKind.REDEEM and each.owner == member.member_id and each.points < 0
    )
    for entry in spent:
        reward = rewards.get(entry.rule)
        before = _share(undoing.before, reward, entry, is_void=False)
        points = _share(undoing.after, reward, entry, is_void) - before
        if points > 0:
            into_debt = undoing.give(entry, f"give:{entry.leg}", points, before)
            paid += into_debt if entry.key == POINTS else 0
            given[entry.key] = given.get(entry.key, 0) + points
    return given, paid


def _share(back: Back, reward: Benefit | None, entry: EntryDraft, is_void: bool) -> int:
    """Return how much of what was spent belongs to goods that are back, over all returns."""
    if reward is not None and reward.effect in GIVES_NO_MONEY:
        return -entry.points if is_void and back.is_everything else 0
    if reward is None or reward.form is RewardForm.TENDER:
        return back.share(-entry.points, worth)

    def taken_off(part: SoldPart) -> int:
        return sum(each.amount_minor for each in part.off if each.source == entry.rule)

    return back.share(-entry.points, taken_off)
