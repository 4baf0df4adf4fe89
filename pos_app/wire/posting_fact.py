"""The facts that change accounts or members without a sale."""

from __future__ import annotations

import msgspec

from pos_app.wire.fact import VERSION
from pos_app.wire.sale_fact import SaleFactEntry


class PostingFact(msgspec.Struct, frozen=True, kw_only=True):
    """The body of an activity, an adjustment, a claim, a review: `member` is whose business it is (None: a bearer's),
    `op` who did it, `more` what it says beside its entries.
    """

    v: int = VERSION
    id: str
    t: str
    at: int
    op: str
    member: str | None
    entries: tuple[SaleFactEntry, ...]
    more: dict[str, str | int] = {}


class MergeFact(msgspec.Struct, frozen=True, kw_only=True):
    """The body of a merge: the digests `ids` of cards and numbers went from `gone` to `member`, `was` is the status of
    `gone` before. Of its undoing: `of` is the merge.
    """

    v: int = VERSION
    id: str
    t: str
    at: int
    member: str
    gone: str
    ids: tuple[str, ...]
    was: str
    entries: tuple[SaleFactEntry, ...]
    of: str = ""
    also: tuple[str, ...] = ()
    """Who had been merged into `gone` before."""


class MemberUpdateFact(msgspec.Struct, frozen=True, kw_only=True):
    """The body of a change of what is known of a member: `fields` names what changed.

    What says something of the person (birthday, segments) is only in `sealed`, the base64 of a JSON object under the
    member's own key.
    """

    v: int = VERSION
    id: str
    t: str
    at: int
    member: str
    fields: tuple[str, ...]
    status: str = ""
    referrer: str | None = None
    sealed: str = ""


class Entries(msgspec.Struct, frozen=True):
    """What every fact with entries has: whose it is, which they are; no entries in all others."""

    member: str | None = None
    entries: tuple[SaleFactEntry, ...] = ()


_ENTRIES = msgspec.json.Decoder(Entries)
_MERGE = msgspec.json.Decoder(MergeFact)


def read_entries(body: bytes) -> Entries:
    """Return the entries of any fact; raises msgspec.DecodeError for anything that is no fact."""
    return _ENTRIES.decode(body)


def read_merge(body: bytes) -> MergeFact:
    """Return what a merge says; raises msgspec.DecodeError when it is none."""
    return _MERGE.decode(body)
