"""The member strip, ready for eyes. No Qt here."""

from __future__ import annotations

from pos_app.checkout.evaluation import Evaluated
from pos_app.loyalty.member import MemberSnapshot
from pos_app.loyalty.program import Program
from pos_app.loyalty.quote import RewardOption
from pos_app.ports.cut_off import Told
from pos_app.ports.members import FoundMember
from pos_app.ui.checkout.state import MemberBanner, RewardButton
from pos_app.ui.formatting import Formats

NUDGES_SHOWN = 2
SHAPES = 4
_HALF_DAY_MS = 12 * 3_600_000


def banner_of(
    evaluated: Evaluated, program: Program, formats: Formats, now_ms: int, told: Told | None = None
) -> MemberBanner | None:
    """Return the strip, or None without a member; `told` says how old its points are while the server is away."""
    found, snapshot, quote = evaluated.found, evaluated.snapshot, evaluated.quote
    if found is None or snapshot is None:
        return None
    shape, letter, name = badge_of(program, snapshot, found)
    return MemberBanner(
        masked_name=found.masked_name,
        tier_name=name,
        tier_letter=letter,
        tier_shape=shape,
        balance=formats.points(quote.spendable_points + quote.withheld_points),
        as_of=_as_of(formats, min(now_ms, snapshot.as_of_ms), told, now_ms),
        earning=f"+{formats.points(quote.earn_points)}" if quote.earn_points else "",
        nudge="  ·  ".join(formats.say(one) for one in quote.nudges[:NUDGES_SHOWN]),
        rewards=tuple(_button(option, formats) for option in quote.rewards),
        cut_off=told is not None,
    )


def _as_of(formats: Formats, at_ms: int, told: Told | None, now_ms: int) -> str:
    """Return when the points were so: now, or when the server told last, with what it does not know of yet."""
    if told is None:
        return formats.translate("ui.member.as_of", time=formats.time(at_ms))
    is_old = now_ms - told.at_ms >= _HALF_DAY_MS
    time = formats.moment(told.at_ms) if is_old else formats.time(told.at_ms)
    if not told.waiting_points:
        return formats.translate("ui.member.as_of", time=time)
    sign = "+" if told.waiting_points > 0 else "-"
    waiting = f"{sign}{formats.points(abs(told.waiting_points))}"
    return formats.translate("ui.member.as_of_waiting", time=time, waiting=waiting)


def badge_of(program: Program, snapshot: MemberSnapshot, found: FoundMember) -> tuple[int, str, str]:
    """Return shape, letter, name of a member's tier; without tiers the letter is the name's first."""
    tiers = sorted(program.tiers, key=lambda tier: tier.order)
    place = next((at for at, tier in enumerate(tiers) if tier.tier_id == snapshot.tier), 0)
    if not tiers:
        return 0, found.masked_name[:1], ""
    return min(place, SHAPES - 1), tiers[place].letter, tiers[place].name


def price_of(option: RewardOption, formats: Formats, times: int = 1) -> str:
    """Return `500 p` or `10 stamps`, empty for what costs nothing."""
    cost = option.cost_points * times
    if not cost:
        return ""
    if option.account.startswith("stamps:"):
        return formats.translate("ui.member.stamps_price", count=cost)
    return formats.points_short(cost)


def _button(option: RewardOption, formats: Formats) -> RewardButton:
    label = option.name
    if option.by_points and option.usable:
        label = formats.translate(
            "ui.reward.by_points", name=option.name, worth=formats.money(option.worth_minor)
        )
    return RewardButton(
        reward_id=option.reward_id,
        label=label,
        cost=price_of(option, formats),
        usable=option.usable,
        used=option.used,
        why_not="" if option.why_not is None else formats.say(option.why_not),
    )
