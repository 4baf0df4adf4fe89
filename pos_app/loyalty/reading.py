"""A program file read whole: a program, or everything that is wrong with it."""

from __future__ import annotations

from pos_app.kernel.limits import (
    POINTS_MAX,
    PROGRAM_BYTES_MAX,
    PROGRAM_DAYS_MAX,
    PROGRAM_ID_LENGTH_MAX,
    PROGRAM_MONTHS_MAX,
    PROGRAM_REWARDS_MAX,
    PROGRAM_RULES_MAX,
)
from pos_app.kernel.money import Currency, Rounding
from pos_app.loyalty.checking import check
from pos_app.loyalty.problems import Finding, ProgramProblem
from pos_app.loyalty.program import (
    Discounting,
    EarnBase,
    Earning,
    Expiry,
    ExpiryKind,
    Multiplying,
    Nudging,
    PointsRounding,
    Program,
    Redemption,
    RoundPer,
    Stacking,
)
from pos_app.loyalty.reading_rules import Units, earn_rule, exclusion, reward, tier
from pos_app.loyalty.table import Table
from pos_app.loyalty.toml_text import placed, read_values

_LATER = ("tax", "returns", "pending", "tiers", "offline", "limits", "combination", "order", "activity")
_INACTIVITY_MONTHS = 24


def read_program(data: bytes | str, currency: Currency) -> Program | tuple[ProgramProblem, ...]:
    """Return the program of a TOML file, or all its problems in order of their lines. Never raises.

    Amounts are in the major unit of `currency` ("5.00"). A key or value that this version does not offer is a
    problem, never silently ignored.
    """
    values = read_values(data, PROGRAM_BYTES_MAX)
    if isinstance(values, tuple):
        return values
    found: list[Finding] = []
    program = _program(Table(values, (), found, _LATER), currency)
    found += check(program, found)
    return placed(data, found) if found else program


def _program(root: Table, currency: Currency) -> Program:
    head = root.table("program")
    points = root.table("points", later=("display",))
    decimals = points.whole("decimals", 0, 0, 2)
    if decimals == 1:
        points.problem("decimals", "program.decimals")
    units = Units(currency.digits, decimals)
    program = Program(
        program_id=units.rule_id(head),
        name=head.text("name"),
        version=head.whole("version", None, 1, POINTS_MAX),
        points_name=points.text("name", "points", PROGRAM_ID_LENGTH_MAX),
        decimals=decimals,
        money_digits=currency.digits,
        earning=_earning(root),
        discount=_discount(root),
        redemption=_redemption(root, units),
        expiry=_expiry(root),
        nudges=_nudges(root, units),
        tiers=tuple(tier(table, units) for table in root.tables("tier", PROGRAM_RULES_MAX)),
        exclusions=tuple(exclusion(table, units) for table in root.tables("exclude", PROGRAM_RULES_MAX)),
        earn=tuple(earn_rule(table, units) for table in root.tables("earn", PROGRAM_RULES_MAX)),
        rewards=tuple(reward(table, units) for table in root.tables("reward", PROGRAM_REWARDS_MAX)),
    )
    head.close()
    points.close()
    root.close()
    return program


def _earning(root: Table) -> Earning:
    table = root.table("earning", later=("allocate_sale_discounts", "carry_remainder", "same_sale_spendable"))
    earning = Earning(
        base=table.choice("base", EarnBase.AS_PRICED, not_yet=("gross",)),
        after_promotions=table.flag("after_promotions", True),
        after_rewards=table.flag("after_rewards", True),
        after_stored_value=table.flag("after_stored_value", False),
        rounding=table.choice("rounding", PointsRounding.FLOOR),
        round_per=table.choice("round_per", RoundPer.SALE),
        stacking=table.choice("stacking", Stacking.BEST_MULTIPLIER, not_yet=("best", "newest")),
        multipliers=table.choice("multipliers", Multiplying.ADD),
    )
    table.close()
    return earning


def _discount(root: Table) -> Discounting:
    table = root.table("discount", later=("exclusive",))
    rounding = table.choice("rounding", Rounding.HALF_UP)
    if rounding is Rounding.UP:
        table.problem("rounding", "program.one_of", value="up", choices="half_up, down")
    discount = Discounting(rounding=rounding, compound=table.flag("compound", True))
    table.close()
    return discount


def _redemption(root: Table, units: Units) -> Redemption:
    table = root.table("redemption")
    redemption = Redemption(
        step=units.points(table, "step", 1) or 1,
        floor=units.points(table, "floor", 0) or 0,
        cap_percent=units.percent(table, "cap_percent"),
        cap_minor=units.amount(table, "cap_amount", least_minor=1),
        cover_last_cents=table.flag("cover_last_cents", True),
    )
    table.close()
    return redemption


def _expiry(root: Table) -> Expiry:
    table = root.table("expiry", later=("on_change",))
    kind = table.choice("kind", ExpiryKind.INACTIVITY)
    months = table.whole("months", 0, 0, PROGRAM_MONTHS_MAX)
    days = table.whole("days", 0, 0, PROGRAM_DAYS_MAX)
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
    return Expiry(kind=kind, months=months, days=days)


def _nudges(root: Table, units: Units) -> Nudging:
    table = root.table("nudges")
    default = Nudging()
    least = units.points(table, "least_points", 1)
    nudging = Nudging(
        least_points=least if least is not None else default.least_points * units.scale,
        expiry_days=table.whole("expiry_days", default.expiry_days, 0, PROGRAM_DAYS_MAX),
    )
    table.close()
    return nudging
