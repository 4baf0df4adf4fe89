"""What a program file says per rule, as frozen values."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from pos_app.kernel.money import Rate
from pos_app.loyalty.accounts import POINTS


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


class Purchase(msgspec.Struct, frozen=True):
    """A question to a member's history: has a line that fits `selector` been bought in the last `days` (0 =
    ever)?
    """

    selector: Selector
    days: int = 0


class When(msgspec.Struct, frozen=True):
    """When and for whom a rule holds; everything empty means always and for everybody.

    `weekdays` 0 = Monday. `hours` are (from, until) in minutes of the day, the end exclusive; an end at or
    before the start goes on into the next day and belongs to the weekday it started on. Dates are ISO,
    inclusive on both ends. Of every list one entry is enough. `visit` n is the member's nth sale,
    `every_visit` n each nth; `birthday_days` n is up to n days before or after the birthday (None = any day).
    `code` must have been entered; `tenders` paid at least part of the sale.
    """

    tiers: tuple[str, ...] = ()
    weekdays: tuple[int, ...] = ()
    hours: tuple[tuple[int, int], ...] = ()
    valid_from: str = ""
    valid_until: str = ""
    stores: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    segments: tuple[str, ...] = ()
    plans: tuple[str, ...] = ()
    tenders: tuple[str, ...] = ()
    code: str = ""
    members: bool = False
    """Only for members, whatever their tier."""
    referred: bool = False
    """Only for members whom another member brought."""
    visit: int = 0
    every_visit: int = 0
    birthday_days: int | None = None
    bought: Purchase | None = None
    never_bought: Purchase | None = None


class Period(StrEnum):
    """The span in which uses are counted; spans are those of the shop's calendar."""

    SALE = "sale"
    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"
    EVER = "ever"


class Whose(StrEnum):
    """Whose uses are counted."""

    MEMBER = "member"
    EVERYBODY = "everybody"


class UseLimit(msgspec.Struct, frozen=True):
    """At most `times` uses in a `period`, by one member or by everybody together."""

    times: int
    period: Period
    whose: Whose = Whose.MEMBER


class EarnKind(StrEnum):
    """What points are counted by."""

    SPEND = "spend"
    UNIT = "unit"
    SALE = "sale"
    MULTIPLIER = "multiplier"
    PERCENT = "percent"


class EarnRule(msgspec.Struct, frozen=True):
    """One way to earn.

    SPEND gives `points` (whole points, exact) per step of `step` minor units, UNIT per `step` thousandths
    of quantity, SALE once per sale. PERCENT gives `points` (a fraction: 0.02 for 2 %) of the earning amount,
    counted in major units: cash back. MULTIPLIER multiplies the points that SPEND, UNIT and PERCENT rules
    with `multiplied` give on the matching lines by `factor` (> 1). `minimum_minor` is asked of the earning
    amount of the matching lines, `minimum_milli` of their quantity. `account` is what the rule fills: points,
    or the stamps of a card; only points are multiplied.
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
    minimum_milli: int = 0
    account: str = POINTS
    limits: tuple[UseLimit, ...] = ()


class Exclusion(msgspec.Struct, frozen=True):
    """Lines that no rule rewards; `name` is what the why-line says was left out."""

    exclusion_id: str
    name: str
    selector: Selector
    bars_earning: bool = True
    bars_rewards: bool = True


class Effect(StrEnum):
    """What a promotion or reward gives."""

    AMOUNT = "amount"
    PERCENT = "percent"
    FREE_ITEM = "free_item"
    PER_POINT = "per_point"
    SET_PRICE = "set_price"
    BUY_GET = "buy_get"
    COUPON = "coupon"
    DONATION = "donation"


class Scope(StrEnum):
    """What it takes its money off."""

    SALE = "sale"
    MATCHING = "matching"
    CHEAPEST = "cheapest"


class RewardForm(StrEnum):
    """`discount` is spread over lines and tax rates; `tender` pays part of the total and leaves the tax
    alone.
    """

    DISCOUNT = "discount"
    TENDER = "tender"


class Benefit(msgspec.Struct, frozen=True):
    """What a promotion gives to anybody, or a reward for points: one calculation serves both.

    `cost_points` in units of `account` (points or stamps), 0 for a promotion and for PER_POINT. AMOUNT uses
    `amount_minor`, PERCENT `percent` (a fraction of 1), PER_POINT `worth` (minor units per point unit).
    FREE_ITEM gives the dearest matching item, or the cheapest with that scope. SET_PRICE sells each `buy`
    matching items together for `amount_minor`; BUY_GET takes `percent` off `get` items (of `get_selector`
    when that is given, else of the same set, cheapest first) for each `buy` bought. COUPON issues the coupon
    `gives`, DONATION gives `amount_minor` to the charity `gives`. `gift` is the number of a product that is
    put on the sale when the reward is chosen. `cap_minor` bounds one use; `minimum_minor` and `minimum_milli`
    are asked of the matching lines, without tax when `minimum_net`. `per_sale` 0 means no limit; `limits` are
    the further ones. A promotion with a code in `when` applies once the code is entered, one that is not
    `automatic` when the cashier chooses it.
    """

    benefit_id: str
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
    account: str = POINTS
    automatic: bool = False
    buy: int = 0
    get: int = 0
    get_selector: Selector | None = None
    gives: str = ""
    gift: str = ""
    minimum_milli: int = 0
    minimum_net: bool = False
    limits: tuple[UseLimit, ...] = ()


class PriceRule(msgspec.Struct, frozen=True):
    """A price list entry: the matching products cost `price_minor` per unit, or `percent` less, for whom
    `when` fits.

    The lowest fitting price counts; a price typed by hand goes above all. A quantity break asks for `minimum_milli` of
    the matching goods together, gifts left out.
    """

    price_id: str
    name: str
    selector: Selector
    when: When
    price_minor: int | None = None
    percent: Rate = Rate(0)
    minimum_milli: int = 0


class AccessRule(msgspec.Struct, frozen=True):
    """Products that only those may buy whom `when` fits, until `public_from` (ISO date, empty = for good)."""

    access_id: str
    name: str
    selector: Selector
    when: When
    public_from: str = ""
