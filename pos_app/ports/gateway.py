"""What the checkout asks of the server while a customer waits."""

from __future__ import annotations

from enum import StrEnum
from typing import Protocol

import msgspec

from pos_app.kernel.ids import AccountId, MemberId, SaleId


class Contact(StrEnum):
    """How this till stands to a server: ALONE has none and needs none."""

    ALONE = "alone"
    CONNECTED = "connected"
    CUT_OFF = "cut_off"


class HoldOutcome(StrEnum):
    """UNKNOWN counts as not granted: the rules for a till that is cut off decide."""

    GRANTED = "granted"
    REFUSED = "refused"
    UNKNOWN = "unknown"


class HoldAnswer(msgspec.Struct, frozen=True):
    """`available` (units of the account) is what the server has to give, with REFUSED; `is_known` is false when it has
    never heard of the account: the facts that made it are under way elsewhere.
    """

    outcome: HoldOutcome
    available: int = 0
    is_known: bool = True


class Gateway(Protocol):
    """Bounded: no call takes longer than HOLD_TIMEOUT_MS. Meant for the network lane, never the screen's thread,
    except `contact`, which only tells what is known.
    """

    def contact(self) -> Contact:
        """Say how this till stands to its server right now."""
        ...

    def hold(self, sale_id: SaleId, account_id: AccountId, amount: int) -> HoldAnswer:
        """Have `amount` in all held for the sale; less or 0 gives back. Repeating it changes nothing."""
        ...

    def release(self, sale_id: SaleId) -> None:
        """Give up everything held for the sale, at the latest with the next exchange."""
        ...

    def look_up_member(self, kind: str, digests: tuple[str, ...]) -> bool:
        """Fetch a member unknown here by card or phone digest (hex); True when there is one now."""
        ...

    def look_up_account(self, account_id: AccountId) -> bool:
        """Fetch the newest state of an account (a coupon's); True when the server answered."""
        ...

    def refresh_member(self, member_id: MemberId) -> bool:
        """Fetch the newest state of a member; True when the server answered."""
        ...

    def find_sale(self, receipt_number: str) -> bool:
        """Fetch a sale of another terminal; True when it is here now."""
        ...
