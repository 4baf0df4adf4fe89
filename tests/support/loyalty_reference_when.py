"""Conditions and limits once more: every one asked in plain words, nothing prepared."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from pos_app.kernel.ids import AccountId, MemberId
from pos_app.loyalty.basket import Basket
from pos_app.loyalty.conditions import question_key
from pos_app.loyalty.member import AccountState, MemberSnapshot
from pos_app.loyalty.program import Program
from pos_app.loyalty.rules import Period, UseLimit, When, Whose

NOBODY = MemberSnapshot(MemberId(UUID(int=0)), AccountId(UUID(int=0)), "", (), 0)


def holds(when: When, program: Program, member: MemberSnapshot | None, basket: Basket) -> bool:
    """The rule is for this member (None: a customer without a card), in this sale, at this time."""
    if member is None:
        member = NOBODY
        if when.members or when.visit or when.every_visit or when.never_bought is not None:
            return False
    return all(
        (
            not when.tiers or member.tier in when.tiers,
            not when.stores or basket.store in when.stores,
            not when.channels or basket.channel in when.channels,
            not when.segments or set(when.segments) & set(member.segments),
            not when.referred or member.referrer is not None,
            not when.code or when.code.casefold() in basket.codes,
            not when.tenders
            or {one.kind for one in basket.tenders if one.amount_minor > 0} & set(when.tenders),
            not when.visit or member.visits + 1 == when.visit,
            not when.every_visit or (member.visits + 1) % when.every_visit == 0,
            when.bought is None or question_key(when.bought) in member.bought,
            when.never_bought is None or question_key(when.never_bought) not in member.bought,
            not when.plans
            or (member is not NOBODY and any(has_plan(each, program, member, basket) for each in when.plans)),
            when.birthday_days is None or treated(when.birthday_days, member.birthday, basket.date),
            not when.valid_from or basket.date >= when.valid_from,
            not when.valid_until or basket.date <= when.valid_until,
            open_now(when, basket),
        )
    )


def has_plan(plan_id: str, program: Program, member: MemberSnapshot, basket: Basket) -> bool:
    """The member paid for it and it has not ended, or buys it here and it begins at once."""
    if still_there(account(member, f"plan:{plan_id}"), basket.at_ms):
        return True
    return any(
        plan.plan_id == plan_id and plan.at_once and line.product == plan.product and line.quantity_milli > 0
        for plan in program.plans
        for line in basket.lines
    )


def treated(days: int, birthday: str, today: str) -> bool:
    """One of the days around today is the birthday."""
    if not birthday:
        return False
    middle = date.fromisoformat(today)
    for shift in range(-days, days + 1):
        day = middle + timedelta(days=shift)
        if f"{day.month:02d}-{day.day:02d}" == birthday:
            return True
        has_leap_day = (date(day.year, 3, 1) - timedelta(days=1)).day == 29
        if birthday == "02-29" and not has_leap_day and (day.month, day.day) == (2, 28):
            return True
    return False


def open_now(when: When, basket: Basket) -> bool:
    """Weekday and hour fit; hours over midnight belong to the day they begin on."""
    day, minute = divmod(basket.minute_of_week, 1440)
    if not when.hours:
        return not when.weekdays or day in when.weekdays
    for start, end in when.hours:
        today = not when.weekdays or day in when.weekdays
        yesterday = not when.weekdays or (day - 1) % 7 in when.weekdays
        if end > start:
            if today and start <= minute < end:
                return True
        elif (today and minute >= start) or (yesterday and minute < end):
            return True
    return False


def times_left(
    rule_id: str, limits: tuple[UseLimit, ...], member: MemberSnapshot, basket: Basket
) -> int | None:
    """How many more times a rule may count in this sale, None for any number."""
    left: list[int] = []
    for limit in limits:
        key = f"uses:{rule_id}:{limit.period.value}"
        if limit.period is Period.SALE:
            used = 0
        elif limit.whose is Whose.MEMBER:
            used = still_there(account(member, key), basket.at_ms)
        else:
            used = dict(basket.used_by_all).get(key, 0)
        left.append(max(limit.times - used, 0))
    return min(left, default=None)


def still_there(state: AccountState, at_ms: int) -> int:
    """What of an account has not ended."""
    return sum(
        lot.open_points for lot in state.lots if lot.expires_at_ms is None or lot.expires_at_ms >= at_ms
    )


def account(member: MemberSnapshot, key: str) -> AccountState:
    """One account of the member."""
    return next((each for each in member.accounts if each.key == key), AccountState(key))
