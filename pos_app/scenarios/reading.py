"""A scenario file read whole: a scenario, or everything that is wrong with it."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from pos_app.kernel.currencies import currency_of, is_currency
from pos_app.kernel.limits import SCENARIO_BYTES_MAX, SCENARIO_PEOPLE_MAX, SCENARIO_STEPS_MAX
from pos_app.loyalty.problems import Finding, ProgramProblem
from pos_app.loyalty.table import Table
from pos_app.loyalty.toml_text import placed, read_values
from pos_app.scenarios.json_text import is_json, json_placed, read_json
from pos_app.scenarios.reading_parts import Parts, Stage
from pos_app.scenarios.reading_shop import USUAL_CURRENCY, known, person, products, shop
from pos_app.scenarios.reading_steps import read_step, rules_text
from pos_app.scenarios.scenario import Head, Person, Scenario

_USUAL_START = "2026-03-10 12:00"
"""A Tuesday noon."""


def read_head(data: bytes | str) -> Head | tuple[ProgramProblem, ...]:
    """Return which program a scenario asks for and its currency, or what makes it unreadable. Never raises."""
    values = _values(data)
    if isinstance(values, tuple):
        return values
    root = Table(values, (), [])
    code = root.table("shop").text("currency", USUAL_CURRENCY)
    return Head(root.text("program", ""), rules_text(root), currency_of(code if is_currency(code) else "XXX"))


def read_scenario(data: bytes | str, decimals: int) -> Scenario | tuple[ProgramProblem, ...]:
    """Return the scenario of a TOML or JSON file, or all its problems in order of their lines. Never raises.

    `decimals` are those of the program's points.
    """
    values = _values(data)
    if isinstance(values, tuple):
        return values
    found: list[Finding] = []
    scenario = _scenario(Table(values, (), found), decimals)
    if not found:
        return scenario
    return json_placed(data, found) if is_json(data) else placed(data, found)


def _values(data: bytes | str) -> dict[str, Any] | tuple[ProgramProblem, ...]:
    if is_json(data) and len(data) <= SCENARIO_BYTES_MAX:
        return read_json(data)
    return read_values(data, SCENARIO_BYTES_MAX)


def _scenario(root: Table, decimals: int) -> Scenario:
    the_shop = shop(root)
    zone = ZoneInfo(the_shop.zone)
    parts = Parts(zone, the_shop.currency.digits, decimals)
    if not root.has("at"):
        root.values["at"] = _USUAL_START
    starts = parts.instant(root, "at") or 0
    goods = products(root, parts, the_shop)
    people = _people(root, parts, starts, set(goods))
    stage = Stage(parts, set(goods), {each.person_id for each in people}, starts)
    steps = [read_step(each, stage) for each in root.tables("step", SCENARIO_STEPS_MAX)]
    if not root.has("step"):
        root.problem("step", "program.missing")
    scenario = Scenario(
        name=root.text("name", ""),
        source=root.text("source", "", 400),
        head=Head(root.text("program", ""), rules_text(root), the_shop.currency),
        shop=the_shop,
        starts_at_ms=starts,
        products=goods,
        people=people,
        steps=tuple(each for each in steps if each is not None),
        known_bug=root.text("known_bug", "", 400),
    )
    root.close()
    return scenario


def _people(root: Table, parts: Parts, now_ms: int, goods: set[str]) -> tuple[Person, ...]:
    found: list[Person] = []
    for table in root.tables("member", SCENARIO_PEOPLE_MAX):
        each = person(table, parts, now_ms)
        if any(each.person_id == other.person_id for other in found):
            table.problem("id", "scenario.twice", value=each.person_id)
        for purchase in each.bought:
            known(table, "bought", purchase.product, sorted(goods))
        found.append(each)
    names = [each.person_id for each in found]
    for place, each in enumerate(found):
        if each.referrer and each.referrer not in names:
            root.problem("member", "program.one_of", value=each.referrer, choices=", ".join(names))
            found[place] = msgspec.structs.replace(each, referrer="")
    return tuple(found)
