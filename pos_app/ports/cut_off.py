"""What a till remembers for the time in which it cannot reach its server."""

from __future__ import annotations

from typing import Protocol

import msgspec

from pos_app.kernel.ids import AccountId


class Told(msgspec.Struct, frozen=True):
    """What the server told of an account at `at_ms` (UTC); facts of this till have changed it by `waiting_points`
    since, units of the account.
    """

    at_ms: int
    waiting_points: int = 0


class CutOffBook(Protocol):
    """Reads of few indexed rows, except `note_contact`, which is one small durable write."""

    def risked(self, account_id: AccountId) -> int:
        """Return what was spent of an account without the server's word, as far as what it told last does not count it
        (units of the account).
        """
        ...

    def risked_since(self, since_ms: int) -> int:
        """Return what was spent of all accounts without the server's word since an instant (units of the accounts)."""
        ...

    def coupons_since(self, since_ms: int) -> int:
        """Return how many papers that are good for whoever brings them were taken without the server's word since."""
        ...

    def told(self, account_id: AccountId) -> Told | None:
        """Return how old the state of an account is; None when no server could be reached ever."""
        ...

    def last_contact_ms(self) -> int:
        """Return when the server could be reached last (ms UTC), to within some minutes; 0 = never."""
        ...

    def note_contact(self, at_ms: int) -> None:
        """Keep that the server could be reached at `at_ms`."""
        ...
