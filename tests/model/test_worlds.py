"""Worlds of the fast model: whatever the network, disks, people do, no rule of the protocol breaks."""

from __future__ import annotations

from collections.abc import Callable
from multiprocessing import get_context
from os import cpu_count

import pytest

from tests.model.profiles import PROFILES, Mode, Profile
from tests.model.telling import CHUNK, live_through, story_of
from tests.model.world import World

LARGE = Profile(
    "large", Mode.RISK, terminals=1000, members=400, steps=20_000, restores=True, rollbacks=True, clones=True,
    losses=True, merges=True, long_offline=True,
)  # fmt: skip


@pytest.mark.faults
@pytest.mark.timeout(36_000)
def test_no_world_breaks_a_rule(rounds: Callable[[int, int], int]) -> None:
    """Spread over the machine's cores; every seed is a world of its own."""
    with get_context("spawn").Pool(cpu_count()) as pool:
        for story in pool.imap_unordered(story_of, range(0, rounds(10_000, 1_000_000), CHUNK)):
            if story:
                pytest.fail(story, pytrace=False)


@pytest.mark.parametrize("profile", PROFILES, ids=[profile.name for profile in PROFILES])
def test_the_worlds_live(profile: Profile) -> None:
    """What a kind of world is for does happen in it."""
    counts: dict[str, int] = {}
    for seed in range(60):
        for what, count in live_through(seed, profile).counts.items():
            counts[what] = counts.get(what, 0) + count
    due = {
        "facts": True,
        "held": True,
        "refused": True,
        "offline": profile.mode is not Mode.STRICT,
        "merges": profile.merges,
        "restores": profile.restores,
        "rollbacks": profile.rollbacks,
        "clones": profile.clones,
        "losses": profile.losses,
        "fetched": profile.name == "lost",
        "long offline": profile.long_offline,
    }
    assert [what for what, expected in due.items() if expected and not counts.get(what)] == []


def test_a_seed_is_a_world() -> None:
    """The same seed, the same world: else no story could be told twice."""
    one, other = (World(7, PROFILES[-1]) for _ in range(2))
    one.run()
    other.run()
    assert one.messages == other.messages
    assert one.counts == other.counts


@pytest.mark.faults
@pytest.mark.timeout(36_000)
def test_a_thousand_terminals(rounds: Callable[[int, int], int]) -> None:
    """Every kind of trouble among a thousand terminals."""
    for seed in range(rounds(1, 20)):
        world = live_through(seed, LARGE)
        assert len(world.terminals) >= LARGE.terminals
        assert world.counts["facts"] > 8 * LARGE.terminals
