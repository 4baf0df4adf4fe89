"""Conditions of a rule, prepared for many questions."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from datetime import date
from typing import Protocol

import msgspec

from pos_app.loyalty.accounts import plan_key
from pos_app.loyalty.basket import Basket
from pos_app.loyalty.extras import Plan
from pos_app.loyalty.member import MemberSnapshot
from pos_app.loyalty.rules import Purchase, When

DAY_MINUTES = 24 * 60
WEEK_MINUTES = 7 * DAY_MINUTES
_KEY_BYTES = 8
_LEAP_DAY = "02-29"
_LEAP_DAY_ELSE = "02-28"


class Asked(Protocol):
    """Who and what a condition is asked about: a situation of the engine is one."""

    @property
    def member(self) -> MemberSnapshot | None:
        """Return the member, None for a customer without a card."""

    @property
    def basket(self) -> Basket:
        """Return the sale with its instant."""

    @property
    def tier(self) -> str:
        """Return the tier that counts, empty for none."""


class CompiledWhen:
    """A condition with its weekly windows laid out in minutes of the week (Monday 00:00 = 0).

    Only the parts that a rule gives are asked. `plans` are those of the program: one that is `at_once` counts as
    held in the sale that buys it.
    """

    __slots__ = (
        "_asks",
        "_at_once",
        "_bought",
        "_never",
        "always",
        "code",
        "since",
        "tiers",
        "until",
        "when",
        "windows",
    )

    def __init__(self, when: When, plans: Iterable[Plan] = ()) -> None:
        self.when = when
        self.tiers = frozenset(when.tiers)
        self.windows = _windows(when)
        self.since = when.valid_from
        self.until = when.valid_until
        self.code = when.code.casefold()
        self.always = when == When()
        self._bought = question_key(when.bought) if when.bought else ""
        self._never = question_key(when.never_bought) if when.never_bought else ""
        self._at_once = frozenset(
            plan.product for plan in plans if plan.at_once and plan.plan_id in when.plans
        )
        self._asks: tuple[Callable[[Asked], bool], ...] = () if self.always else tuple(self._given())

    def holds(self, asked: Asked) -> bool:
        """Say whether the rule holds for this member, sale, instant."""
        return all(ask(asked) for ask in self._asks)

    def holds_now(self, basket: Basket) -> bool:
        """Say whether the basket's day and minute lie within; a basket without a date fails a rule that
        asks for one.
        """
        if self.since and basket.date < self.since:
            return False
        if self.until and (not basket.date or basket.date > self.until):
            return False
        return not self.windows or any(start <= basket.minute_of_week < end for start, end in self.windows)

    def holds_for(self, tier: str) -> bool:
        """Say whether members of this tier are meant."""
        return not self.tiers or tier in self.tiers

    def _given(self) -> list[Callable[[Asked], bool]]:
        when = self.when
        asks: list[tuple[object, Callable[[Asked], bool]]] = [
            (when.tiers, lambda asked: self.holds_for(asked.tier)),
            (self.windows or self.since or self.until, lambda asked: self.holds_now(asked.basket)),
            (when.stores, lambda asked: asked.basket.store in when.stores),
            (when.channels, lambda asked: asked.basket.channel in when.channels),
            (self.code, lambda asked: self.code in asked.basket.codes),
            (
                when.tenders,
                lambda asked: any(
                    one.kind in when.tenders and one.amount_minor > 0 for one in asked.basket.tenders
                ),
            ),
            (when.plans, self._has_plan),
        ]
        given = [ask for value, ask in asks if value]
        if self._asks_member():
            given.append(self._fits_member)
        return given

    def _asks_member(self) -> bool:
        when = self.when
        return bool(
            when.members
            or when.segments
            or when.referred
            or when.visit
            or when.every_visit
            or when.birthday_days is not None
            or when.bought
            or when.never_bought
        )

    def _fits_member(self, asked: Asked) -> bool:
        """What only a member can answer; a customer without a card never fits."""
        member, when = asked.member, self.when
        if member is None:
            return False
        visit = member.visits + 1
        return (
            (not when.segments or any(one in when.segments for one in member.segments))
            and (not when.referred or member.referrer is not None)
            and (not when.visit or visit == when.visit)
            and (not when.every_visit or visit % when.every_visit == 0)
            and (not self._bought or self._bought in member.bought)
            and self._never not in member.bought
            and (
                when.birthday_days is None
                or near_birthday(member.birthday, asked.basket.date, when.birthday_days)
            )
        )

    def _has_plan(self, asked: Asked) -> bool:
        member, basket = asked.member, asked.basket
        if member is None:
            return False
        for plan_id in self.when.plans:
            for lot in member.account(plan_key(plan_id)).lots:
                ends = lot.expires_at_ms
                if lot.open_points > 0 and (ends is None or ends >= basket.at_ms):
                    return True
        return bool(self._at_once) and any(
            line.product in self._at_once and line.quantity_milli > 0 for line in basket.lines
        )


def question_key(purchase: Purchase) -> str:
    """Return the key under which a member's `bought` holds the answer: the same for the same question anywhere."""
    return hashlib.blake2b(msgspec.json.encode(purchase), digest_size=_KEY_BYTES).hexdigest()


def near_birthday(birthday: str, day: str, days: int) -> bool:
    """Say whether `day` (ISO) lies at most `days` before or after a birthday ("MM-DD").

    In years without it 29 February is kept on the 28th. Nothing known of either is no birthday.
    """
    if not birthday or not day:
        return False
    today = date.fromisoformat(day)
    for year in (today.year - 1, today.year, today.year + 1):
        leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
        kept = _LEAP_DAY_ELSE if birthday == _LEAP_DAY and not leap else birthday
        if abs((date.fromisoformat(f"{year:04d}-{kept}") - today).days) <= days:
            return True
    return False


def _windows(when: When) -> tuple[tuple[int, int], ...]:
    if not when.weekdays and not when.hours:
        return ()
    found: list[tuple[int, int]] = []
    for day in when.weekdays or range(7):
        for start, end in when.hours or ((0, DAY_MINUTES),):
            opens = day * DAY_MINUTES + start
            closes = day * DAY_MINUTES + (end if end > start else end + DAY_MINUTES)
            found.append((opens, min(closes, WEEK_MINUTES)))
            if closes > WEEK_MINUTES:
                found.append((0, closes - WEEK_MINUTES))
    return tuple(found)
