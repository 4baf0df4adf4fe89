"""Worlds in which the production classes of both halves meet every fault there is (SYNC.md 7, row 2)."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.simulation.checking import wrong
from tests.simulation.world import Cast, Faults, World, make_template

PROFILES = {
    "cables": Faults(),
    "restores": Faults(restores=True),
    "rollbacks": Faults(rollbacks=True),
    "everything": Faults(lost=0.3, repeated=0.3, restores=True, rollbacks=True),
}
STEPS = 60


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Cast]:
    """Tills that belong to a server, members who have points."""
    folder = tmp_path_factory.mktemp("template")
    return folder, make_template(folder)


def lived(
    folder: Path, template: tuple[Path, Cast], seed: int, faults: Faults, steps: int = STEPS
) -> list[str]:
    """Run one world to its end and say what is wrong with it."""
    world = World(folder, *template, seed, faults)
    try:
        world.run(steps)
        world.heal()
        return wrong(world)
    finally:
        world.close()


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("seed", range(2))
def test_nothing_is_lost_nothing_counts_twice(
    tmp_path: Path, template: tuple[Path, Cast], profile: str, seed: int
) -> None:
    assert lived(tmp_path, template, seed, PROFILES[profile]) == []
