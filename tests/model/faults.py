"""What goes wrong in the fast model beyond the network."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.model.facts import Fact
from tests.model.journal import Chain
from tests.model.terminal import Terminal
from tests.model.violation import Violation

if TYPE_CHECKING:
    from tests.model.world import World


def strike(world: World, terminal: Terminal) -> None:
    """Let one of the misfortunes happen that this world knows."""
    profile = world.profile
    known = [
        fault
        for is_on, fault in (
            (profile.restores, _restore),
            (profile.rollbacks, _roll_back),
            (profile.clones, _clone),
            (profile.losses, _lose),
            (profile.long_offline, _go_away),
        )
        if is_on
    ]
    if known and world.random.random() < 0.8:
        known[int(world.random.random() * len(known))](world, terminal)


def cut_off(world: World, terminal: Terminal) -> None:
    """The line of a terminal goes, or comes back."""
    terminal.is_offline = not terminal.is_offline or terminal.offline_until > 0


def _restore(world: World, terminal: Terminal) -> None:
    """Keep a backup of the server, or go back to the one that was kept."""
    if world.backup is None or world.random.random() < 0.3:
        world.backup = world.server.copy()
        return
    world.restore(world.backup)
    world.backup = None
    world.count("restores")


def _roll_back(world: World, terminal: Terminal) -> None:
    """Keep an image of a terminal's disk, or put the kept one back."""
    kept = [each for each in world.terminals if each.snapshot is not None]
    if not kept or world.random.random() < 0.3:
        terminal.snapshot = terminal.copy()
        return
    terminal = kept[int(world.random.random() * len(kept))]
    image = terminal.snapshot or terminal
    image.machine = terminal.machine
    world.terminals[world.terminals.index(terminal)] = image
    world.count("rollbacks")


def _clone(world: World, terminal: Terminal) -> None:
    """Two machines with one key."""
    if len(world.terminals) < world.profile.terminals + 2:
        twin = terminal.copy()
        twin.machine = world.number()
        world.terminals.append(twin)
        world.count("clones")


def _lose(world: World, terminal: Terminal) -> None:
    """A terminal is stolen; its key is revoked, another one takes its place. It may be found again."""
    if len(world.lost) >= 2:
        return
    world.terminals[world.terminals.index(terminal)] = world.new_terminal()
    world.server.revoke(terminal.device)
    if not (world.profile.restores or world.profile.rollbacks or world.profile.clones):
        for chain in (*terminal.journal.archive, terminal.journal.live):
            _fetch(world, chain)
    if world.random.random() < 0.5:
        world.lost.append(terminal)
        terminal.is_revoked = True
    world.count("losses")


def _fetch(world: World, chain: Chain) -> None:
    """The other terminal gets the lost one's journal back: what that one was told is acked is all there."""
    found: list[Fact] = []
    while page := world.server.fetch(chain.stream, len(found) + 1):
        found += page
    if found[: chain.acked] != chain.facts[: chain.acked]:
        raise Violation("I1 an acked fact of a lost terminal is gone", -1, f"stream {chain.stream}")
    world.count("fetched")


def _go_away(world: World, terminal: Terminal) -> None:
    """A terminal is without a line for a month."""
    terminal.is_offline = True
    terminal.offline_until = world.time + 60
    world.count("long offline")


def machines(world: World) -> list[Terminal]:
    """Return every machine that still has its disk."""
    return [*world.terminals, *world.lost]
