"""Worlds in which the production classes of both halves meet every fault there is (SYNC.md 7, row 2)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.simulation.conftest import Lived
from tests.simulation.world import PROFILES

CHUNKS = 5
WORLDS = 25
"""5 chunks of 25 worlds in 4 profiles: 500."""
LONG_WORLDS = 2500


@pytest.mark.timeout(600)
@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_nothing_is_lost_nothing_counts_twice(lived: Lived, profile: str, chunk: int) -> None:
    for seed in range(chunk * WORLDS, (chunk + 1) * WORLDS):
        assert lived(seed, PROFILES[profile]) == [], f"profile {profile}, seed {seed}"


@pytest.mark.faults
@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_a_campaign_of_worlds(
    lived: Lived, profile: str, chunk: int, rounds: Callable[[int, int], int]
) -> None:
    """50,000 worlds before a release, one of each kind otherwise."""
    count = rounds(1, LONG_WORLDS)
    first = 10_000 + chunk * LONG_WORLDS
    for seed in range(first, first + count):
        assert lived(seed, PROFILES[profile]) == [], f"profile {profile}, seed {seed}"
