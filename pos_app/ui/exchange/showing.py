"""The pane of the exchange as it is shown. No Qt here."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from pos_app.kernel.clock import local_time
from pos_app.kernel.exchange_limits import EXCHANGE_CLOCK_SHOWN_MS, EXCHANGE_ROWS_SHOWN
from pos_app.kernel.messages import Message
from pos_app.loyalty.point_worth import worth_minor
from pos_app.loyalty.settings import OfflineMode
from pos_app.loyalty.spans import start_of_day
from pos_app.ports.exchange_book import ExchangeBook, Kept, QueuedFact
from pos_app.ports.gateway import Contact
from pos_app.ports.outbox import Link
from pos_app.ports.sync_status import SyncStatus
from pos_app.ui.checkout.desk import Desk
from pos_app.ui.exchange.morning import Morning, lines
from pos_app.ui.exchange.state import ExchangeState, Figure, KeptRow, Line
from pos_app.ui.exchange.strip import is_away, when
from pos_app.ui.tone import Tone
from pos_app.wire.fact import FactKind

_KNOWN = frozenset(kind.value for kind in FactKind)


class Read(msgspec.Struct, frozen=True):
    """What was read for the pane at one moment."""

    link: Link | None = None
    queue: tuple[QueuedFact, ...] = ()
    kept: tuple[Kept, ...] = ()


def read(book: ExchangeBook) -> Read:
    """Return what the pane shows of the books; for a lane."""
    return Read(book.link(), book.queue(EXCHANGE_ROWS_SHOWN), book.kept(EXCHANGE_ROWS_SHOWN))


def state_of(desk: Desk, status: SyncStatus, seen: Read, morning: Morning, contact_ms: int) -> ExchangeState:
    """Return the pane; `contact_ms` is when the server could be reached last (0 = never)."""
    translate = desk.translate
    link, held = seen.link, status.held_back
    report = _report(desk, morning)
    kept = tuple(_kept(desk, each) for each in seen.kept)
    queue = tuple(_queued(desk, each) for each in seen.queue)
    return ExchangeState(
        title=translate("ui.exchange.title", name=status.server_name or (link.server_name if link else "")),
        lead=translate(
            "ui.exchange.lead",
            address=link.address if link else "",
            till=f"{link.store_no}-{link.terminal_no}" if link else "",
        ),
        figures=tuple(_figures(desk, status, contact_ms)),
        problem="" if held is None else desk.formats.say(held),
        tone=Tone.WARN if is_away(status) or status.contact is Contact.CONNECTED else Tone.BAD,
        can_try=not status.busy,
        extend=translate("ui.exchange.extend") if _can_extend(desk, status) else "",
        report_title=_report_title(desk, morning) if report else "",
        report=report,
        kept_title=translate("ui.exchange.kept_title") if kept else "",
        kept=kept,
        queue_title=_queue_title(desk, status, len(queue)),
        queue=queue,
    )


def _figures(desk: Desk, status: SyncStatus, contact_ms: int) -> Iterator[Figure]:
    translate, now_ms = desk.translate, desk.clock.now_ms()
    contact = "busy" if status.busy else status.contact.value
    tone = Tone.GOOD if status.contact is Contact.CONNECTED else Tone.WARN
    yield Figure(translate("ui.exchange.contact"), translate(f"ui.exchange.contact.{contact}"), tone)
    last = when(contact_ms, now_ms, desk.formats) if contact_ms else translate("ui.exchange.never")
    yield Figure(translate("ui.exchange.last"), last)
    if status.next_try_at_ms and not status.busy:
        yield Figure(translate("ui.exchange.next"), _until(desk, status.next_try_at_ms - now_ms))
    if abs(status.clock_offset_ms) > EXCHANGE_CLOCK_SHOWN_MS:
        minutes = abs(status.clock_offset_ms) // 60_000
        code = "ui.exchange.clock_ahead" if status.clock_offset_ms < 0 else "ui.exchange.clock_behind"
        yield Figure(
            translate("ui.exchange.clock"), desk.formats.say(Message(code, {"count": minutes})), Tone.WARN
        )
    yield from _offline(desk)


def _until(desk: Desk, left_ms: int) -> str:
    seconds = max(1, -(-left_ms // 1000))
    if seconds < 120:
        return desk.translate("ui.exchange.in_seconds", count=seconds)
    return desk.translate("ui.exchange.in_minutes", count=-(-seconds // 60))


def _offline(desk: Desk) -> Iterator[Figure]:
    """Points that went today without the server's word, of how many may."""
    tools = desk.session.tools
    rules, book = tools.program.program.offline, tools.cut_off
    if book is None or rules.mode is not OfflineMode.RISK:
        return
    today = start_of_day(local_time(desk.clock.now_ms(), tools.zone).date(), tools.zone)
    spent = book.risked_since(today)
    most = rules.points_per_day * (2 if desk.session.holding.cut_off(None).approved else 1)
    params = {
        "spent_points": spent,
        "most_points": most,
        "worth_minor": worth_minor(tools.program.program, spent),
    }
    said = desk.formats.say(Message("ui.exchange.offline_of", dict(params)))
    yield Figure(desk.translate("ui.exchange.offline"), said, Tone.WARN if spent >= most else Tone.NEUTRAL)


def _can_extend(desk: Desk, status: SyncStatus) -> bool:
    mode = desk.session.tools.program.program.offline.mode
    is_risk = status.contact is Contact.CUT_OFF and mode is OfflineMode.RISK
    return is_risk and not desk.session.holding.cut_off(None).approved


def _report_title(desk: Desk, morning: Morning) -> str:
    since_ms = morning.span.from_ms if morning.span is not None else 0
    return desk.translate("ui.exchange.report_title", since_ms=since_ms)


def _report(desk: Desk, morning: Morning) -> tuple[Line, ...]:
    if morning.reply is None:
        return ()
    found = lines(morning.reply, desk.session.tools.program.program)
    if not found:
        return (Line(desk.translate("ui.exchange.report_clean")),)
    return tuple(
        Line(desk.formats.say(said), desk.formats.money(worth) if worth else "", Tone.WARN)
        for said, worth in found
    )


def _kept(desk: Desk, kept: Kept) -> KeptRow:
    fact, now_ms = kept.fact, desk.clock.now_ms()
    at = when(fact.at_ms, now_ms, desk.formats)
    seen = ""
    if kept.seen_at_ms:
        time = when(kept.seen_at_ms, now_ms, desk.formats)
        seen = desk.translate("ui.exchange.seen", name=kept.seen_by, time=time)
    title = f"{fact.seq} · {_kind(desk, fact.kind)} · {at}"
    return KeptRow(str(fact.event_id), title, desk.translate(fact.reason), seen)


def _queued(desk: Desk, fact: QueuedFact) -> Line:
    at = when(fact.at_ms, desk.clock.now_ms(), desk.formats)
    return Line(f"{at} · {_kind(desk, fact.kind)}", fact.receipt_number)


def _queue_title(desk: Desk, status: SyncStatus, shown: int) -> str:
    if not status.waiting:
        return desk.translate("ui.exchange.all_told")
    if status.waiting > shown:
        return desk.translate("ui.exchange.queue_newest", count=status.waiting, shown=shown)
    return desk.translate("ui.exchange.queue_title", count=status.waiting)


def _kind(desk: Desk, kind: str) -> str:
    """Return a kind in words; one that this program does not know says its name."""
    return desk.translate(f"ui.exchange.kind.{kind.replace('.', '_')}") if kind in _KNOWN else kind
