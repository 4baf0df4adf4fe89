"""What the enrolment form shows, ready for eyes. No Qt here."""

from __future__ import annotations

import msgspec


class EnrolmentState(msgspec.Struct, frozen=True):
    """The form with its fields; `problem` says what is wrong.

    `phone`, `name`, `brought_by` are put into the fields when the form opens; later ones only if they differ from what
    was shown before, so that typing is never overwritten. `busy` while the member is being written.
    """

    shown: bool = False
    card: str = ""
    phone: str = ""
    name: str = ""
    brought_by: str = ""
    consent: bool = False
    consent_text: str = ""
    problem: str = ""
    can_enrol: bool = False
    busy: bool = False
