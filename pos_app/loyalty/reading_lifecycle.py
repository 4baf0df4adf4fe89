"""Settings of what happens to accounts with time, one table of the file each."""

from __future__ import annotations

from pos_app.kernel.exchange_limits import OFFLINE_HOURS_MAX
from pos_app.kernel.limits import PROGRAM_DAYS_MAX, PROGRAM_MONTHS_MAX, PROGRAM_USES_MAX
from pos_app.loyalty.reading_rules import Units
from pos_app.loyalty.settings import (
    CurrentSale,
    Downgrade,
    Expiry,
    ExpiryKind,
    Limits,
    Offline,
    OfflineMode,
    OnChange,
    Pending,
    PendingKind,
    Tiering,
    TierMeasure,
    TierWindow,
)
from pos_app.loyalty.table import Table

_INACTIVITY_MONTHS = 24
_OF_RISK = ("points_per_sale", "points_per_member", "points_per_day", "hours", "most_hours", "member_days")
_SALES_A_MEMBER = 2
_SALES_A_DAY = 20
"""What a member, a till's day may have without the server unless the file says so, in sales."""


def expiry(root: Table) -> Expiry:
    """Read [expiry]."""
    table = root.table("expiry")
    kind = table.choice("kind", ExpiryKind.INACTIVITY)
    months = table.whole("months", 0, 0, PROGRAM_MONTHS_MAX)
    days = table.whole("days", 0, 0, PROGRAM_DAYS_MAX)
    on_change = table.choice("on_change", OnChange.GRANDFATHER)
    if days and kind is not ExpiryKind.AFTER:
        table.problem("days", "program.days_only_after", kind=kind.value)
    if months and days:
        table.problem("days", "program.days_or_months")
    if kind is ExpiryKind.AFTER and not months and not days:
        table.problem("kind", "program.after_what")
    if kind is ExpiryKind.NEVER and months:
        table.problem("months", "program.never_has_no_months")
    if kind is ExpiryKind.INACTIVITY:
        if table.values.get("months") == 0 and table.values["months"] is not False:
            table.problem("months", "program.out_of_range", least=1, most=PROGRAM_MONTHS_MAX)
        months = months or _INACTIVITY_MONTHS
    table.close()
    return Expiry(kind=kind, months=months, days=days, on_change=on_change)


def pending(root: Table) -> Pending:
    """Read [pending]: which points wait."""
    table = root.table("pending")
    kind = table.choice("kind", PendingKind.BONUSES)
    days = table.whole("days", 0, 0, PROGRAM_DAYS_MAX)
    if kind is PendingKind.DAYS and not days:
        table.problem("days", "program.pending_days")
    if kind is not PendingKind.DAYS and table.has("days"):
        table.problem("days", "program.only_for_kind", kind="days")
    table.close()
    return Pending(kind, days if kind is PendingKind.DAYS else 0)


def tiering(root: Table) -> Tiering:
    """Read [tiers]: how tiers are reached and lost; each [[tier]] has its threshold."""
    table = root.table("tiers")
    window = table.choice("window", TierWindow.ROLLING)
    downgrade = table.choice("downgrade", Downgrade.ONE_DOWN)
    months = table.whole("months", Tiering().months, 1, PROGRAM_MONTHS_MAX)
    if table.has("months") and window is TierWindow.CALENDAR_YEAR:
        table.problem("months", "program.year_has_no_months")
    grace = table.whole("grace_days", 0, 0, PROGRAM_DAYS_MAX)
    if grace and downgrade is Downgrade.NEVER:
        table.problem("grace_days", "program.never_has_no_grace")
    found = Tiering(
        measure=table.choice("measure", TierMeasure.SPEND),
        window=window,
        months=months,
        include_current_sale=table.choice("include_current_sale", CurrentSale.NEXT_SALE),
        downgrade=downgrade,
        grace_days=grace,
        reset_points=table.flag("reset_points", False),
    )
    table.close()
    return found


def bounds(root: Table, units: Units) -> Limits:
    """Read [limits]: bounds against mistakes and fraud."""
    table = root.table("limits")
    found = Limits(
        points_per_sale=units.points(table, "points_per_sale", 1),
        points_per_day=units.points(table, "points_per_day", 1),
        card_uses_per_hour=table.whole("card_uses_per_hour", 0, 0, PROGRAM_USES_MAX),
        adjustment=units.points(table, "adjustment", 0) or 0,
        claim_days=table.whole("claim_days", Limits().claim_days, 0, PROGRAM_DAYS_MAX),
    )
    sale, day = found.points_per_sale, found.points_per_day
    if sale is not None and day is not None and sale > day:
        table.problem("points_per_day", "program.day_below_sale")
    table.close()
    return found


def offline(root: Table, units: Units) -> Offline:
    """Read [offline]: what a till that cannot reach its server lets a member spend."""
    table, usual = root.table("offline"), Offline()
    mode = table.choice("mode", OfflineMode.RISK)
    sale = units.points(table, "points_per_sale", 1)
    member = units.points(table, "points_per_member", 1)
    day = units.points(table, "points_per_day", 1)
    hours = table.whole("hours", usual.hours, 1, OFFLINE_HOURS_MAX)
    most_hours = table.whole("most_hours", max(usual.most_hours, hours), 1, OFFLINE_HOURS_MAX)
    days = table.whole("member_days", usual.member_days, 0, PROGRAM_DAYS_MAX)
    for key in _OF_RISK:
        if table.has(key) and mode is not OfflineMode.RISK:
            table.problem(key, "program.only_for_kind", kind="risk")
    sale = usual.points_per_sale * units.scale if sale is None else sale
    member = sale * _SALES_A_MEMBER if member is None else member
    day = sale * _SALES_A_DAY if day is None else day
    if not sale <= member <= day:
        place = "points_per_member" if sale > member else "points_per_day"
        table.problem(place, "program.offline_order")
    if hours > most_hours:
        table.problem("most_hours", "program.offline_hours")
    table.close()
    return Offline(mode, sale, member, day, hours, most_hours, days)
