"""The member strip, ready for eyes. No Qt here."""

from __future__ import annotations

from pos_app.checkout.evaluation import Evaluated
from pos_app.loyalty.program import Program
from pos_app.loyalty.quote import RewardOption
from pos_app.ui.checkout.state import MemberBanner, RewardButton
from pos_app.ui.formatting import Formats

NUDGES_SHOWN = 2
SHAPES = 4


def banner_of(evaluated: Evaluated, program: Program, formats: Formats, now_ms: int) -> MemberBanner | None:
    """Return the strip, or None without a member."""
    found, snapshot, quote = evaluated.found, evaluated.snapshot, evaluated.quote
    if found is None or snapshot is None:
        return None
    tiers = sorted(program.tiers, key=lambda tier: tier.order)
    place = next((at for at, tier in enumerate(tiers) if tier.tier_id == snapshot.tier), 0)
    name = tiers[place].name if tiers else ""
    letter = tiers[place].letter if tiers else found.masked_name[:1]
    as_of = formats.translate("ui.member.as_of", time=formats.time(min(now_ms, snapshot.as_of_ms)))
    return MemberBanner(
        masked_name=found.masked_name,
        tier_name=name,
        tier_letter=letter,
        tier_shape=min(place, SHAPES - 1),
        balance=formats.points(quote.spendable_points),
        as_of=as_of,
        earning=f"+{formats.points(quote.earn_points)}" if quote.earn_points else "",
        nudge="  ·  ".join(formats.say(one) for one in quote.nudges[:NUDGES_SHOWN]),
        rewards=tuple(_button(option, formats) for option in quote.rewards),
    )


def _button(option: RewardOption, formats: Formats) -> RewardButton:
    label = option.name
    if option.by_points and option.usable:
        label = formats.translate(
            "ui.reward.by_points", name=option.name, worth=formats.money(option.worth_minor)
        )
    return RewardButton(
        reward_id=option.reward_id,
        label=label,
        cost=formats.points_short(option.cost_points) if option.cost_points else "",
        usable=option.usable,
        used=option.used,
        why_not="" if option.why_not is None else formats.say(option.why_not),
    )
