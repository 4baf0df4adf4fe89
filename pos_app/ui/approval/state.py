"""What the question for a manager shows, ready for eyes. No Qt here."""

from __future__ import annotations

import msgspec

from pos_app.ui.sign_on.state import Person


class ApprovalState(msgspec.Struct, frozen=True):
    """What is asked, who may say yes, what went wrong.

    `ready` is off while a PIN is being checked: the field then takes nothing.
    """

    asked: str = ""
    people: tuple[Person, ...] = ()
    chosen: str = ""
    prompt: str = ""
    problem: str = ""
    ready: bool = True
