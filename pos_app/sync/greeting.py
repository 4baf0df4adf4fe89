"""Makes sure that it is the till's own server that answers, before anything is told."""

from __future__ import annotations

from pos_app.kernel.clock import Clock
from pos_app.kernel.errors import Refused
from pos_app.kernel.exchange_limits import SYNC_CLOCK_TOLERANCE_MS
from pos_app.ports.hub import Hub
from pos_app.ports.outbox import Outbox
from pos_app.wire.enrolling import TimeReply

_STRANGER = ("server.unknown_terminal", "server.bad_signature")


def greet(hub: Hub, outbox: Outbox, clock: Clock) -> TimeReply:
    """Ask the time, learn the clock's difference; of a server whose epoch is another, ask whether it knows this till.

    A restored server has a new epoch and knows the till; a stranger that took its address does not: no fact is sent to
    it. Raises Refused `sync.other_server` and what `ports.hub` says.
    """
    before_ms = clock.mono_ms()
    told = hub.time()
    offset_ms = told.server_time - clock.now_ms() + (clock.mono_ms() - before_ms) // 2
    if abs(offset_ms - outbox.clock_offset_ms()) >= SYNC_CLOCK_TOLERANCE_MS:
        outbox.learn_clock(offset_ms)
    question = outbox.pull_request(1)
    if told.server_epoch != question.epoch:
        try:
            hub.pull(question)
        except Refused as error:
            if error.code in _STRANGER:
                raise Refused("sync.other_server", name=told.server_name) from error
            raise
    return told
