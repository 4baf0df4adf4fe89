"""Cards that were shown before anybody here knew whose they are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

import msgspec

from pos_app.kernel.ids import MemberId


class ShownCard(msgspec.Struct, frozen=True):
    """A sale of this till without a member, and whose card was shown at it."""

    receipt_number: str
    member_id: MemberId


class ShownCards(Protocol):
    """What the news about members makes known of earlier sales."""

    def waiting(self, since_ms: int) -> Iterator[ShownCard]:
        """Yield sales completed since an instant (ms UTC), oldest first, whose card is known by now and whose points
        were not given yet. Only cards that can be used, of members who had joined before the sale was paid.
        """
        ...
