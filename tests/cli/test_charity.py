"""`pos-app charity`."""

from __future__ import annotations

from pathlib import Path

import pytest

from pos_app.cli.charity import told_lines
from pos_app.cli.main import main
from pos_app.demo.shop import build_demo
from pos_app.ports.records import Donations
from pos_app.runtime.texts import load_translator
from tests.support.counters import SHOP
from tests.support.tills import SetClock


def test_a_shop_that_gives_to_nobody_is_told_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "till"
    build_demo(folder, SetClock(), use_keyring=False, real_products=False)
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    assert main(["charity", "--data", str(folder)]) == 0
    assert capsys.readouterr().out == "This program gives to no charity.\n"


def test_every_charity_has_its_line() -> None:
    names = {"hospital": "Children's hospital", "zoo": "Zoo"}
    given = (Donations("gone", 100, 0, 1), Donations("hospital", 31, 100, 3))
    assert told_lines(load_translator("en", SHOP), names, given) == [
        "Children's hospital: 1.31 in all with 3 sales; 0.31 from the shop, 1.00 from members' points",
        "Zoo: nothing yet",
        "gone: 1.00 in all with 1 sale; 1.00 from the shop, 0.00 from members' points",
    ]
