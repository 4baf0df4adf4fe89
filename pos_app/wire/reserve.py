"""A hold or an allowance is asked for."""

from __future__ import annotations

from enum import StrEnum

import msgspec


class ReservationKind(StrEnum):
    """HOLD: for one open sale. GRANT: an allowance that a terminal may spend while it is cut off."""

    HOLD = "hold"
    GRANT = "grant"


class ReserveRequest(msgspec.Struct, frozen=True, kw_only=True):
    """POST /v1/reserve, idempotent by `res_id`; `amount` in units of the account, `lease_ms` for a grant."""

    stream_id: str
    ctl: int
    res_id: str
    kind: str
    account_id: str
    amount: int
    lease_ms: int = 0


class ReserveReply(msgspec.Struct, frozen=True, kw_only=True):
    """`available` is what was free before (units of the account), for the sentence when it was not enough; `sig`
    (base64) is the server's signature of what it promised.
    """

    granted: bool
    amount: int
    available: int
    lease_until_ms: int = 0
    version: int = 0
    sig: str = ""
