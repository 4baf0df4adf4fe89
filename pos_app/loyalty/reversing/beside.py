"""What a sale did beside points: what counts towards a tier, uses of limited rules, donations."""

from __future__ import annotations

from pos_app.kernel.messages import Message
from pos_app.loyalty.accounts import QUALIFYING, donation_key, uses_key
from pos_app.loyalty.ledger import EntryDraft
from pos_app.loyalty.lifecycle.reviewing import review_at
from pos_app.loyalty.lifecycle.tiers import figure_of
from pos_app.loyalty.member import MemberSnapshot
from pos_app.loyalty.reversing.frozen import Frozen
from pos_app.loyalty.reversing.undoing import Undoing
from pos_app.loyalty.settings import TierMeasure

_USES = uses_key("", "").removesuffix("::") + ":"
_DONATION = donation_key("")
_OF_THE_VISIT = frozenset({"limit:card"})
"""Uses that a return does not take back: the card was shown."""


def count_less(undoing: Undoing, frozen: Frozen, member: MemberSnapshot, points: int) -> None:
    """Lower what counts towards a tier, in the lot of the window the goods were bought in; `points` are taken back.

    The tier stays until its review.
    """
    for entry in list(undoing.of_sale(lambda each: each.key == QUALIFYING and each.points > 0)):
        if undoing.after.is_everything:
            less = entry.points
        elif undoing.compiled.program.tiering.measure is TierMeasure.SPEND:
            before, after = (
                back.share(entry.points, frozen.spend) for back in (undoing.before, undoing.after)
            )
            less = after - before
        else:
            less = points if undoing.compiled.program.tiering.measure is TierMeasure.POINTS else 0
        own = undoing.own(entry.owner, QUALIFYING).put
        if undoing.take_own(entry.owner, QUALIFYING, "take:qualifying", entry.rule, less, own):
            _tell_tier(undoing, member)


def _tell_tier(undoing: Undoing, member: MemberSnapshot) -> None:
    now = undoing.members[member.member_id]
    tier = undoing.compiled.tier_by_id.get(now.tier)
    if tier is None or not tier.threshold or figure_of(now, undoing.at_ms) >= tier.threshold:
        return
    until = review_at(undoing.compiled, now)
    if until is None:
        undoing.preview.append(Message("return.tier_review", {"tier": tier.name}))
    else:
        undoing.preview.append(Message("return.tier_stays", {"tier": tier.name, "until_ms": until}))


def restore_uses(undoing: Undoing) -> None:
    """Give back the uses of limited rules once everything they made cheaper is back; the whole sale when they made
    nothing cheaper. A period that is over has nothing to give back.
    """
    names = {
        each.benefit_id: each.name
        for each in (*undoing.compiled.rewards, *undoing.compiled.program.promotions)
    }
    uses = undoing.of_sale(lambda each: each.key.startswith(_USES) and each.points > 0)
    told: set[str] = set()
    for entry in list(uses):
        if entry.rule in _OF_THE_VISIT or entry.rule.startswith("paid:"):
            continue
        sources = {entry.rule.rpartition(":")[2]}
        if undoing.before.has_all_under(sources) or not undoing.after.has_all_under(sources):
            continue
        if _take_back_use(undoing, entry) and entry.rule in names and entry.rule not in told:
            told.add(entry.rule)
            undoing.preview.append(Message("return.use_restored", {"rule": names[entry.rule]}))


def _take_back_use(undoing: Undoing, entry: EntryDraft) -> bool:
    leg = f"take:{entry.leg}"
    if entry.owner is None:
        return undoing.undo_bearer(entry, leg)
    own = undoing.own(entry.owner, entry.key).put
    return bool(undoing.take_own(entry.owner, entry.key, leg, entry.rule, entry.points, own))


def give_less(undoing: Undoing, frozen: Frozen, is_void: bool) -> None:
    """Lower what the shop gives to charities of the sale, in proportion; what a member gave by points comes back with a
    void only, as its points do.
    """
    program = undoing.compiled.program
    names = {charity.charity_id: charity.name for charity in program.charities}
    rewards = {reward.benefit_id: names.get(reward.gives, "") for reward in undoing.compiled.rewards}
    whole = is_void and program.returns.give_back_spent and undoing.after.is_everything
    donated = undoing.of_sale(lambda each: each.key.startswith(_DONATION) and each.points > 0)
    for entry in list(donated):
        name = names.get(entry.rule, "")
        if name:
            before, after = (
                back.share(entry.points, frozen.spend) for back in (undoing.before, undoing.after)
            )
            wanted = after - before
        else:
            name = rewards.get(entry.rule, "")
            wanted = entry.points if whole else 0
        own = undoing.own(entry.owner, entry.key).put
        less = undoing.take_own(entry.owner, entry.key, f"take:{entry.leg}", entry.rule, wanted, own)
        if less:
            undoing.preview.append(Message("return.donation_back", {"amount_minor": less, "charity": name}))
