"""A week of three tills on PostgreSQL, each a process of its own: cables, kills, redemptions on every side."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pos_app.cli.main import main
from tests.support.postgres_place import binaries
from tests.support.week_books import gaps, of_receipts, unique_facts, wrong_at_rest
from tests.support.week_life import Week
from tests.support.week_shop import WeekShop, week_shop

pytestmark = [
    pytest.mark.faults,
    pytest.mark.timeout(3600),
    pytest.mark.skipif(binaries() is None, reason="no PostgreSQL on this machine"),
]
SEED = 20261122


def at_the_end(shop: WeekShop, week: Week) -> None:
    """Everything is closed; what is left must be whole, by every check there is."""
    url = shop.database.dsn()
    folder = shop.folder / "servera"
    tills = {till.number: till.folder for till in shop.tills}
    assert main(["server", "verify", "--data", str(folder), "--database", url]) == 0
    for path in tills.values():
        assert main(["verify", "--data", str(path)]) == 0
    assert wrong_at_rest(folder, url, tills) == []
    receipts = of_receipts(unique_facts(url))
    assert gaps(receipts) == []
    numbers = [paper.number for paper in week.papers]
    assert len(numbers) == len(set(numbers))
    assert set(numbers) <= receipts.keys()


def test_a_week_with_every_trouble(tmp_path: Path, rounds: Callable[[int, int], int]) -> None:
    for number in range(rounds(1, 20)):
        folder = tmp_path / str(number)
        folder.mkdir()
        with week_shop(folder) as shop:
            week = Week(shop, SEED + number)
            try:
                for trouble in week.random.sample(week.troubles, len(week.troubles)):
                    week.day(trouble)
            except AssertionError as error:
                error.add_note(f"seed {SEED + number}, days {week.told}")
                raise
            for till in shop.tills:
                till.close()
            at_the_end(shop, week)
            lived = (shop.server_kills, shop.database_kills, week.spent_online, week.spent_cut_off)
            assert all(lived), lived
            assert all(till.kills for till in shop.tills)
