"""What is told of a world that breaks a rule: its seed, a smaller world that breaks it too, the last messages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from tests.model.messages import Push
from tests.model.oracle import check_replays, check_rest
from tests.model.profiles import PROFILES, Profile
from tests.model.violation import Violation
from tests.model.world import World

TRIES = 40
LAST_MESSAGES = 12
CHUNK = 250


class Finding(NamedTuple):
    """A world that breaks a rule."""

    seed: int
    profile: Profile
    violation: Violation
    world: World


def live_through(seed: int, profile: Profile, world_type: type[World] = World) -> World:
    """Run a world to its rest and check it. Raises Violation."""
    world = world_type(seed, profile)
    world.run()
    check_rest(world)
    check_replays(world)
    return world


def find(seed: int, profile: Profile, world_type: type[World] = World) -> Finding | None:
    """Return what a world breaks, None if nothing."""
    world = world_type(seed, profile)
    try:
        world.run()
        check_rest(world)
        check_replays(world)
    except Violation as violation:
        return Finding(seed, profile, violation, world)
    except RecursionError as error:
        return Finding(seed, profile, Violation("posting never ends", -1, str(error)), world)
    return None


def story_of(first: int) -> str:
    """Live through the worlds of one chunk of a campaign; return the story of the first that breaks a rule."""
    for seed in range(first, first + CHUNK):
        found = find(seed, profile_of(seed))
        if found is not None:
            return explain(found)
    return ""


def profile_of(seed: int) -> Profile:
    """Return the kind of world that a seed of a campaign makes."""
    return PROFILES[seed % len(PROFILES)]


NUMBERS = (
    "drop_percent", "crash_percent", "outages", "refunds", "late_copies", "looks", "pulls", "ages",
)  # fmt: skip
SWITCHES = (
    "lots", "bearer", "merges", "restores", "rollbacks", "clones", "losses", "long_offline", "weak_ids", "eager",
)  # fmt: skip


def smaller(profile: Profile) -> Iterator[Profile]:
    """Return worlds with fewer steps, less trouble, fewer people."""
    changes: list[dict[str, Any]] = [
        {"steps": profile.steps // 2},
        {"steps": profile.steps * 3 // 4},
        *({name: 0} for name in NUMBERS if getattr(profile, name)),
        *({name: False} for name in SWITCHES if getattr(profile, name)),
        *(
            {name: getattr(profile, name) - 1}
            for name in ("terminals", "members")
            if getattr(profile, name) > 1
        ),
    ]
    return (profile._replace(**change) for change in changes)


def shrink(found: Finding, world_type: type[World] = World) -> Finding:
    """Return a smaller world that breaks the same rule, if some are tried."""
    improved = True
    while improved and found.profile.steps > 2:
        improved = False
        for profile in smaller(found.profile):
            other = _like(found, profile, world_type)
            if other is not None:
                found, improved = other, True
                break
    return found


def _like(found: Finding, profile: Profile, world_type: type[World]) -> Finding | None:
    for seed in range(found.seed, found.seed + TRIES):
        other = find(seed, profile, world_type)
        if other is not None and other.violation.rule == found.violation.rule:
            return other
    return None


def explain(found: Finding, world_type: type[World] = World) -> str:
    """Return the whole story: the seed, the rule, the smallest world found, its last messages."""
    small = shrink(found, world_type)
    account = small.violation.account
    told = [_told(method, message) for method, message in small.world.messages]
    about = [each for each in told if account < 0 or f"account={account}" in each or "push" in each]
    server = small.world.server.accounts.get(account)
    lines = [
        f"seed {found.seed} of {found.profile.name}: {found.violation}",
        f"smaller: seed {small.seed}, {small.profile}",
        f"breaks {small.violation}",
        *(f"  {each}" for each in about[-LAST_MESSAGES:]),
    ]
    if server is not None:
        lines.append(f"ledger (event, leg, named) -> points: {server.ledger}")
    return "\n".join(lines)


def _told(method: str, message: Any) -> str:
    if isinstance(message, Push):
        facts = " ".join(str(fact.entries) for fact in message.facts)
        return f"push stream={message.stream} ctl={message.ctl} start={message.start} {facts} open={message.open}"
    return f"{method} {message}"
