"""The gift for a birthday: once a year, within its window."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from pos_app.kernel.ids import EventId, derived_id
from pos_app.kernel.messages import Message
from pos_app.loyalty.accounts import owed_key, uses_key
from pos_app.loyalty.compiled import CompiledProgram
from pos_app.loyalty.extras import Activity
from pos_app.loyalty.ledger import EntryDraft, EntryKind
from pos_app.loyalty.lifecycle.booking import put_shared
from pos_app.loyalty.lifecycle.crediting import gift
from pos_app.loyalty.lifecycle.standing import holds, outside_sale
from pos_app.loyalty.limiting import use_entry
from pos_app.loyalty.lots import lots_of
from pos_app.loyalty.member import MemberSnapshot
from pos_app.loyalty.rules import Period
from pos_app.loyalty.spans import day_of, end_of_day

BIRTHDAY = "birthday"


def birthday_entries(compiled: CompiledProgram, member: MemberSnapshot, at_ms: int) -> Iterable[EntryDraft]:
    """Yield the gift of every birthday activity that is open at `at_ms`, with the use that keeps it to one a year.

    The use ends before the next window opens, so that a window over New Year gives once, too. A coupon is owed and
    printed with the sale.
    """
    if not member.birthday:
        return
    for activity in compiled.program.activities:
        if activity.kind != BIRTHDAY:
            continue
        birthday = birthday_near(member.birthday, day_of(at_ms, compiled.zone), activity.days)
        if birthday is None:
            continue
        used = member.account(uses_key(activity.activity_id, Period.YEAR.value))
        if not lots_of(used, at_ms) and holds(compiled, activity.when, outside_sale(compiled, member, at_ms)):
            yield from _gift(compiled, member, activity, birthday, at_ms)


def birthday_near(birthday: str, day: date, days: int) -> date | None:
    """Return the birthday ("MM-DD") whose window of `days` before and after holds `day`, None when none does.

    29 February is kept on the 28th in years that do not have it.
    """
    for year in (day.year - 1, day.year, day.year + 1):
        kept = _in_year(birthday, year)
        if abs((kept - day).days) <= days:
            return kept
    return None


def _gift(
    compiled: CompiledProgram, member: MemberSnapshot, activity: Activity, birthday: date, at_ms: int
) -> Iterable[EntryDraft]:
    rule, who = activity.activity_id, member.member_id
    reason = Message("activity.birthday", {"activity": activity.name})
    event = EventId(derived_id(who, f"birthday:{rule}:{birthday.isoformat()}"))
    if activity.points:
        yield gift(
            compiled, who, member.debt_points, activity.account, activity.points, rule, reason, at_ms, event
        )
    if activity.coupon:
        yield put_shared(
            who, owed_key(activity.coupon), f"owed:{rule}", EntryKind.ISSUE, 1, rule, reason, None
        )
    opens = _in_year(member.birthday, birthday.year + 1) - timedelta(days=activity.days)
    ends = end_of_day(opens - timedelta(days=1), compiled.zone)
    yield use_entry(who, rule, Period.YEAR.value, 1, ends, reason)


def _in_year(birthday: str, year: int) -> date:
    month, day = (int(part) for part in birthday.split("-"))
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return date(year, month, 28 if (month, day) == (2, 29) and not leap else day)
