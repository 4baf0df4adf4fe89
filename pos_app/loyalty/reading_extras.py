"""Stamp cards, activities, plans, entitlements, charities: one table of the file each."""

from __future__ import annotations

import difflib
from enum import StrEnum

from pos_app.kernel.limits import (
    BIRTHDAY_DAYS_MAX,
    POINTS_MAX,
    PRODUCT_NUMBER_LENGTH_MAX,
    PROGRAM_ID_LENGTH_MAX,
    PROGRAM_MONTHS_MAX,
    PROGRAM_USES_MAX,
)
from pos_app.kernel.money import Rate
from pos_app.loyalty.accounts import POINTS, stamps_key
from pos_app.loyalty.extras import Activity, Charity, Entitlement, Plan, StampCard
from pos_app.loyalty.reading_rules import Units, limits, when
from pos_app.loyalty.rules import Period, UseLimit
from pos_app.loyalty.table import Table

_ONLY_REFERRAL = ("friend_points", "friend_stamps", "friend_coupon", "minimum_spend")
_ONCE = ("signup", "birthday")
_BY_ITSELF = ("signup", "birthday", "referral")
_NEAR = 0.75


class Refund(StrEnum):
    """What comes back of the fee of a paid membership."""

    LESS_BENEFITS = "less_benefits"
    DAYS = "days"
    NONE = "none"


def stamp_card(table: Table, units: Units) -> StampCard:
    """Read one [[stamp_card]]."""
    found = StampCard(
        card_id=units.rule_id(table),
        name=table.text("name"),
        full=table.whole("full", None, 1, PROGRAM_USES_MAX),
        months=table.whole("months", 0, 0, PROGRAM_MONTHS_MAX),
    )
    table.close()
    return found


def activity(table: Table, units: Units) -> Activity:
    """Read one [[activity]]: points, or with a card stamps, or a coupon; with a referral for the friend as well."""
    kind = table.text("kind", most=PROGRAM_ID_LENGTH_MAX)
    card = table.text("card", "", PROGRAM_ID_LENGTH_MAX) if table.has("card") else ""
    bounds = limits(table)
    found = Activity(
        activity_id=units.rule_id(table),
        name=table.text("name"),
        kind=kind,
        points=_given(table, units, card, "points", "stamps"),
        account=stamps_key(card) if card else POINTS,
        friend_points=_given(table, units, card, "friend_points", "friend_stamps"),
        minimum_minor=units.amount(table, "minimum_spend") or 0,
        coupon=table.text("coupon", "", PROGRAM_ID_LENGTH_MAX) if table.has("coupon") else "",
        friend_coupon=table.text("friend_coupon", "", PROGRAM_ID_LENGTH_MAX)
        if table.has("friend_coupon")
        else "",
        when=when(table),
        limits=bounds,
        days=table.whole("days", 0, 0, BIRTHDAY_DAYS_MAX),
    )
    _check_activity(table, found)
    table.close()
    return found


def plan(table: Table, units: Units) -> Plan:
    """Read one [[plan]]: a paid membership that is sold as a product."""
    found = Plan(
        plan_id=units.rule_id(table),
        name=table.text("name"),
        product=table.text("product", most=PRODUCT_NUMBER_LENGTH_MAX),
        months=table.whole("months", None, 1, PROGRAM_MONTHS_MAX),
        at_once=table.flag("at_once", False),
        refund=table.choice("refund", Refund.LESS_BENEFITS).value,
        tier=table.text("tier", "", PROGRAM_ID_LENGTH_MAX) if table.has("tier") else "",
    )
    table.close()
    return found


def entitlement(table: Table, units: Units) -> Entitlement:
    """Read one [[entitlement]]: something counted, with exactly one limit such as `{times = 2, per = "year"}`."""
    bounds = limits(table)
    if len(bounds) != 1:
        table.problem("per_member", "program.entitlement_limit")
    found = Entitlement(
        entitlement_id=units.rule_id(table),
        name=table.text("name"),
        limit=bounds[0] if bounds else UseLimit(1, Period.YEAR),
        when=when(table),
    )
    table.close()
    return found


def charity(table: Table, units: Units) -> Charity:
    """Read one [[charity]]: `percent` is what the shop gives of each member's sale."""
    found = Charity(
        charity_id=units.rule_id(table),
        name=table.text("name"),
        percent=units.percent(table, "percent") or Rate(0),
    )
    table.close()
    return found


def _given(table: Table, units: Units, card: str, points: str, stamps: str) -> int:
    if card:
        if table.has(points):
            table.take(points)
            table.problem(points, "program.not_both", other="card")
        return table.whole(stamps, 0, 1, POINTS_MAX)
    if table.has(stamps):
        table.take(stamps)
        table.problem(stamps, "program.stamps_need_card")
    return units.points(table, points, 1) or 0


def _check_activity(table: Table, found: Activity) -> None:
    near = difflib.get_close_matches(found.kind.lower(), _BY_ITSELF, 1, _NEAR)
    if near and found.kind not in _BY_ITSELF:
        table.problem("kind", "program.kind_near", value=found.kind, near=near[0])
    if found.kind != "referral":
        for key in _ONLY_REFERRAL:
            if table.has(key):
                table.problem(key, "program.only_for_kind", kind="referral")
    if table.has("days") and found.kind != "birthday":
        table.problem("days", "program.only_for_kind", kind="birthday")
    if found.kind in _ONCE and found.limits:
        key = "per_member" if table.has("per_member") else "total"
        table.problem(key, "program.once_by_itself", kind=found.kind)
    for limit, key in zip(found.limits, ("per_member", "total"), strict=False):
        if limit.period is Period.SALE:
            table.problem(key if table.has(key) else "total", "program.no_sale_here")
    keys = ("points", "stamps", "coupon", "friend_points", "friend_stamps", "friend_coupon")
    if not any(table.has(key) for key in keys):
        table.problem("points", "program.activity_gives_nothing")
