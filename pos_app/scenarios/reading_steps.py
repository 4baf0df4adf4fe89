"""The steps of a scenario file, each by the word it does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from pos_app.kernel.clock import instant_ms, local_time
from pos_app.kernel.limits import PROGRAM_DAYS_MAX
from pos_app.loyalty.accounts import POINTS
from pos_app.loyalty.table import Table, shown
from pos_app.scenarios.answer import STEP_KEYS
from pos_app.scenarios.reading_parts import Stage
from pos_app.scenarios.reading_sales import earlier, read_keep, read_recall, read_return, read_sale, read_void
from pos_app.scenarios.reading_shop import known, person
from pos_app.scenarios.scenario import (
    ActivityStep,
    AdjustmentStep,
    AdvanceStep,
    AnyStep,
    AttachStep,
    EnrolStep,
    EntitlementStep,
    MergeStep,
    ProgramStep,
    SegmentStep,
    UnmergeStep,
)

_HOURS_MAX = 24 * PROGRAM_DAYS_MAX


def read_step(table: Table, stage: Stage) -> AnyStep | None:
    """Read one [[step]]; None when it does not say what it does."""
    doing = table.text("do", "sale")
    read = _READERS.get(doing)
    if read is None:
        table.problem("do", "program.one_of", value=doing, choices=", ".join(_READERS))
        return None
    name = table.text("name", f"{doing} {len(stage.names) + 1}")
    at_ms = stage.parts.instant(table, "at")
    if at_ms is not None:
        if at_ms < stage.now_ms:
            table.problem("at", "scenario.back_in_time")
        stage.now_ms = max(at_ms, stage.now_ms)
    expect = _expect(table)
    member = table.text("member", stage.only if doing in _OF_MEMBERS else "")
    if doing != "enrol":
        known(table, "member", member, [*sorted(stage.people), "nobody"])
    common = {
        "name": name,
        "path": table.path,
        "at_ms": at_ms,
        "member": "" if member == "nobody" else member,
        "expect": expect,
    }
    step = read(table, stage, common)
    table.close()
    if name in stage.names:
        table.problem("name", "scenario.twice", value=name)
    stage.names.append(name)
    return step


def _expect(table: Table) -> dict[str, Any] | None:
    if not table.has("expect"):
        return None
    expect = table.table("expect")
    for key in expect.values:
        known(expect, key, key, STEP_KEYS)
    return expect.values


def _activity(table: Table, stage: Stage, common: dict[str, Any]) -> AnyStep:
    return ActivityStep(activity=table.text("activity"), **common)


def _adjustment(table: Table, stage: Stage, common: dict[str, Any]) -> AnyStep:
    account = table.text("account", POINTS)
    points = stage.parts.points(table, "points", account, signed=True)
    if not table.has("points"):
        table.problem("points", "program.missing")
    return AdjustmentStep(
        points=points or 0,
        reason=table.text("reason", ""),
        account=account,
        by_manager=table.flag("by_manager", False),
        **common,
    )


def _enrol(table: Table, stage: Stage, common: dict[str, Any]) -> AnyStep:
    newcomer = person(table.table("new"), stage.parts, stage.now_ms)
    if newcomer.person_id in stage.people:
        table.problem("new", "scenario.twice", value=newcomer.person_id)
    known(table, "new", newcomer.referrer, sorted(stage.people))
    stage.people.add(newcomer.person_id)
    return EnrolStep(person=newcomer, **{**common, "member": newcomer.person_id})


def _merge(table: Table, stage: Stage, common: dict[str, Any]) -> AnyStep:
    loser = table.text("from")
    known(table, "from", loser, sorted(stage.people))
    return MergeStep(loser=loser, **common)


def _unmerge(table: Table, stage: Stage, common: dict[str, Any]) -> AnyStep:
    return UnmergeStep(of=earlier(table, stage), **common)


def _entitlement(table: Table, stage: Stage, common: dict[str, Any]) -> AnyStep:
    return EntitlementStep(entitlement=table.text("entitlement"), **common)


def _attach(table: Table, stage: Stage, common: dict[str, Any]) -> AnyStep:
    return AttachStep(of=earlier(table, stage), by_claim=table.flag("by_claim", False), **common)


def _advance(table: Table, stage: Stage, common: dict[str, Any]) -> AnyStep:
    days = table.whole("days", 0, 0, PROGRAM_DAYS_MAX)
    hours = table.whole("hours", 0, 0, _HOURS_MAX)
    if not days and not hours and common["at_ms"] is None:
        table.problem("days", "program.missing")
    zone = stage.parts.zone
    moment = local_time(stage.now_ms, zone).replace(tzinfo=None) + timedelta(days=days)
    stage.now_ms = instant_ms(moment.replace(tzinfo=zone)) + hours * 3_600_000
    return AdvanceStep(**{**common, "at_ms": stage.now_ms})


def _program(table: Table, stage: Stage, common: dict[str, Any]) -> AnyStep:
    step = ProgramStep(program=table.text("program", ""), adds=rules_text(table), **common)
    if not step.program and not step.adds:
        table.problem("program", "program.missing")
    return step


def _segments(table: Table, stage: Stage, common: dict[str, Any]) -> AnyStep:
    return SegmentStep(segments=table.texts("segments"), **common)


def rules_text(table: Table) -> str:
    """Return the program text that a scenario adds; several lines, so no ordinary text."""
    value = table.take("adds")
    if value is not None and not isinstance(value, str):
        table.problem("adds", "program.wrong_text", value=shown(value))
        return ""
    return value or ""


_OF_MEMBERS = ("sale", "keep", "activity", "adjustment", "entitlement", "attach", "segments", "advance")
"""Steps that are about the only member when there is only one."""
_READERS: dict[str, Callable[[Table, Stage, dict[str, Any]], AnyStep]] = {
    "sale": read_sale,
    "keep": read_keep,
    "recall": read_recall,
    "return": read_return,
    "void": read_void,
    "activity": _activity,
    "adjustment": _adjustment,
    "enrol": _enrol,
    "merge": _merge,
    "unmerge": _unmerge,
    "entitlement": _entitlement,
    "attach": _attach,
    "advance": _advance,
    "program": _program,
    "segments": _segments,
}
