"""What a member can have now, as sections of the pane: rewards, entitlements, rewarded activities. No Qt here."""

from __future__ import annotations

from pos_app.checkout.activities import ActivityOffer
from pos_app.loyalty.lifecycle.entitling import Entitled
from pos_app.loyalty.quote import RewardOption
from pos_app.ui import explaining
from pos_app.ui.checkout.showing_member import price_of
from pos_app.ui.formatting import Formats
from pos_app.ui.member.state import Row, Section

USE = "use:"
DROP = "drop:"
ENTITLEMENT = "entitlement:"
ACTIVITY = "activity:"
_STAMPS = "stamps:"


def rewards_sections(options: tuple[RewardOption, ...], formats: Formats) -> tuple[Section, ...]:
    """Return what is on the sale already, gifts, then the other rewards; usable ones first."""
    translate = formats.translate
    used = tuple(
        Row(option.name, price_of(option, formats, option.used), action=DROP + option.reward_id,
            label=translate("ui.member.take_off"), why=_why(option, formats))
        for option in options
        if option.used
    )  # fmt: skip
    waiting = sorted((one for one in options if one.usable or not one.used), key=lambda one: not one.usable)
    gifts = tuple(_offered(one, formats) for one in waiting if one.gift)
    others = tuple(_offered(one, formats) for one in waiting if not one.gift)
    sections = (
        Section(translate("ui.member.on_sale"), used),
        Section(translate("ui.member.gifts"), gifts),
        Section(translate("ui.member.rewards"), others),
    )
    return tuple(section for section in sections if section.rows)


def entitlements_section(offers: tuple[Entitled, ...], formats: Formats) -> Section | None:
    """Return what the tier or plan brings with the uses left, None when it brings nothing."""
    rows = []
    for offer in offers:
        left = formats.translate("ui.member.uses_left", left=offer.left, times=offer.times)
        rows.append(
            Row(
                offer.name,
                detail=left if offer.why_not is None else formats.say(offer.why_not),
                action=ENTITLEMENT + offer.entitlement_id,
                label=formats.translate("ui.member.use"),
                enabled=offer.why_not is None,
                why=formats.translate(
                    "why.uses", used=offer.times - offer.left, times=offer.times, left=offer.left
                ),
            )
        )
    return Section(formats.translate("ui.member.included"), tuple(rows)) if rows else None


def activities_section(offers: tuple[ActivityOffer, ...], formats: Formats) -> Section:
    """Return what is rewarded without a sale, with what it gives or why not now."""
    translate = formats.translate
    rows = []
    for offer in offers:
        gives = ""
        if offer.account.startswith(_STAMPS):
            gives = translate("ui.member.stamps_price", count=offer.points)
        elif offer.points:
            gives = translate("ui.member.gives", points=formats.points_short(offer.points))
        if offer.coupon:
            gives = "  ·  ".join(part for part in (gives, offer.coupon) if part)
        rows.append(
            Row(
                offer.name,
                detail=gives if offer.why_not is None else formats.say(offer.why_not),
                action=ACTIVITY + offer.activity_id,
                label=translate("ui.member.reward"),
                enabled=offer.why_not is None,
            )
        )
    if not rows:
        rows.append(Row(translate("ui.member.no_activities")))
    return Section(translate("ui.member.activities_title"), tuple(rows))


def _offered(option: RewardOption, formats: Formats) -> Row:
    said = [] if option.why_not is None else [formats.say(option.why_not)]
    if option.left is not None:
        said.append(formats.translate("ui.member.left", left=option.left))
    if option.usable and option.worth_minor:
        said.append(formats.translate("ui.member.worth", worth_minor=option.worth_minor))
    return Row(
        option.name,
        price_of(option, formats),
        "  ·  ".join(said),
        USE + option.reward_id,
        formats.translate("ui.member.use"),
        option.usable,
        why=_why(option, formats),
    )


def _why(option: RewardOption, formats: Formats) -> str:
    return explaining.reward(
        option, price_of(option, formats), price_of(option, formats, option.used), formats
    )
