"""What the cashier hears."""

from __future__ import annotations

from enum import StrEnum
from typing import Protocol


class Sound(StrEnum):
    """Accepted 40 ms high, refused 200 ms low twice, member found a soft two-tone."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    MEMBER = "member"


class Sounds(Protocol):
    """Plays without ever making anybody wait; a machine without sound stays silent."""

    def play(self, sound: Sound) -> None:
        """Start the sound and return at once."""
        ...
