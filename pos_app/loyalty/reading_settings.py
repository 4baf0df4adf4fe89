"""Settings of earning, spending, hints: one table of the file each."""

from __future__ import annotations

from pos_app.kernel.limits import PROGRAM_DAYS_MAX
from pos_app.kernel.money import Rounding
from pos_app.loyalty.reading_rules import Units
from pos_app.loyalty.settings import (
    Combination,
    Discounting,
    EarnBase,
    Earning,
    Exclusive,
    Multiplying,
    Nudging,
    Order,
    PointsRounding,
    Redemption,
    RoundPer,
    Stacking,
)
from pos_app.loyalty.table import Table


def earning(root: Table) -> Earning:
    """Read [earning]."""
    table = root.table("earning")
    earning = Earning(
        base=table.choice("base", EarnBase.AS_PRICED),
        after_promotions=table.flag("after_promotions", True),
        after_rewards=table.flag("after_rewards", True),
        after_stored_value=table.flag("after_stored_value", False),
        rounding=table.choice("rounding", PointsRounding.FLOOR),
        round_per=table.choice("round_per", RoundPer.SALE),
        stacking=table.choice("stacking", Stacking.BEST_MULTIPLIER),
        multipliers=table.choice("multipliers", Multiplying.ADD),
        allocate_sale_discounts=table.flag("allocate_sale_discounts", True),
        carry_remainder=table.flag("carry_remainder", True),
        same_sale_spendable=table.flag("same_sale_spendable", False),
    )
    table.close()
    return earning


def discount(root: Table) -> Discounting:
    """Read [discount]."""
    table = root.table("discount")
    rounding = table.choice("rounding", Rounding.HALF_UP)
    if rounding is Rounding.UP:
        table.problem("rounding", "program.one_of", value="up", choices="half_up, down")
    discount = Discounting(
        rounding=rounding,
        compound=table.flag("compound", True),
        exclusive=table.choice("exclusive", Exclusive.NONE),
        combination=table.choice("combination", Combination.IN_ORDER),
        order=table.choice("order", Order.BY_RANK),
    )
    table.close()
    return discount


def redemption(root: Table, units: Units) -> Redemption:
    """Read [redemption]."""
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


def nudges(root: Table, units: Units) -> Nudging:
    """Read [nudges]."""
    table = root.table("nudges")
    default = Nudging()
    least = units.points(table, "least_points", 1)
    nudging = Nudging(
        least_points=least if least is not None else default.least_points * units.scale,
        expiry_days=table.whole("expiry_days", default.expiry_days, 0, PROGRAM_DAYS_MAX),
    )
    table.close()
    return nudging
