"""What a program file says per rule, as frozen values."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from pos_app.kernel.money import Rate


class Selector(msgspec.Struct, frozen=True):
    """Which lines a rule looks at: a line must fit every list that is given, one entry of each is enough.

    `categories` are paths from the widest to the narrowest; a path covers everything below it. The
    `except_` lists take lines out again. All empty means every line.
    """

    products: tuple[str, ...] = ()
    categories: tuple[tuple[str, ...], ...] = ()
    brands: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    except_products: tuple[str, ...] = ()
    except_categories: tuple[tuple[str, ...], ...] = ()
    except_brands: tuple[str, ...] = ()
    except_tags: tuple[str, ...] = ()

    @property
    def is_limited(self) -> bool:
        """True when it names what it wants (the `except_` lists alone do not count)."""
        return bool(self.products or self.categories or self.brands or self.tags)

    @property
    def has_exceptions(self) -> bool:
        """True when it takes lines out again."""
        return bool(self.except_products or self.except_categories or self.except_brands or self.except_tags)


class When(msgspec.Struct, frozen=True):
    """When and for whom a rule holds; everything empty means always and for everybody.

    `weekdays` 0 = Monday. `hours` are (from, until) in minutes of the day, the end exclusive; an end at or
    before the start goes on into the next day and belongs to the weekday it started on. Dates are ISO,
    inclusive on both ends.
    """

    tiers: tuple[str, ...] = ()
    weekdays: tuple[int, ...] = ()
    hours: tuple[tuple[int, int], ...] = ()
    valid_from: str = ""
    valid_until: str = ""


class EarnKind(StrEnum):
    """What points are counted by."""

    SPEND = "spend"
    UNIT = "unit"
    SALE = "sale"
    MULTIPLIER = "multiplier"


class EarnRule(msgspec.Struct, frozen=True):
    """One way to earn.

    SPEND gives `points` (whole points, exact) per step of `step` minor units, UNIT per `step` thousandths
    of quantity, SALE once per sale. MULTIPLIER multiplies the points that SPEND and UNIT rules with
    `multiplied` give on the matching lines by `factor` (> 1). `minimum_minor` is asked of the earning
    amount of the matching lines.
    """

    rule_id: str
    name: str
    kind: EarnKind
    points: Rate = Rate(0)
    step: int = 0
    factor: Rate = Rate(1)
    minimum_minor: int = 0
    multiplied: bool = True
    selector: Selector = Selector()
    when: When = When()


class Exclusion(msgspec.Struct, frozen=True):
    """Lines that no rule rewards; `name` is what the why-line says was left out."""

    exclusion_id: str
    name: str
    selector: Selector
    bars_earning: bool = True
    bars_rewards: bool = True


class Effect(StrEnum):
    """What a reward gives."""

    AMOUNT = "amount"
    PERCENT = "percent"
    FREE_ITEM = "free_item"
    PER_POINT = "per_point"


class Scope(StrEnum):
    """What a reward takes its money off."""

    SALE = "sale"
    MATCHING = "matching"
    CHEAPEST = "cheapest"


class RewardForm(StrEnum):
    """`discount` is spread over lines and tax rates; `tender` pays part of the total and leaves the tax
    alone.
    """

    DISCOUNT = "discount"
    TENDER = "tender"


class Reward(msgspec.Struct, frozen=True):
    """What points buy.

    `cost_points` in point units (0 for PER_POINT). AMOUNT uses `amount_minor`, PERCENT `percent` (a
    fraction of 1), PER_POINT `worth` (minor units per point unit). FREE_ITEM gives the dearest matching
    item, or the cheapest with that scope. `cap_minor` bounds one use, `minimum_minor` is asked of the
    matching lines, `per_sale` 0 means no limit.
    """

    reward_id: str
    name: str
    effect: Effect
    cost_points: int = 0
    amount_minor: int = 0
    percent: Rate = Rate(0)
    worth: Rate = Rate(0)
    scope: Scope = Scope.SALE
    form: RewardForm = RewardForm.DISCOUNT
    cap_minor: int | None = None
    minimum_minor: int = 0
    per_sale: int = 0
    selector: Selector = Selector()
    when: When = When()
