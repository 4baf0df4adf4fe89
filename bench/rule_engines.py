"""The loyalty quote beside two published rule engines that give the same points per rule."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import rule_engine
import zen

from bench.loyalty_quote import FEW, LINES, basket_of_twenty, gold_member, program_of
from bench.row import Row, compare
from pos_app.loyalty.basket import BasketLine
from pos_app.loyalty.compiled import compile_program
from pos_app.loyalty.program import Program
from pos_app.loyalty.quoting import quote
from pos_app.loyalty.rules import EarnKind, EarnRule
from pos_app.loyalty.settings import Earning

FASTER = 1 / 3
Points = dict[str, int]


def rows() -> list[Row]:
    """All three give the points of every rule; ours gives the reasons, the points per line, too."""
    program = _plain(program_of(FEW))
    compiled, member = compile_program(program), gold_member()
    basket = msgspec.structs.replace(basket_of_twenty(), chosen=())
    facts = [_facts(line) for line in basket.lines]
    decision = zen.ZenEngine().create_decision(json.dumps(_table(program)))
    conditions = [(rule, rule_engine.Rule(_condition(rule))) for rule in program.earn]
    rule_of = {rule.rule_id: rule for rule in program.earn}

    def by_zen() -> Points:
        spend: dict[str, int] = {}
        for line, hits in zip(facts, decision.evaluate({"lines": facts})["result"]["lines"], strict=True):
            for hit in hits:
                spend[hit["rule"]] = spend.get(hit["rule"], 0) + line["amount"]
        return _points(rule_of, spend)

    def by_rule_engine() -> Points:
        spend: dict[str, int] = {}
        for line in facts:
            for rule, condition in conditions:
                if condition.matches(line):
                    spend[rule.rule_id] = spend.get(rule.rule_id, 0) + line["amount"]
        return _points(rule_of, spend)

    answer = quote(compiled, member, basket, offers=False)
    ours = {item.rule_id: item.points for item in answer.earned}
    if by_zen() != ours or by_rule_engine() != ours:
        raise AssertionError("the engines do not give the same points")
    return [
        compare(
            f"loyalty quote: {LINES} lines, {FEW} rules, beside {name}",
            lambda: quote(compiled, member, basket, offers=False),
            theirs,
            f"{name}, same points",
            FASTER,
            rounds=15,
            calls=10,
        )
        for name, theirs in (("zen-engine (Rust)", by_zen), ("rule-engine", by_rule_engine))
    ]


def _plain(program: Program) -> Program:
    """Leave what a decision table can say: points per full step, without multipliers."""
    return msgspec.structs.replace(
        program,
        earning=Earning(carry_remainder=False),
        tiers=(),
        rewards=(),
        earn=tuple(rule for rule in program.earn if rule.kind is EarnKind.SPEND),
    )


def _points(rules: dict[str, EarnRule], spend: dict[str, int]) -> Points:
    found = {
        rule_id: amount // rules[rule_id].step * rules[rule_id].points.numerator
        for rule_id, amount in spend.items()
    }
    return {rule_id: points for rule_id, points in found.items() if points}


def _facts(line: BasketLine) -> dict[str, Any]:
    path = " > ".join(line.category)
    return {
        "product": line.product,
        "department": line.category[0],
        "path": path,
        "brand": line.brand,
        "amount": line.amount_minor,
    }


def _condition(rule: EarnRule) -> str:
    field, value = _limit(rule)
    return f'{field} == "{value}"' if field else "true"


def _limit(rule: EarnRule) -> tuple[str, str]:
    selector = rule.selector
    if selector.products:
        return "product", selector.products[0]
    if selector.brands:
        return "brand", selector.brands[0]
    if selector.categories:
        path = selector.categories[0]
        return ("path", " > ".join(path)) if len(path) > 1 else ("department", path[0])
    return "", ""


def _table(program: Program) -> dict[str, Any]:
    """The rules as a decision table that is asked once per line and collects every hit."""
    fields = ("product", "department", "path", "brand")
    table: list[dict[str, str]] = []
    for place, rule in enumerate(program.earn):
        field, value = _limit(rule)
        row = {name: f'"{value}"' if name == field else "" for name in fields}
        table.append({"_id": str(place), **row, "rule": f'"{rule.rule_id}"'})
    content = {
        "hitPolicy": "collect",
        "executionMode": "loop",
        "inputField": "lines",
        "outputPath": "lines",
        "inputs": [{"id": name, "name": name, "field": name} for name in fields],
        "outputs": [{"id": "rule", "name": "rule", "field": "rule"}],
        "rules": table,
        "passThrough": False,
    }
    origin = {"x": 0, "y": 0}
    nodes = [
        {"id": "in", "type": "inputNode", "name": "in", "position": origin},
        {"id": "table", "type": "decisionTableNode", "name": "table", "position": origin, "content": content},
        {"id": "out", "type": "outputNode", "name": "out", "position": origin},
    ]
    edges = [
        {"id": "1", "sourceId": "in", "targetId": "table", "type": "edge"},
        {"id": "2", "sourceId": "table", "targetId": "out", "type": "edge"},
    ]
    return {"nodes": nodes, "edges": edges}
