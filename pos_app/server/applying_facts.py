"""Facts of the inbox as the server understands them."""

from __future__ import annotations

import base64
import re
from uuid import UUID

import msgspec

from pos_app.kernel.exchange_limits import FACT_NUMBER_MAX
from pos_app.kernel.ids import AccountId, LotId, MemberId
from pos_app.kernel.messages import Message
from pos_app.loyalty.accounts import account_id
from pos_app.loyalty.ledger import EntryDraft, EntryKind, LotChange
from pos_app.wire.fact import SOLD, FactKind
from pos_app.wire.member_fact import MemberEnrolFact
from pos_app.wire.posting_fact import Entries, MemberUpdateFact, MergeFact
from pos_app.wire.sale_fact import Authority, SaleFact, SaleFactEntry

UNKNOWN_KIND = "server.fact_unknown"
BAD_BODY = "server.fact_unreadable"
BAD_ENTRY = "server.fact_bad_entry"
ID_CONFLICT = "server.id_conflict"
CANNOT_APPLY = "server.fact_cannot_apply"
ROLLED_BACK = "rollback"
"""Of facts that a terminal wrote before it noticed that its disk was set back, or copied."""

POSTINGS = frozenset(
    {
        "member.activity",
        "member.attach_late",
        "member.claim",
        "member.entitlement",
        "member.review",
        "points.adjust",
    }
)
"""Kinds that are nothing but entries."""
KNOWN = POSTINGS | frozenset(kind.value for kind in FactKind)
MERGES = frozenset({FactKind.MEMBER_MERGE.value, FactKind.MEMBER_UNMERGE.value})
ALONE = MERGES | {FactKind.MEMBER_ERASE.value}
"""Kinds that change who owns what: nothing is posted together with them."""
_OF_MEMBERS = MERGES | {FactKind.MEMBER_ENROL.value, FactKind.MEMBER_UPDATE.value}
_STATUSES = ("", "active", "blocked")
_IDENTIFIERS = ("card", "phone")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_NO_TEXT = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")
"""What PostgreSQL keeps in no text."""


class Erased(msgspec.Struct, frozen=True):
    """The body of an erasure."""

    member: str


class Fact(msgspec.Struct, frozen=True):
    """One fact with its place; `entries` are its changes of accounts, the rest is there when it is such a fact.
    `origin` is ID_CONFLICT, ROLLED_BACK or empty.
    """

    stream_id: UUID
    device_id: UUID
    seq: int
    event_id: UUID
    kind: str
    at_ms: int
    entries: tuple[EntryDraft, ...] = ()
    auth: Authority = Authority()
    sale: SaleFact | None = None
    enrol: MemberEnrolFact | None = None
    update: MemberUpdateFact | None = None
    merge: MergeFact | None = None
    erase: UUID | None = None
    origin: str = ""

    @property
    def member(self) -> MemberId | None:
        """Whose sale it is."""
        return MemberId(UUID(self.sale.member)) if self.sale is not None and self.sale.member else None


class NotUnderstood(Exception):
    """A fact that is kept and not applied; `reason` is a code."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


_SALE = msgspec.json.Decoder(SaleFact)
_ENROL = msgspec.json.Decoder(MemberEnrolFact)
_UPDATE = msgspec.json.Decoder(MemberUpdateFact)
_MERGE = msgspec.json.Decoder(MergeFact)
_ERASE = msgspec.json.Decoder(Erased)
_ENTRIES = msgspec.json.Decoder(Entries)


def read_fact(
    stream_id: UUID,
    device_id: UUID,
    seq: int,
    event_id: UUID,
    kind: str,
    at_ms: int,
    body: bytes,
    origin: str = "",
) -> Fact:
    """Return what a body says. Raises NotUnderstood for kinds of later versions, for anything that cannot be."""
    if kind not in KNOWN:
        raise NotUnderstood(UNKNOWN_KIND)
    place = Fact(stream_id, device_id, seq, event_id, kind, at_ms, origin=origin)
    try:
        if abs(at_ms) > FACT_NUMBER_MAX or (kind in _OF_MEMBERS and _NO_TEXT.search(body.decode())):
            raise NotUnderstood(BAD_BODY)
        return _read(place, body)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise NotUnderstood(BAD_BODY) from error


def _read(place: Fact, body: bytes) -> Fact:
    """Raises ValueError for ids that are none."""
    change = msgspec.structs.replace
    if place.kind in SOLD:
        sale = _SALE.decode(body)
        _check_sale(sale)
        return change(place, entries=_drafts(sale.entries, sale.member), auth=sale.auth, sale=sale)
    if place.kind == FactKind.MEMBER_ENROL:
        enrol = _ENROL.decode(body)
        _ids(enrol.member, enrol.referrer)
        if not all(each.kind in _IDENTIFIERS and _DIGEST.fullmatch(each.digest) for each in enrol.ids):
            raise NotUnderstood(BAD_BODY)
        base64.b64decode(enrol.sealed, validate=True)
        return change(place, enrol=enrol)
    if place.kind == FactKind.MEMBER_UPDATE:
        update = _UPDATE.decode(body)
        _ids(update.member, update.referrer)
        base64.b64decode(update.sealed, validate=True)
        if update.status not in _STATUSES:
            raise NotUnderstood(BAD_BODY)
        return change(place, update=update)
    if place.kind in MERGES:
        merge = _MERGE.decode(body)
        _ids(merge.member, merge.gone, *merge.also)
        for digest in merge.ids:
            bytes.fromhex(digest)
        return change(place, entries=_drafts(merge.entries, merge.member), merge=merge)
    if place.kind == FactKind.MEMBER_ERASE:
        return change(place, erase=UUID(_ERASE.decode(body).member))
    told = _ENTRIES.decode(body)
    return change(place, entries=_drafts(told.entries, told.member))


def _check_sale(sale: SaleFact) -> None:
    _ids(sale.sale, sale.member, sale.auth.res, *sale.auth.tried, *(each.sale for each in sale.ret))
    _ids(*(one for res, account, _ in sale.auth.holds for one in (res, account)))
    texts = [sale.receipt, sale.card or "", sale.tier]
    if any("\0" in text for text in texts):
        raise NotUnderstood(BAD_BODY)
    counts = [line.qty for line in sale.lines]
    counts += [count for each in sale.ret for line in each.lines for count in (line.qty, line.of)]
    if any(abs(count) > FACT_NUMBER_MAX for count in counts):
        raise ValueError("more than there can be")


def _ids(*texts: str | None) -> None:
    for text in texts:
        if text is not None:
            UUID(text)


def _drafts(told: tuple[SaleFactEntry, ...], member: str | None) -> tuple[EntryDraft, ...]:
    found = tuple(_draft(each, member) for each in told)
    if len({(each.account_id, each.leg) for each in found}) < len(found):
        raise NotUnderstood(BAD_ENTRY)
    return found


def _draft(told: SaleFactEntry, member: str | None) -> EntryDraft:
    """Facts of the first versions do not say whose an account is."""
    account = AccountId(UUID(told.acct))
    owner = MemberId(UUID(told.own)) if told.own else None
    if owner is None and member is not None and account == account_id(MemberId(UUID(member)), told.key):
        owner = MemberId(UUID(member))
    lots = tuple(
        LotChange(LotId(UUID(lot.lot)), lot.points, lot.earned, lot.expires, lot.by) for lot in told.lots
    )
    numbers = [told.amount, told.debt, told.since]
    numbers += [number for lot in lots for number in (lot.points, lot.earned_at_ms, lot.expires_at_ms or 0)]
    texts = [told.leg, told.rule, told.key, *(lot.by for lot in told.lots)]
    if any(abs(number) > FACT_NUMBER_MAX for number in numbers) or any("\0" in each for each in texts):
        raise NotUnderstood(BAD_ENTRY)
    if told.amount != sum(lot.points for lot in lots) - told.debt or account != account_id(owner, told.key):
        raise NotUnderstood(BAD_ENTRY)
    return EntryDraft(
        account_id=account,
        leg=told.leg,
        kind=EntryKind(told.kind),
        points=told.amount,
        rule=told.rule,
        reason=Message(told.why[0], told.why[1]),
        lots=lots,
        line_no=told.line,
        key=told.key,
        owner=owner,
        debt_points=told.debt,
        since_ms=told.since,
    )
