"""The place every simulated world begins at."""

from __future__ import annotations

import shutil
from collections.abc import Callable

import pytest

from tests.simulation.checking import wrong
from tests.simulation.world import Faults, World, make_template

Lived = Callable[[int, Faults], list[str]]
"""Runs the world of a seed to its end and says what is wrong with it."""
STEPS = 40
FACTS_A_PUSH, ROWS_A_PULL = 2, 7
"""Small, so that an exchange takes many messages and can break off between any two."""


@pytest.fixture(scope="session")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Lived:
    """Worlds of tills that belong to a server, with members who have points."""
    template = tmp_path_factory.mktemp("template")
    cast = make_template(template)

    def live(seed: int, faults: Faults) -> list[str]:
        folder = tmp_path_factory.mktemp("world")
        with pytest.MonkeyPatch.context() as small:
            small.setattr("pos_app.sync.exchange.PUSH_FACTS_MAX", FACTS_A_PUSH)
            small.setattr("pos_app.sync.exchange.PULL_ROWS_MAX", ROWS_A_PULL)
            world = World(folder, template, cast, seed, faults)
            try:
                world.run(STEPS)
                world.heal()
                return wrong(world)
            finally:
                world.close()
                shutil.rmtree(folder)

    return live
