"""What changed at the server, as states: the newest one only."""

from __future__ import annotations

import msgspec


class FedLot(msgspec.Struct, frozen=True, array_like=True):
    """One lot of an account, as in `loyalty.posting.BookedLot`; ids as text."""

    lot: str
    earned_at: int
    expires_at: int | None
    earned: int
    open: int
    by: str
    expired: int


class FedAccount(msgspec.Struct, frozen=True, tag="account"):
    """An account: `balance` is the open lots minus `debt`; `held` and `granted` are reserved out of it.

    `own` is the member (None: a bearer account), `marks` says for each stream of the asking terminal up to which
    sequence number its facts are in `balance`; `active_at` when points were last earned or spent (ms UTC, 0 = never).
    """

    bucket: int
    pos: int
    account: str
    own: str | None
    key: str
    version: int
    balance: int
    debt: int
    held: int
    granted: int
    lots: tuple[FedLot, ...]
    marks: dict[str, int]
    active_at: int = 0


class FedIdentifier(msgspec.Struct, frozen=True, array_like=True):
    """A card or phone number by its digest (hex)."""

    kind: str
    digest: str
    status: str
    expires_at: int | None


class FedMember(msgspec.Struct, frozen=True, tag="member"):
    """A member: `sealed` is the personal data, `more` what was sealed later (birthday, segments), oldest first, both
    base64 under `key` (base64); all three are empty once the member is erased (`status` erased). `canonical` is who
    the member became by a merge.
    """

    bucket: int
    pos: int
    member: str
    canonical: str | None
    status: str
    tier: str
    tier_since: int
    joined_at: int
    consent: bool
    sealed: str
    more: tuple[str, ...]
    key: str
    ids: tuple[FedIdentifier, ...]
    referrer: str | None
    version: int


class FedDocument(msgspec.Struct, frozen=True, tag="document"):
    """A versioned document of head office (product, program, staff, settings, ...) for a scope: `shop` for all,
    `store:0001` for a store, `terminal:<id>` for one; the narrowest that exists counts. `gone` withdraws it.
    """

    bucket: int
    pos: int
    scope: str
    kind: str
    doc_id: str
    version: int
    body: str
    gone: bool = False


Fed = FedAccount | FedMember | FedDocument


class PullRequest(msgspec.Struct, frozen=True, kw_only=True):
    """POST /v1/pull. `cursors` by bucket (missing = 0) count only within `epoch`."""

    epoch: str
    cursors: dict[int, int]
    streams: tuple[str, ...]
    limit: int


class PullReply(msgspec.Struct, frozen=True, kw_only=True):
    """Rows and cursors belong together: they are kept in one transaction. `more`: ask again at once."""

    server_epoch: str
    server_time: int
    changes: tuple[Fed, ...]
    cursors: dict[int, int]
    more: bool


class LookupRequest(msgspec.Struct, frozen=True, kw_only=True):
    """POST /v1/lookup. `kind` card or phone with the digests (hex) it may have, or member / account with its id."""

    kind: str
    digests: tuple[str, ...]
    streams: tuple[str, ...]


class LookupReply(msgspec.Struct, frozen=True):
    """The member with every account of theirs, or the one account; empty when nobody is known by that."""

    changes: tuple[Fed, ...]


class HistoryRequest(msgspec.Struct, frozen=True):
    """POST /v1/history: the newest entries of a member's accounts, `most` of them."""

    member: str
    most: int


class HistoryRow(msgspec.Struct, frozen=True):
    """One entry of the central ledger; `device` names the terminal, `flag` says how it went other than drafted."""

    at: int
    key: str
    kind: str
    points: int
    rule: str
    why: tuple[str, dict[str, str | int]]
    receipt: str
    device: str
    rules: str
    flag: str


class HistoryReply(msgspec.Struct, frozen=True):
    """Newest first."""

    rows: tuple[HistoryRow, ...]
