"""A program file read whole: a program, or everything that is wrong with it."""

from __future__ import annotations

from pos_app.kernel.limits import (
    POINTS_MAX,
    PROGRAM_BYTES_MAX,
    PROGRAM_EXTRAS_MAX,
    PROGRAM_ID_LENGTH_MAX,
    PROGRAM_REWARDS_MAX,
    PROGRAM_RULES_MAX,
)
from pos_app.kernel.money import Currency
from pos_app.loyalty.checking import check
from pos_app.loyalty.problems import Finding, ProgramProblem
from pos_app.loyalty.program import Program
from pos_app.loyalty.reading_benefits import coupon, promotion, reward
from pos_app.loyalty.reading_extras import activity, charity, entitlement, plan, stamp_card
from pos_app.loyalty.reading_lifecycle import bounds, expiry, offline, pending, tiering
from pos_app.loyalty.reading_offers import access, price
from pos_app.loyalty.reading_returns import returns
from pos_app.loyalty.reading_rules import Units, earn_rule, exclusion, tier
from pos_app.loyalty.reading_settings import discount, earning, nudges, redemption
from pos_app.loyalty.settings import PointsDisplay
from pos_app.loyalty.table import Table
from pos_app.loyalty.toml_text import placed, read_values

_LATER = ("tax", "combination", "order")


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
    points = root.table("points")
    decimals = points.whole("decimals", 0, 0, 2)
    if decimals == 1:
        points.problem("decimals", "program.decimals")
    units = Units(currency.digits, decimals)
    reached = tiering(root)
    program = Program(
        program_id=units.rule_id(head),
        name=head.text("name"),
        version=head.whole("version", None, 1, POINTS_MAX),
        points_name=points.text("name", "points", PROGRAM_ID_LENGTH_MAX),
        decimals=decimals,
        display=points.choice("display", PointsDisplay.TRUNCATE),
        money_digits=currency.digits,
        earning=earning(root),
        discount=discount(root),
        redemption=redemption(root, units),
        expiry=expiry(root),
        nudges=nudges(root, units),
        returns=returns(root),
        pending=pending(root),
        tiering=reached,
        limits=bounds(root, units),
        offline=offline(root, units),
        tiers=tuple(tier(table, units, reached.measure) for table in root.tables("tier", PROGRAM_RULES_MAX)),
        exclusions=tuple(exclusion(table, units) for table in root.tables("exclude", PROGRAM_RULES_MAX)),
        earn=tuple(earn_rule(table, units) for table in root.tables("earn", PROGRAM_RULES_MAX)),
        rewards=tuple(reward(table, units) for table in root.tables("reward", PROGRAM_REWARDS_MAX)),
        promotions=tuple(promotion(table, units) for table in root.tables("promotion", PROGRAM_RULES_MAX)),
        coupons=tuple(coupon(table, units) for table in root.tables("coupon", PROGRAM_RULES_MAX)),
        prices=tuple(price(table, units) for table in root.tables("price", PROGRAM_RULES_MAX)),
        cards=tuple(stamp_card(table, units) for table in root.tables("stamp_card", PROGRAM_EXTRAS_MAX)),
        activities=tuple(activity(table, units) for table in root.tables("activity", PROGRAM_EXTRAS_MAX)),
        plans=tuple(plan(table, units) for table in root.tables("plan", PROGRAM_EXTRAS_MAX)),
        entitlements=tuple(
            entitlement(table, units) for table in root.tables("entitlement", PROGRAM_EXTRAS_MAX)
        ),
        charities=tuple(charity(table, units) for table in root.tables("charity", PROGRAM_EXTRAS_MAX)),
        access=tuple(access(table, units) for table in root.tables("access", PROGRAM_RULES_MAX)),
    )
    head.close()
    points.close()
    root.close()
    return program
