"""Settings of what happens to accounts with time."""

from __future__ import annotations

import pytest

from pos_app.kernel.money import Currency
from pos_app.loyalty.program import Program
from pos_app.loyalty.reading import read_program
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

HEAD = '[program]\nid = "p"\nname = "Test"\nversion = 1\n[[earn]]\nid = "b"\nname = "B"\npoints = 1\nper_sale = true\n'
GOLD = '[[tier]]\nid = "gold"\nname = "Gold"\norder = 1\nthreshold = 500\n'


def read(text: str) -> Program:
    found = read_program(HEAD + text, Currency("EUR", 2))
    assert isinstance(found, Program), found
    return found


def test_without_a_word_the_documented_defaults_count() -> None:
    program = read("")
    assert program.expiry == Expiry()
    assert program.pending == Pending()
    assert program.tiering == Tiering()
    assert program.limits == Limits()
    assert program.offline == Offline()


@pytest.mark.parametrize(
    ("text", "expiry"),
    [
        ('kind = "after"\nmonths = 12', Expiry(ExpiryKind.AFTER, 12)),
        ('kind = "after"\ndays = 90', Expiry(ExpiryKind.AFTER, 0, 90)),
        ('kind = "never"\non_change = "apply"', Expiry(ExpiryKind.NEVER, 0, 0, OnChange.APPLY)),
        ('on_change = "apply_if_better"', Expiry(on_change=OnChange.APPLY_IF_BETTER)),
        ('kind = "end_of_year"', Expiry(ExpiryKind.END_OF_YEAR, 0)),
    ],
)
def test_expiry(text: str, expiry: Expiry) -> None:
    assert read(f"[expiry]\n{text}\n").expiry == expiry


@pytest.mark.parametrize(
    ("text", "pending"),
    [
        ('kind = "bonuses"', Pending()),
        ('kind = "days"\ndays = 14', Pending(PendingKind.DAYS, 14)),
        ('kind = "until_window"', Pending(PendingKind.UNTIL_WINDOW)),
    ],
)
def test_pending(text: str, pending: Pending) -> None:
    assert read(f"[pending]\n{text}\n").pending == pending


def test_tiers() -> None:
    program = read(
        GOLD
        + """perks = ["Free coffee", "Early access"]
[tiers]
measure = "points"
window = "lifetime"
include_current_sale = "at_once"
downgrade = "balance_based"
grace_days = 30
reset_points = true
"""
    )
    assert program.tiering == Tiering(
        TierMeasure.POINTS,
        TierWindow.LIFETIME,
        12,
        CurrentSale.AT_ONCE,
        Downgrade.BALANCE_BASED,
        30,
        True,
    )
    assert program.tiers[0].threshold == 500
    assert program.tiers[0].perks == ("Free coffee", "Early access")


@pytest.mark.parametrize(("measure", "threshold"), [("spend", 50000), ("points", 500), ("visits", 500)])
def test_a_threshold_is_in_the_units_of_the_measure(measure: str, threshold: int) -> None:
    assert read(f'[tiers]\nmeasure = "{measure}"\n{GOLD}').tiers[0].threshold == threshold


def test_points_with_decimals() -> None:
    program = read(
        '[points]\ndecimals = 2\n[tiers]\nmeasure = "points"\n[limits]\npoints_per_sale = 20.5\n' + GOLD
    )
    assert program.tiers[0].threshold == 50000
    assert program.limits.points_per_sale == 2050
    assert program.offline.points_per_sale == 50000


def test_limits_with_offline() -> None:
    program = read(
        """[limits]
points_per_sale = 100
points_per_day = 300
card_uses_per_hour = 4
adjustment = 50
claim_days = 7
[offline]
mode = "risk"
points_per_sale = 200
"""
    )
    assert program.limits == Limits(100, 300, 4, 50, 7)
    assert program.offline == Offline(OfflineMode.RISK, 200, 400, 4000, 24, 72, 30)
    bounds = "points_per_member = 300\npoints_per_day = 900\nhours = 6\nmost_hours = 9\nmember_days = 0"
    own = read(f"[offline]\npoints_per_sale = 100\n{bounds}").offline
    assert own == Offline(OfflineMode.RISK, 100, 300, 900, 6, 9, 0)
    assert read("[offline]\nhours = 100").offline.most_hours == 100
    assert read('[offline]\nmode = "strict"').offline.mode is OfflineMode.STRICT


@pytest.mark.parametrize(
    ("text", "key", "code"),
    [
        ('[expiry]\non_change = "maybe"', "expiry.on_change", "program.one_of"),
        ("[offline]\npoints_per_member = 100", "offline.points_per_member", "program.offline_order"),
        ("[offline]\npoints_per_day = 600", "offline.points_per_day", "program.offline_order"),
        ("[offline]\nhours = 9\nmost_hours = 6", "offline.most_hours", "program.offline_hours"),
        ('[offline]\nmode = "strict"\nhours = 9', "offline.hours", "program.only_for_kind"),
        ("[expiry]\ndays = 5", "expiry.days", "program.days_only_after"),
        ('[pending]\nkind = "days"', "pending.days", "program.pending_days"),
        ("[pending]\ndays = 3", "pending.days", "program.only_for_kind"),
        ('[pending]\nkind = "later"', "pending.kind", "program.one_of"),
        (
            GOLD + '[tiers]\nwindow = "calendar_year"\nmonths = 3',
            "tiers.months",
            "program.year_has_no_months",
        ),
        (
            GOLD + '[tiers]\ndowngrade = "never"\ngrace_days = 3',
            "tiers.grace_days",
            "program.never_has_no_grace",
        ),
        ('[tiers]\nmeasure = "visits"', "tiers", "program.no_threshold"),
        (GOLD.replace("500", "-1"), "tier[1].threshold", "program.out_of_range"),
        (GOLD.replace("500", '"5,00"'), "tier[1].threshold", "program.comma"),
        (GOLD + "perks = []", "tier[1].perks", "program.empty_list"),
        (GOLD + "[tiers]\nmonths = 0", "tiers.months", "program.out_of_range"),
        (
            "[limits]\npoints_per_sale = 9\npoints_per_day = 5",
            "limits.points_per_day",
            "program.day_below_sale",
        ),
        ("[limits]\npoints_per_sale = 0", "limits.points_per_sale", "program.out_of_range"),
        ("[limits]\npoint_per_sale = 5", "limits.point_per_sale", "program.unknown_key_near"),
        (
            '[offline]\nmode = "strict"\npoints_per_sale = 5',
            "offline.points_per_sale",
            "program.only_for_kind",
        ),
        ("[offline]\nmode = true", "offline.mode", "program.one_of"),
    ],
)
def test_what_is_wrong(text: str, key: str, code: str) -> None:
    found = read_program(HEAD + text, Currency("EUR", 2))
    assert isinstance(found, tuple)
    assert (key, code) in [(each.key, each.message.code) for each in found]
