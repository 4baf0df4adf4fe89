"""What the strip at the bottom says of the server. No Qt here."""

from __future__ import annotations

from pos_app.kernel.messages import Message
from pos_app.ports.gateway import Contact
from pos_app.ports.sync_status import SyncStatus
from pos_app.ui.formatting import Formats
from pos_app.ui.tone import Tone

ORDINARY = frozenset({"server.unreachable", "server.busy", "server.too_many", "server.slow"})
"""What passes by itself: being away is said without a reason."""
_LONG_MS = 60_000
"""Facts that wait for longer than this while the server is there are worth a word."""


def is_away(status: SyncStatus) -> bool:
    """True when nothing but the line is missing."""
    held = status.held_back
    return status.contact is Contact.CUT_OFF and (held is None or held.code in ORDINARY)


def strip_of(
    status: SyncStatus, unseen: int, contact_ms: int, now_ms: int, formats: Formats
) -> tuple[str, Tone]:
    """Return the text with its tone, nothing for a till on its own. `unseen` records wait for a manager's look,
    `contact_ms` is when the server could be reached last (0 = never).
    """
    translate, waiting = formats.translate, status.waiting
    if status.contact is Contact.ALONE:
        return "", Tone.NEUTRAL
    held = status.held_back
    if held is not None and held.code not in ORDINARY:
        return first_sentence(held, formats), Tone.WARN
    if status.contact is Contact.CUT_OFF:
        if status.busy and held is None and not status.last_exchange_at_ms:
            return translate("ui.exchange.strip_reaching"), Tone.NEUTRAL
        if not contact_ms:
            return translate("ui.exchange.strip_away", count=waiting), Tone.WARN
        since = when(contact_ms, now_ms, formats)
        code = "ui.exchange.strip_offline_waiting" if waiting else "ui.exchange.strip_offline"
        return (
            formats.say(Message(code, {"time": since, **({"count": waiting} if waiting else {})})),
            Tone.WARN,
        )
    if unseen:
        return translate("ui.exchange.strip_kept", count=unseen), Tone.WARN
    if not contact_ms:
        return translate("ui.exchange.contact.connected"), Tone.GOOD
    time = when(contact_ms, now_ms, formats)
    if waiting and now_ms - status.oldest_at_ms >= _LONG_MS:
        return translate("ui.exchange.strip_telling", time=time, count=waiting), Tone.GOOD
    return translate("ui.exchange.strip_server", time=time), Tone.GOOD


def when(at_ms: int, now_ms: int, formats: Formats) -> str:
    """Return the time of day, with the day where it is another one."""
    today, moment = formats.moment(now_ms), formats.moment(at_ms)
    time_now, time = formats.time(now_ms), formats.time(at_ms)
    return time if moment.removesuffix(time) == today.removesuffix(time_now) else moment


def first_sentence(message: Message, formats: Formats) -> str:
    """Return the first sentence of what a code says."""
    said = formats.say(message)
    head, point, _rest = said.partition(". ")
    return head + "." if point else said
