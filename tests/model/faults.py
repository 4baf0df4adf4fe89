"""What goes wrong in the fast model beyond the network."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.model.terminal import Terminal

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
    if world.random.random() < 0.5:
        world.lost.append(terminal)
        terminal.is_revoked = True
    world.count("losses")


def _go_away(world: World, terminal: Terminal) -> None:
    """A terminal is without a line for a month."""
    terminal.is_offline = True
    terminal.offline_until = world.time + 60
    world.count("long offline")


def machines(world: World) -> list[Terminal]:
    """Return every machine that still has its disk."""
    return [*world.terminals, *world.lost]
