"""The load's day, small: what it prints is measured, what it checks is right."""

from __future__ import annotations

from pathlib import Path

from bench.load import Result, Wanted, run, table
from bench.load_books import check
from bench.load_till import Town
from pos_app.server.opening import reach

TERMINALS, CUSTOMERS = 3, 12


def lived_through(folder: Path, database: str = "") -> Result:
    """A day of few terminals, over in no time."""
    result = run(Wanted(TERMINALS, 0.01, CUSTOMERS, database), folder)
    assert result.wrong == ()
    assert not result.times.errors
    assert result.times.acked >= TERMINALS * CUSTOMERS
    assert set(result.times.took) >= {"push", "pull"}
    assert all(memory > 0 for memory in result.memory)
    return result


def test_a_day_adds_up(tmp_path: Path) -> None:
    result = lived_through(tmp_path)
    lines = list(table(Wanted(TERMINALS, 0.01, CUSTOMERS), result))
    assert lines[-1].split() == ["sums", "right"]


def test_a_day_adds_up_on_postgresql(tmp_path: Path, postgres_url: str) -> None:
    lived_through(tmp_path, postgres_url)


def test_a_lost_entry_is_found(tmp_path: Path) -> None:
    lived_through(tmp_path)
    town = Town(0)
    town.entries = 1
    found = check(reach(tmp_path), (), town)
    assert found == ("1 entries told, 0 posted",)
