"""The picture of a backtest."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from pos_app.insights.backtest import Backtest, MonthFigures
from pos_app.insights.chart import COLOURS, HEIGHT, chart
from pos_app.kernel.messages import Parameter

SVG = "{http://www.w3.org/2000/svg}"


def said(code: str, /, **params: Parameter) -> str:
    return code if not params else str(next(iter(params.values())))


def test_one_bar_per_month_and_program_as_tall_as_its_money() -> None:
    one, other = Backtest("A < B", "x"), Backtest("Other", "y")
    one.months["2026-01"], one.months["2026-02"] = MonthFigures(0, 100), MonthFigures(0, 50)
    other.months["2026-02"] = MonthFigures(0, 200)
    root = ET.fromstring(chart([one, other], said))
    assert {each.text for each in root.iter(f"{SVG}text")} >= {"A < B", "Other", "2026-01", "2026-02", "200"}
    bars = [each for each in root.iter(f"{SVG}rect") if each.get("fill") in COLOURS and each.get("y") != "40"]
    tall = [(each.get("fill"), int(each.get("height") or 0)) for each in bars]
    most = max(height for _, height in tall)
    assert tall == [(COLOURS[0], most // 2), (COLOURS[1], 0), (COLOURS[0], most // 4), (COLOURS[1], most)]
    assert most < HEIGHT


def test_nothing_to_show_is_still_a_picture() -> None:
    ET.fromstring(chart([Backtest("A", "x")], said))
