"""How long to wait for a printer's word."""

from __future__ import annotations

import msgspec

from pos_app.kernel.limits import PRINT_ANSWER_TIMEOUT_MS, PRINT_CONFIRM_TIMEOUT_MS


class Patience(msgspec.Struct, frozen=True):
    """Milliseconds for the answer to a real-time question, and for the confirmation of a job."""

    answer_ms: int
    confirm_ms: int


PATIENT = Patience(PRINT_ANSWER_TIMEOUT_MS, PRINT_CONFIRM_TIMEOUT_MS)
