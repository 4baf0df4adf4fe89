"""A backtest in words."""

from __future__ import annotations

from pos_app.insights.backtest import Backtest, MonthFigures, RuleFigures
from pos_app.insights.report import BAR_WIDTH, bar, month_lines, report, rule_lines, share_text, why_lines
from pos_app.kernel.limits import BACKTEST_RULES_SHOWN
from pos_app.kernel.messages import Parameter
from pos_app.kernel.money import Rate, Rounding, divide


def said(code: str, /, **params: Parameter) -> str:
    return f"{code}({', '.join(f'{key}={value}' for key, value in params.items())})"


def result(name: str = "A", given: int = 400) -> Backtest:
    found = Backtest(name, "hash", sales=10, member_sales=7, turnover_minor=20_000, given_minor=given)
    found.months["2026-01"] = MonthFigures(10_000, given, 100, 50)
    return found


def test_a_bar_is_exact_to_an_eighth() -> None:
    assert bar(100, 100) == "█" * BAR_WIDTH
    assert bar(50, 100).rstrip() == "█" * (BAR_WIDTH // 2)
    assert bar(1, 320).rstrip() == "▏"
    assert bar(0, 100).strip() == bar(5, 0).strip() == ""


def test_every_program_is_a_column() -> None:
    lines = report([result("A"), result("Longer name of B", 800)], said)
    assert lines[0].split("  ")[-1].strip() == "Longer name of B"
    given = next(line for line in lines if line.startswith("backtest.given("))
    assert "amount_minor=400" in given
    assert "amount_minor=800" in given
    share = next(line for line in lines if line.startswith("backtest.given_share"))
    assert share.split()[-4:] == ["2.00", "%", "4.00", "%"]


def test_the_dearest_rules_come_first_and_none_is_hidden_silently() -> None:
    found = result()
    for number in range(BACKTEST_RULES_SHOWN + 2):
        found.rules[f"r{number:02}"] = RuleFigures(1, 0, number)
    lines = rule_lines(found, said)
    assert lines[0].strip().startswith(f"r{BACKTEST_RULES_SHOWN + 1}")
    assert lines[-1].strip() == "backtest.more_rules(count=2)"


def test_months_stand_side_by_side() -> None:
    lines = month_lines([result("A", 400), result("B", 200)], [said, said])
    assert len(lines) == 2
    assert lines[0].count("█") == BAR_WIDTH
    assert lines[1].count("█") == BAR_WIDTH // 2


def test_a_share_of_nothing_is_nothing() -> None:
    assert share_text(5, 0) == "0.00 %"
    assert share_text(123, 10_000) == "1.23 %"


def test_each_program_writes_its_points_in_its_own_way() -> None:
    def fine(code: str, /, **params: Parameter) -> str:
        return "5.87" if code == "backtest.points" else said(code, **params)

    lines = report([result("A"), result("B")], said, [said, fine])
    issued = next(line for line in lines if line.startswith("backtest.issued("))
    assert issued.endswith("5.87")
    assert "count_points=0" in issued


def test_what_is_owed_is_told_with_the_formula_it_was_reckoned_by() -> None:
    found = result(given=400)
    found.open_points, found.worth, found.liability_minor = 130, Rate(10), 1300
    owed, cost, share = why_lines(found, said)
    assert owed.strip() == (
        "backtest.why_owed(owed_minor=1300, open_points=130, bought_minor=10, for_points=1)"
    )
    assert divide(found.open_points * found.worth.numerator, found.worth.denominator, Rounding.DOWN) == 1300
    assert cost.strip() == "backtest.why_cost(cost_minor=1700, given_minor=400, owed_minor=1300)"
    assert "share=8.50 %" in share
    found.worth, found.liability_minor = Rate(0), 0
    assert why_lines(found, said)[0].strip() == "backtest.why_nothing_owed()"
