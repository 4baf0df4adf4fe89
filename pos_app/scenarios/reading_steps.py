"""The steps of a scenario file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

from pos_app.kernel.clock import instant_ms, local_time
from pos_app.kernel.limits import PROGRAM_DAYS_MAX, REWARDS_PER_SALE_MAX, SALE_LINES_MAX
from pos_app.loyalty.accounts import POINTS
from pos_app.loyalty.table import Table, exact_rate
from pos_app.retail.returned import ReturnReason
from pos_app.retail.tender import TenderKind
from pos_app.scenarios.answer import STEP_KEYS
from pos_app.scenarios.reading_parts import Parts
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
    ReturnStep,
    SaleStep,
    SegmentStep,
    StepLine,
    StepReward,
    StepTender,
    UnmergeStep,
    VoidStep,
)

_HOURS_MAX = 24 * PROGRAM_DAYS_MAX


class Stage:
    """What is known while steps are read: products, members, the steps before, the clock."""

    def __init__(self, parts: Parts, products: set[str], people: set[str], now_ms: int) -> None:
        self.parts = parts
        self.products = products
        self.people = people
        self.now_ms = now_ms
        self.names: list[str] = []
        self.only = next(iter(people)) if len(people) == 1 else ""


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


def _sale(table: Table, stage: Stage, common: dict[str, Any]) -> AnyStep:
    coupons: list[tuple[str, str]] = []
    for each in _entries(table, "coupons"):
        of = each.text("of", "")
        known(each, "of", of, stage.names)
        coupons.append((of, each.text("coupon", "")))
        each.close()
    returned = table.table("returned") if table.has("returned") else None
    return SaleStep(
        lines=tuple(_line(each, stage) for each in _entries(table, "lines", "product")),
        rewards=tuple(_reward(each, stage) for each in _entries(table, "rewards", "reward")),
        tenders=_tenders(table, stage),
        codes=table.texts("codes"),
        coupons=tuple(coupons),
        store=table.text("store", ""),
        returned=None if returned is None else _returned(returned, stage, common),
        **common,
    )


def _entries(table: Table, key: str, short: str = "") -> list[Table]:
    """Return a list of tables; a plain text in it stands for the table that has it under `short`."""
    value = table.values.get(key)
    if isinstance(value, str):
        value = [value]
    if isinstance(value, list) and short:
        table.values[key] = [_spelt_out(each, short) if isinstance(each, str) else each for each in value]
    return table.tables(key, SALE_LINES_MAX)


def _spelt_out(text: str, short: str) -> dict[str, Any]:
    """`"2 coffee"` is two of the product coffee."""
    count, _, rest = text.partition(" ")
    number = count.replace(".", "", 1)
    if rest and number.isascii() and number.isdigit():
        return {short: rest.strip(), ("quantity" if short == "product" else "times"): Decimal(count)}
    return {short: text}


def _line(table: Table, stage: Stage) -> StepLine:
    product = table.text("product")
    known(table, "product", product, sorted(stage.products))
    percent = table.number("discount_percent", 1, Decimal("0.1"), Decimal(100))
    found = StepLine(
        product=product,
        quantity_milli=stage.parts.quantity(table, "quantity"),
        price_minor=stage.parts.amount(table, "price"),
        discount=None if percent is None else exact_rate(percent / 100),
    )
    table.close()
    return found


def _reward(table: Table, stage: Stage) -> StepReward:
    times = table.number("times", 0, Decimal(1), Decimal(REWARDS_PER_SALE_MAX))
    found = StepReward(table.text("reward"), int(times or 1), stage.parts.points(table, "points") or 0)
    table.close()
    return found


def _tenders(table: Table, stage: Stage) -> tuple[StepTender, ...]:
    value = table.values.get("tenders")
    if isinstance(value, str):
        table.values["tenders"] = {value: "rest"}
    tenders = table.table("tenders")
    found: list[StepTender] = []
    for word in tenders.values:
        kinds = [each.value for each in TenderKind]
        known(tenders, word, word, kinds)
        amount = None if tenders.values[word] == "rest" else stage.parts.amount(tenders, word)
        if word in kinds:
            found.append(StepTender(TenderKind(word), amount))
    return tuple(found)


def _returned(table: Table, stage: Stage, common: dict[str, Any]) -> ReturnStep:
    """Read what comes back, of a [[step]] or within an exchange."""
    of = _earlier(table, stage)
    lines: list[tuple[str, int]] = []
    for each in _entries(table, "lines", "product"):
        product = each.text("product")
        known(each, "product", product, sorted(stage.products))
        lines.append((product, stage.parts.quantity(each, "quantity")))
        each.close()
    found = ReturnStep(
        of=of,
        lines=tuple(lines),
        reason=table.choice("reason", ReturnReason.CHANGED_MIND),
        preview=table.flag("preview", False),
        **common,
    )
    if len(table.path) > 2:  # within the table of a step, which closes itself
        table.close()
    return found


def _void(table: Table, stage: Stage, common: dict[str, Any]) -> AnyStep:
    return VoidStep(of=_earlier(table, stage), **common)


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
    return UnmergeStep(of=_earlier(table, stage), **common)


def _entitlement(table: Table, stage: Stage, common: dict[str, Any]) -> AnyStep:
    return EntitlementStep(entitlement=table.text("entitlement"), **common)


def _attach(table: Table, stage: Stage, common: dict[str, Any]) -> AnyStep:
    return AttachStep(of=_earlier(table, stage), by_claim=table.flag("by_claim", False), **common)


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


def _earlier(table: Table, stage: Stage) -> str:
    of = table.text("of")
    known(table, "of", of, stage.names)
    return of


def rules_text(table: Table) -> str:
    """Return the program text that a scenario adds; several lines, so no ordinary text."""
    value = table.take("adds")
    if value is not None and not isinstance(value, str):
        table.problem("adds", "program.wrong_text", value=str(value)[:40])
        return ""
    return value or ""


_OF_MEMBERS = ("sale", "activity", "adjustment", "entitlement", "attach", "segments", "advance")
"""Steps that are about the only member when there is only one."""
_READERS: dict[str, Callable[[Table, Stage, dict[str, Any]], AnyStep]] = {
    "sale": _sale,
    "return": _returned,
    "void": _void,
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
