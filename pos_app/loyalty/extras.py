"""What a program can have beside points: stamps, coupons, activities, paid plans, entitlements, charities."""

from __future__ import annotations

import msgspec

from pos_app.kernel.money import Rate
from pos_app.loyalty.accounts import POINTS
from pos_app.loyalty.rules import Benefit, UseLimit, When


class StampCard(msgspec.Struct, frozen=True):
    """A card that earn rules stamp; `full` stamps are what the screen shows as full, each ends after `months` (0 =
    never).
    """

    card_id: str
    name: str
    full: int
    months: int = 0


class CouponRule(msgspec.Struct, frozen=True):
    """A coupon for a later purchase: `benefit` is what it gives to its bearer, once.

    It is printed after a sale of at least `minimum_minor` for which `issued_when` fits (`automatic`), or given by a
    reward or an activity. Good from `starts_days` after that day for `valid_days`.
    """

    coupon_id: str
    name: str
    benefit: Benefit
    automatic: bool = False
    issued_when: When = When()
    minimum_minor: int = 0
    starts_days: int = 0
    valid_days: int = 30
    limits: tuple[UseLimit, ...] = ()


class Activity(msgspec.Struct, frozen=True):
    """What is rewarded without a sale. `kind` is a word of the shop: review, visit, vote, community, event, survey,
    share; `signup`, `birthday` and `referral` happen by themselves.

    `points` (units of `account`) go to the member; with a referral to the one who brought the friend, `friend_points`
    to the friend, both after the friend's first purchase of at least `minimum_minor`. `coupon` and `friend_coupon` are
    coupons given as well, or instead.
    """

    activity_id: str
    name: str
    kind: str
    points: int = 0
    account: str = POINTS
    friend_points: int = 0
    minimum_minor: int = 0
    coupon: str = ""
    friend_coupon: str = ""
    when: When = When()
    limits: tuple[UseLimit, ...] = ()
    days: int = 0
    """Window around a birthday: so many days before and after."""


class Plan(msgspec.Struct, frozen=True):
    """A paid membership, bought as the product with number `product`; one piece buys `months`.

    `at_once` gives its benefits in the sale that buys it. A refund gives back `refund` of the fee: all of it less the
    benefits used, the share of the days left, or none. `tier` begins with the plan when it is given.
    """

    plan_id: str
    name: str
    product: str
    months: int
    at_once: bool = False
    refund: str = "less_benefits"
    tier: str = ""


class Entitlement(msgspec.Struct, frozen=True):
    """Something counted that a tier or plan brings: "two styling sessions a year"."""

    entitlement_id: str
    name: str
    limit: UseLimit
    when: When = When()


class Charity(msgspec.Struct, frozen=True):
    """Who the shop gives to: `percent` (a fraction of 1) of each member's sale, on top of what members give by
    points.
    """

    charity_id: str
    name: str
    percent: Rate = Rate(0)
