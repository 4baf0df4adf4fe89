"""The change log of a program."""

from __future__ import annotations

from pathlib import Path

import pytest

from pos_app.cli.main import main
from pos_app.cli.program_log import log_lines
from pos_app.demo.shop import build_demo
from pos_app.kernel.clock import DAY_MS
from tests.support.loyalty import NOON_MS, program
from tests.support.tills import SetClock


def test_each_version_says_what_it_changed() -> None:
    first = program(name="Club")
    second = program(name="Club", version=2, display="round")
    lines = log_lines([(NOON_MS, first), (NOON_MS + 30 * DAY_MS, second)], "en")
    assert lines[0].startswith("“Club”, version 1, since")
    assert "version 2" in lines[2]
    assert len(lines) > 4


@pytest.mark.parametrize("language", ["en", "de", "tr"])
def test_nothing_was_in_force(language: str) -> None:
    assert len(log_lines([], language)) == 1


def test_a_shop_tells_its_versions(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    build_demo(tmp_path, SetClock(), use_keyring=False, real_products=False)
    assert main(["program", "log", "--data", str(tmp_path)]) == 0
    assert "Corner Shop Club" in capsys.readouterr().out
