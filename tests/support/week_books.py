"""What is in the server's books of a simulated week, added up without the code that made it so."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import psycopg

from pos_app.runtime.fresh_ids import FreshIds
from pos_app.runtime.system_clock import SystemClock
from pos_app.server.database import ServerDatabase
from pos_app.server.opening import reach
from pos_app.storage.opening import Storage, open_storage
from tests.simulation.checking import wrong
from tests.simulation.world import Faults, World

Body = dict[str, Any]
_FACTS = "SELECT DISTINCT ON (device_id, event_id, content_hash) body FROM fact"
_RECEIPT = re.compile(r"(.*-)(\d+)")


def unique_facts(dsn: str) -> list[Body]:
    """Every fact once, however often it was told."""
    with psycopg.connect(dsn) as connection:
        return [json.loads(bytes(row[0])) for row in connection.execute(_FACTS)]


def is_behind(dsn: str) -> bool:
    """Whether a fact waits to be posted."""
    with psycopg.connect(dsn) as connection:
        row = connection.execute("SELECT count(*) FROM fact WHERE state = 0").fetchone()
        return row is not None and row[0] > 0


def folded(facts: list[Body]) -> dict[str, int]:
    """Return the points of each member by the facts alone."""
    points: dict[str, int] = defaultdict(int)
    for body in facts:
        for entry in body.get("entries", ()):
            if entry["key"] == "points":
                points[entry["own"]] += entry["amount"]
    return dict(points)


def of_receipts(facts: list[Body]) -> dict[str, int]:
    """Return what each receipt's fact did to its member's points; raises when a number is there twice."""
    found: dict[str, int] = {}
    for body in facts:
        if "receipt" in body:
            assert body["receipt"] not in found, f"{body['receipt']} twice"
            found[body["receipt"]] = sum(
                entry["amount"] for entry in body["entries"] if entry["key"] == "points"
            )
    return found


def gaps(numbers: Iterator[str] | dict[str, int]) -> list[str]:
    """Return the series of receipts in which a number is missing or there twice."""
    series: dict[str, Counter[int]] = defaultdict(Counter)
    for number in numbers:
        found = _RECEIPT.fullmatch(number)
        assert found is not None, number
        series[found[1]][int(found[2])] += 1
    return [
        f"{name}: {sorted(counted.elements())}"
        for name, counted in series.items()
        if sorted(counted.elements()) != list(range(1, len(counted) + 1))
    ]


@dataclass
class RestingTill:
    """A till that is switched off: its files, as the checks of the simulated worlds want them."""

    folder: Path
    number: int
    storage: Storage = field(init=False)

    def open(self) -> None:
        """Open the books."""
        clock = SystemClock()
        self.storage = open_storage(
            self.folder, clock, FreshIds(clock), terminal_no=f"{self.number:02}", use_keyring=False
        )

    def close(self) -> None:
        """Close them."""
        self.storage.close()


@contextmanager
def at_rest(folder: Path, url: str, tills: dict[int, Path]) -> Iterator[World]:
    """Give everything that is left of the week as a world of the simulator: real files, a real database."""
    database: ServerDatabase = reach(folder, url)
    resting = [RestingTill(path, number) for number, path in tills.items()]
    try:
        for each in resting:
            each.open()
        site, faults = SimpleNamespace(database=database), Faults()
        yield cast("World", SimpleNamespace(site=site, tills=resting, faults=faults))
    finally:
        for each in resting:
            each.close()
        database.close()


def wrong_at_rest(folder: Path, url: str, tills: dict[int, Path]) -> list[str]:
    """Return everything that is not as it must be, by the oracle of the simulated worlds."""
    with at_rest(folder, url, tills) as world:
        return wrong(world)
