"""Backtests from the command line: the books of a shop, the year of a real grocer."""

from __future__ import annotations

from pathlib import Path

import pytest

from pos_app.cli.main import main
from pos_app.demo.shop import build_demo
from pos_app.runtime.paths import resource_path
from tests.support.tills import SetClock
from tests.support.years import installed_data

CORNER = str(resource_path("programs", "corner-shop.toml"))
GROCER = str(resource_path("programs", "complete-journey.toml"))
FEW = "200"


def test_the_sales_of_a_shop(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    build_demo(tmp_path, SetClock(), use_keyring=False, real_products=False)
    assert main(["backtest", CORNER, "--data", str(tmp_path)]) == 0
    said = capsys.readouterr()
    assert "Corner Shop Club" in said.out
    assert "You owe in rewards" in said.out
    assert "100 %" in said.err


@pytest.mark.skipif(installed_data() is None, reason="needs the extra `data`")
def test_two_programs_on_real_baskets(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    picture = tmp_path / "chart.svg"
    words = [
        "backtest",
        GROCER,
        CORNER,
        "--dataset",
        "completejourney",
        "--limit",
        FEW,
        "--chart",
        str(picture),
    ]
    assert main(words) == 0
    said = capsys.readouterr()
    rows = {line[:36].strip(): line[36:].split() for line in said.out.splitlines()}
    assert rows["Sales"] == [FEW, FEW]
    assert rows["Turnover before the program"][0] == rows["Turnover before the program"][1]
    assert "members would gain" in said.out
    assert "<svg" in picture.read_text(encoding="utf-8")
    assert main([*words[:3], "--dataset", "completejourney", "--limit", FEW, "--redeem", "never"]) == 0
    assert "0.00 %" in capsys.readouterr().out


def test_a_program_that_cannot_be_used_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wrong = tmp_path / "wrong.toml"
    wrong.write_text("[program]\nid = 3\n", encoding="utf-8")
    if installed_data() is None:
        pytest.skip("needs the extra `data`")
    assert main(["backtest", str(wrong), "--dataset", "completejourney", "--limit", "1"]) == 1
    assert "wrong.toml" in capsys.readouterr().err
