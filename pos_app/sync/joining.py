"""A till becomes one of a server's, or is on its own again."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable, Iterator

import msgspec

from pos_app.kernel.errors import Refused
from pos_app.kernel.exchange_limits import (
    JOURNAL_FETCH_MAX,
    MESSAGE_BYTES_MAX,
    PUBLISH_DOCUMENTS_MAX,
    SYNC_CONNECT_MS,
)
from pos_app.ports.hub import Hub
from pos_app.ports.outbox import Link, Outbox
from pos_app.sync.address import EnrolCode, ServerPlace
from pos_app.sync.exchange import exchange
from pos_app.sync.pinned import fetch_certificate, fingerprint_of, matches
from pos_app.wire.enrolling import Document, EnrolRequest, PublishRequest
from pos_app.wire.finding_sales import JournalRequest
from pos_app.wire.push import PROTOCOL

HubOf = Callable[[ServerPlace, str], Hub]
"""Makes the way to a server that shows the certificate with this SHA-256 (hex; empty: one that the system trusts)."""
Publication = Callable[[], Iterable[Document]]
"""Everything this till could hand over: catalogue, program, settings, staff."""
_PART_BYTES = MESSAGE_BYTES_MAX // 2


class Applicant(msgspec.Struct, frozen=True):
    """The till as it introduces itself: `name` for people, its program's version, the number it had on its own."""

    name: str
    app: str
    store_no: str
    terminal_no: str
    has_members: bool


class Joined(msgspec.Struct, frozen=True):
    """What came of it: `wants_documents` when the server has none yet."""

    link: Link
    wants_documents: bool
    replaces: tuple[str, ...] = ()
    """Streams of a lost till that this one takes the place of."""


def connect(outbox: Outbox, place: ServerPlace, code: EnrolCode, who: Applicant, hub_of: HubOf) -> Joined:
    """Become a terminal of the server at `place`.

    Raises Refused `sync.wrong_server` when another certificate is shown than the code names, `server.bad_code`,
    `server.code_used`; Unavailable `server.unreachable`. Nothing is changed then.
    """
    fingerprint = _checked_fingerprint(place, code)
    request = EnrolRequest(
        v=PROTOCOL,
        code=code.code,
        device_id=str(outbox.device_id),
        pubkey=base64.b64encode(outbox.public_key()).decode("ascii"),
        name=who.name,
        app=who.app,
        keys=outbox.own_keys(),
        has_members=who.has_members,
        store_no=who.store_no,
        terminal_no=who.terminal_no,
    )
    reply = hub_of(place, fingerprint).enrol(request)
    outbox.connect(place.address, fingerprint, reply)
    link = outbox.link()
    assert link is not None, "just connected"
    return Joined(link, reply.publish, reply.replaces)


def publish(hub: Hub, publication: Publication) -> int:
    """Hand everything over, in parts; return how many documents were new or changed. May be repeated."""
    return sum(hub.publish(PublishRequest(part)).changed for part in _parts(publication()))


def fetch_replaced(hub: Hub, outbox: Outbox, streams: Iterable[str]) -> int:
    """Keep the sales of a lost till's streams, so that its receipts are good here; return how many facts came. May be
    repeated; raises what `ports.hub` says, what came until then is kept.
    """
    count = 0
    for stream in streams:
        seq, head = 1, 1
        while seq <= head:
            reply = hub.fetch_journal(JournalRequest(stream_id=stream, from_seq=seq, most=JOURNAL_FETCH_MAX))
            if not reply.facts:
                break
            outbox.keep_sales(reply.facts)
            count += len(reply.facts)
            seq, head = reply.facts[-1].seq + 1, reply.head_seq
    return count


def disconnect(hub: Hub, outbox: Outbox, leave_untold: bool = False) -> None:
    """Tell what can be told, then be a till on its own.

    Raises Refused `sync.facts_waiting`, Unavailable when the server cannot be reached for them: the till still belongs
    to it then. With `leave_untold` facts may stay untold; they stay in the books.
    """
    if outbox.link() is None:
        raise Refused("sync.alone_already")
    if outbox.waiting().facts and not leave_untold:
        exchange(hub, outbox)
    outbox.disconnect(leave_untold)


def _checked_fingerprint(place: ServerPlace, code: EnrolCode) -> str:
    if not (place.is_secret and code.fingerprint):
        return ""
    certificate = fetch_certificate(place, SYNC_CONNECT_MS)
    if not matches(certificate, code.fingerprint):
        raise Refused("sync.wrong_server", host=place.host)
    return fingerprint_of(certificate)


def _parts(documents: Iterable[Document]) -> Iterator[tuple[Document, ...]]:
    part: list[Document] = []
    size = 0
    for each in documents:
        length = len(each.body.encode()) * 2
        if part and (len(part) == PUBLISH_DOCUMENTS_MAX or size + length > _PART_BYTES):
            yield tuple(part)
            part, size = [], 0
        part.append(each)
        size += length
    if part:
        yield tuple(part)
