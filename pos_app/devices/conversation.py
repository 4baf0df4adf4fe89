"""Questions to a printer with the answers told apart."""

from __future__ import annotations

import time
from collections.abc import Callable

from pos_app.devices.escpos.entry import Confirm
from pos_app.devices.escpos.status import Answer, InOrder, Processed, RealTime, Rubbish, StatusReader
from pos_app.devices.link import Link
from pos_app.kernel.limits import PRINT_ANSWER_BYTES_MAX, PRINT_ANSWER_TIMEOUT_MS

_PROCESS_IDS = 95 * 95
"""Two of the four id bytes are used, each a printable character."""


class Conversation:
    """One opened link, from its first question to its last."""

    def __init__(self, link: Link, answer_ms: int = PRINT_ANSWER_TIMEOUT_MS) -> None:
        """Talk over the open `link`, waiting up to `answer_ms` for the answer to a real-time question."""
        self._link = link
        self._answer_ms = answer_ms
        self._reader = StatusReader()
        self.heard_rubbish = False

    def real_time(self, number: int) -> int | None:
        """Return the answer to DLE EOT `number`, None without one; raises what the link raises."""
        self._link.write(b"\x10\x04%c" % number)
        answer = self._await(lambda heard: isinstance(heard, RealTime), self._answer_ms)
        return answer.bits if isinstance(answer, RealTime) else None

    def question(self, confirm: Confirm, job: int) -> bytes:
        """Return what to append to job number `job` so that the printer tells when it gets there."""
        if confirm is Confirm.STATUS:
            return b"\x1dr\x01"
        return b"\x1d(H\x06\x0000" + _ident(job) if confirm is Confirm.PROCESS_ID else b""

    def is_confirmed(self, confirm: Confirm, job: int, patience_ms: int) -> bool:
        """Wait for the answer to `question`; False if it does not come in time, or rubbish with it."""
        wanted: Callable[[Answer], bool]
        if confirm is Confirm.STATUS:
            wanted = lambda heard: isinstance(heard, InOrder)  # noqa: E731  # two one-line predicates
        else:
            wanted = lambda heard: heard == Processed(_ident(job))  # noqa: E731  # as above
        return self._await(wanted, patience_ms) is not None and not self.heard_rubbish

    def _await(self, wanted: Callable[[Answer], bool], patience_ms: int) -> Answer | None:
        """The first answer that is wanted; others are passed over, too many bytes count as rubbish."""
        deadline_s = time.monotonic() + patience_ms / 1000
        heard_bytes = 0
        while (left_ms := int((deadline_s - time.monotonic()) * 1000)) > 0:
            data = self._link.read(left_ms)
            heard_bytes += len(data)
            for answer in self._reader.feed(data):
                if wanted(answer):
                    return answer
                self.heard_rubbish |= isinstance(answer, Rubbish)
            if heard_bytes > PRINT_ANSWER_BYTES_MAX:
                self.heard_rubbish = True
                return None
        return None


def _ident(job: int) -> bytes:
    high, low = divmod(job % _PROCESS_IDS, 95)
    return b"PA%c%c" % (32 + high, 32 + low)
