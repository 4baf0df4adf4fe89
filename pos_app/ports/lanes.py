"""One-worker queues with the one door back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeVar

T = TypeVar("T")


class Lane(Protocol):
    """Runs callables one after another on a worker of its own (or at once, in tests)."""

    def submit(
        self, work: Callable[[], T], done: Callable[[T], None], failed: Callable[[Exception], None]
    ) -> None:
        """Run `work` on the lane, then `done` or `failed` with its answer on the thread that shows things."""
        ...
